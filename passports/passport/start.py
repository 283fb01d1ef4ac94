"""The page on which a passport begins: what it is, from a request perhaps, from a file perhaps."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.refusals import NotYours
from qyzmet.search.filters import LONGEST
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..procedure.passport import RULE
from . import draft, from_request, sections


def new() -> ResponseReturnValue:
    """What it is, and the button that starts a draft."""
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
    if request.method == "GET":
        return render_template(
            "passports/new.html", organisation=role.organisation, parts=sections.PARTS, source=source
        )
    made = draft.draft({}) if source is None else from_request.make(number, {})
    db.session.commit()
    return redirect(made.path)
