"""The pages on which a draft is filled in: one section a page, saved while typing, check your answers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import holds_documents
from qyzmet.forms.binding import json_of
from qyzmet.procedure import engine
from qyzmet.procedure.form_sections import Section
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import form_contents, kinds, page_parts, sections, stale
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid, NotInThisState, Refused, Stale
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.procedure.wording import who_may
from qyzmet.translating import gettext as _
from qyzmet.web import conflicts


def section(number: str, place: int) -> ResponseReturnValue:
    """One section of the form."""
    found = load(number)
    part = _part(found, place)
    try:
        engine.permit(found, "save", context.actor())
    except NotInThisState as late:
        if request.method == "GET":
            raise
        # It was filed in the meantime: what was typed is shown once more.
        form = sections.typed_form(found, part, request.form, request.files)
        db.session.commit()
        return stale.page(found, title=_(part.title), form=form, action=request.path, refused=late)
    if request.method == "GET":
        return _page(found, part, sections.kept_form(found, part), sections.fingerprint(found, part))
    seen = str(request.form.get("version", ""))
    if form_contents.wants_change(request.form):
        form = sections.changed_form(found, part, request.form, request.files)
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _page(found, part, form, seen)
    form = sections.typed_form(found, part, request.form, request.files)
    if request.files:
        db.session.commit()  # Files that came along are kept, whatever becomes of the rest.
    if not form.validate():
        return _page(found, part, form, seen, 422)
    try:
        _save(found, part, form, seen)
    except Stale:
        db.session.rollback()
        return _both(load(number), part, form)
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused, "data.")
        return _page(load(number), part, form, seen, 422)
    db.session.commit()
    for text in sections.long_form(found).what_follows(found, part):
        flash(text, "warning")
    return _go_on(found, part)


def _go_on(found: Procedure, part: Section) -> ResponseReturnValue:
    number, all_sections = found.public_number, sections.long_form(found).sections
    if "back" in request.form:
        flash(_("Section %(number)s is saved.", number=part.number), "success")
        return redirect(url_for(".show", number=number))
    following = next((each for each in all_sections if each.number > part.number), None)
    if following is None:
        return redirect(url_for(".check", number=number))
    return redirect(url_for(".section", number=number, place=following.number))


def autosave(number: str, place: int) -> ResponseReturnValue:
    """The same while typing: what can be understood is kept, without files and without leaving the page."""
    found = load(number)
    part = _part(found, place)
    form = sections.typed_form(found, part, request.form)
    try:
        engine.permit(found, "save", context.actor())
        if not form.validate():
            return {"saved": False}, 422
        _save(found, part, form, str(request.form.get("version", "")))
    except Refused as refused:
        db.session.rollback()
        return {"saved": False, "detail": refused.detail}, 409 if isinstance(refused, Stale) else refused.status
    db.session.commit()
    return {"saved": True, "version": sections.fingerprint(found, part)}


def check(number: str) -> ResponseReturnValue:
    """Check your answers: every section with a way to change it, and what is missing."""
    found = load(number)
    sections.long_form(found)
    engine.permit(found, "save", context.actor())
    return check_page(found)


def check_page(found: Procedure, refused: Invalid | None = None) -> ResponseReturnValue:
    """The same, with the refusal of a filing on top."""
    kind, form = kinds.of(found), sections.long_form(found)
    files = _filing(found)
    page = render_template(
        form.check_template,
        procedure=found,
        kind=kind,
        sections=(progress := sections.progress(found)),
        empty=[each.section for each in progress if each.status == sections.NOT_STARTED],
        elsewhere=sections.elsewhere(found),
        filing=files,
        may_hand_over=HAND_OVER in engine.actions(found, context.actor()),
        refused=refused,
        documents={each.public_id: each.name for each in documents.of_procedure(found)},
        **form.shown_with(found),
    )
    return page, 422 if refused else 200


def _filing(found: Procedure) -> dict[str, Any] | None:
    """The action that files it: its page for those who may take it, and who they are for the others."""
    action = kinds.of(found).filing
    if action is None:
        return None
    moves = [move for move in table_of(found).moves_of(action) if found.state in move.from_]
    open_to = [move for move in moves if move.channel in (None, found.channel) and found.party(move.by) is not None]
    return {
        "title": page_parts.title_of(found, action),
        "href": f"{found.path}/act/{action}",
        "mine": action in engine.actions(found, context.actor()),
        "who": list(dict.fromkeys(who_may(move, found) for move in open_to)),
    }


def _part(found: Procedure, place: int) -> Section:
    try:
        return sections.long_form(found).section(place)
    except KeyError:
        raise NotFound from None


def _save(found: Procedure, part: Section, form: Any, seen: str) -> None:
    complete = sections.long_form(found).complete
    data = json_of(form) if complete is None else complete(json_of(form))

    def nobody_else_saved() -> None:
        if seen and seen != sections.fingerprint(found, part) and sections.kept(found, part) != data:
            raise Stale(
                _(
                    "This was changed in the meantime, by somebody else or by you in another tab. "
                    "Look at the newest version."
                )
            )

    engine.save(found, data, validate=nobody_else_saved)


def _both(found: Procedure, part: Section, form: Any) -> ResponseReturnValue:
    """Two people at one section: both versions; files of the later one are named, so that none is sent twice."""
    theirs = dict(form_contents.texts(sections.kept_form(found, part)))
    carried = MultiDict(form_contents.pairs_of(form))
    if "back" in request.form:
        carried.add("back", "1")
    return conflicts.page(
        [conflicts.Row(label, text, theirs.get(label, "")) for label, text in form_contents.texts(form)],
        version=sections.fingerprint(found, part),
        theirs_href=url_for(".section", number=found.public_number, place=part.number),
        form=carried,
    )


def _page(found: Procedure, part: Section, form: Any, version: str, status: int = 200) -> ResponseReturnValue:
    long_form = sections.long_form(found)
    page = render_template(
        long_form.section_template,
        procedure=found,
        section=part,
        total=len(long_form.sections),
        form=form,
        version=version,
        sends_files=holds_documents(form),
        **long_form.shown_with(found),
    )
    return page, status
