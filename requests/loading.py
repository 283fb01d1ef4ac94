"""The procedure of an address, for those who may know of it."""

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.models import Procedure

from .models import AutomationRequest

_KINDS = ("requests", "proposals", "assignments")


def by_number(number: str) -> AutomationRequest | None:
    """The request with that registered or draft number, if the actor may know of it."""
    found = db.session.scalars(
        select(AutomationRequest).where(
            (AutomationRequest.number == number) | (AutomationRequest.draft_number == number)
        )
    ).first()
    return found if found is not None and rights.may_know(context.actor(), found) else None


def load(number: str) -> AutomationRequest:
    """The request; 404 for one that is not there and for one that the caller may not know of."""
    found = by_number(number)
    if found is None:
        raise NotFound
    return found


def load_any(number: str) -> Procedure:
    """The request, proposal or design assignment with that number; 404 likewise."""
    found = db.session.scalars(
        select(Procedure).where(
            (Procedure.number == number) | (Procedure.draft_number == number), Procedure.kind.in_(_KINDS)
        )
    ).first()
    if found is None or not rights.may_know(context.actor(), found):
        raise NotFound
    return found
