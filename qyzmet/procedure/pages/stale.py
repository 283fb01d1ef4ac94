"""Somebody acted while another was still writing: the later one sees what is so now beside what was typed."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from qyzmet.forms.form import Form
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import form_contents, kinds, page_parts
from qyzmet.procedure.refusals import Refused


def page(
    procedure: Procedure,
    *,
    title: str,
    form: Form,
    action: str,
    refused: Refused | None = None,
    more: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    """The page, status 409. `action` is where the form posts; `refused` says why it cannot be done any more.

    `more` are pairs to send along besides the form's own.
    """
    text = render_template(
        "procedure/stale.html",
        procedure=procedure,
        title=title,
        form=form,
        action=action,
        refused=refused,
        pairs=[*form_contents.pairs_of(form), *more],
        **page_parts.head(procedure),
        now_text=kinds.of(procedure).now_text(procedure),
        newest=page_parts.history(procedure)[:3],
    )
    return text, 409
