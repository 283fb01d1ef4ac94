"""H48: a request for a function that has no passport makes one, which begins with what the request says."""

from typing import Any

from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party
from qyzmet.web import formats

from ...requests.models import AutomationRequest
from ..models import FunctionPassport
from ..procedure.passport import RULE
from .draft import draft


def find(number: str) -> AutomationRequest | None:
    """The request with that registered or draft number, if the actor may know of it."""
    if not number.isprintable():
        return None
    model = AutomationRequest
    query = select(model).where((model.number == number) | (model.draft_number == number))
    found = db.session.scalars(query).first()
    return found if found is not None and rights.may_know(context.actor(), found) else None


def make(number: str, data: Body) -> FunctionPassport:
    """A draft that says what the request says, and is linked to it. Raises Invalid, NotYours, NotInThisState."""
    request = find(number)
    if request is None:
        text = _("There is no such request: %(number)s.", number=number)
        raise Invalid(text, rule=RULE, errors={"request": [text]})
    role, body = rights.may_start_request(context.actor()), request.party(Party.STATE_BODY)
    if role is None or body is None or role.organisation_id != body.id:
        raise NotYours(
            _("The passport of a function is written by the state body whose request it is."),
            rule=RULE,
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    if request.passport is not None:
        text = _("The request has a function passport already: %(number)s.", number=request.passport.public_number)
        raise NotInThisState(text, rule=RULE)
    made = draft({**said(request), **data})
    _link(request, made)
    return made


def _link(request: AutomationRequest, made: FunctionPassport) -> None:
    """A draft names it in row 1; of what is filed nothing changes but the link."""
    if "save" in engine.actions(request, context.actor()):
        engine.save(request, {"passport": made.public_number})
        return
    engine.lock(request)
    request.passport = made
    audit.record(
        "save",
        chain=engine.chain_of(request),
        subject=request.public_number,
        before={"passport": None},
        after={"passport": made.public_number},
    )


def said(request: AutomationRequest) -> dict[str, Any]:
    """What of a passport the request says: the name in the language it is read in, acts, provider, systems."""
    data, language = request.data, formats.language()
    name = str(data.get("function") or "")[:1000]
    acts = [
        {
            "title": str(each.get("title") or ""),
            "number": str(each.get("number") or ""),
            "date": each.get("date"),
            "points": str(each.get("points") or "")[:500],
        }
        for each in data.get("acts") or ()
    ]
    systems = [str(each.get("name")) for each in data.get("existing_systems") or () if each.get("name")]
    return {
        "names": {each: name if each == language else "" for each in ("kk", "ru", "en")},
        "acts": acts,
        "provider": name_of(request.party(Party.STATE_BODY)),
        "systems": systems,
    }
