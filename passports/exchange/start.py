"""The page on which a passport begins: what it is, from a request perhaps, from a file perhaps."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.search.filters import LONGEST
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..passport import draft, from_request, sections
from ..procedure.passport import RULE
from . import taking_in


def new() -> ResponseReturnValue:
    """What it is, and the button that starts a draft: empty, with what a request says, with what a file holds."""
    role = rights.may_start_request(context.actor())
    if role is None:
        raise NotYours(
            _("A function passport is written by a specialist or the head of a state body."),
            rule=RULE,
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    number = request.args.get("request", "")[:LONGEST]
    source = from_request.find(number) if number else None
    if number and source is None:
        raise NotFound
    errors: list[str] = []
    if request.method == "POST":
        try:
            taken = taking_in.with_channels(taking_in.sent(request.files.get("file")), {})
            made = draft.draft(taken) if source is None else from_request.make(number, taken)
        except Invalid as refused:
            db.session.rollback()
            errors = taking_in.said(refused)
        else:
            db.session.commit()
            if taken:
                flash(_(taking_in.TAKEN), "success")
            return redirect(made.path)
    page = render_template(
        "passports/new.html", organisation=role.organisation, parts=sections.PARTS, source=source, errors=errors
    )
    return page, 422 if errors else 200
