"""Beginning a programme: the page that says what the register is, and the button that starts a draft."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.refusals import NotYours
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..procedure.house_rules import RULE
from ..programme import draft
from . import contents_file, views


def new() -> ResponseReturnValue:
    """H49: the page, and the draft: empty, or with the contents that a file holds."""
    if rights.may_start_programme(context.actor()) is None:
        raise NotYours(draft.not_yours(), rule=RULE, who_may=[_(PARTY_TITLES[Party.STATE_BODY])])
    form = views.FileForm()
    lines: list[str] = []
    if request.method == "POST":
        sent = request.files.get("file")
        data: Mapping[str, Any] = {}
        if sent is not None and sent.filename:
            data, form.file.errors, lines = views.read(sent)
        if not form.file.errors:
            made = draft.draft(data)
            db.session.commit()
            return redirect(made.path)
    page = render_template("programmes/new.html", form=form, lines=lines, columns=contents_file.COLUMNS)
    return page, 422 if form.file.errors else 200
