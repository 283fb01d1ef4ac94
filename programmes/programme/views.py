"""Beginning a programme: the page that says what the register is, and the button that starts a draft."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.refusals import NotYours
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..procedure.house_rules import RULE
from . import draft


def new() -> ResponseReturnValue:
    """H49: the page, and the draft."""
    if rights.may_start_programme(context.actor()) is None:
        raise NotYours(draft.not_yours(), rule=RULE, who_may=[_(PARTY_TITLES[Party.STATE_BODY])])
    if request.method == "GET":
        return render_template("programmes/new.html")
    made = draft.draft({})
    db.session.commit()
    return redirect(made.path)
