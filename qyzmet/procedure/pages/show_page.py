"""The page of a procedure: a draft as a task list for those who fill it in, for others all that was said and done."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.pages import documents, kinds, now_panel, page_parts, paper_links, sections
from qyzmet.procedure.pages.loading import load


def show(number: str) -> ResponseReturnValue:
    """One procedure."""
    found = load(number)
    kind, now = kinds.of(found), now_panel.now(found)
    filled_in = kind.form is not None and now.may_save
    kept = documents.of(found)
    return render_template(
        kind.template,
        procedure=found,
        now=now,
        checked=paper_links.checked(found, request.args.get("sha256", "")),
        # The sections, for those who fill them in.
        sections=sections.progress(found) if filled_in else None,
        begun=found.state != table_of(found).first or bool(found.acts),
        timeline=kind.timeline(found),
        terms=page_parts.terms(found),
        history=page_parts.history(found),
        life=page_parts.life(found),
        parties=page_parts.parties(found),
        kept_papers=kept,
        documents={each.public_id: each.name for paper in kept for each in (paper.newest, *paper.earlier)},
        **page_parts.head(found),
        **(kind.facts(found) if kind.facts is not None else {}),
    )
