"""The procedure of an address, for those who may know of it."""

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db

from .models import AutomationRequest


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
