"""The function passport of an IC service: the one from which its request was filled, with what came of it."""

from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.database import Base, db

from ...requests.models import AutomationRequest
from ..models import FunctionPassport


def passport_of(source_id: int | None) -> FunctionPassport | None:
    """The passport to which the request is linked that the service came from, if the reader may know of it."""
    if source_id is None:
        return None
    # The request's own table alone: nothing else of it is asked for.
    requests = Base.metadata.tables[AutomationRequest.__tablename__]
    linked = select(requests.c.passport_id).where(requests.c.id == source_id).scalar_subquery()
    found = db.session.scalars(select(FunctionPassport).where(FunctionPassport.id == linked)).first()
    return found if found is not None and rights.may_know(context.actor(), found) else None
