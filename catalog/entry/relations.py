"""How a service stands to others of the Catalogue, and they to it."""

from sqlalchemy import select, text

from qyzmet.database import db, is_reading
from qyzmet.reading.read_once import read_once
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import RelationKind, Service, ServiceRelation
from . import service_name
from .form import RELATIONS

# Any number that no other part of the application locks with.
_LOCK = 0x5159_5A52

# The same relations, seen from the other service.
REVERSED = {
    RelationKind.NEEDS: N_("is needed by"),
    RelationKind.REPLACES: N_("is replaced by"),
    RelationKind.PART_OF: N_("has as a part"),
}


def both_ways(service: Service) -> list[tuple[str, Service, str]]:
    """In words, with the other service and what it is called: its own relations first."""
    own = [(str(RELATIONS[row.kind]), row.other) for row in service.relations]
    others = [(_(REVERSED[row.kind]), row.service) for row in to(service)]
    return [(how, other, service_name.in_language(other)) for how, other in own + others]


@read_once
def to(service: Service) -> list[ServiceRelation]:
    """The relations that others have to it."""
    query = select(ServiceRelation).where(ServiceRelation.other_id == service.id).order_by(ServiceRelation.id)
    return list(db.session.scalars(query))


def lock() -> None:
    """Let nobody else say or ask for relations until this transaction ends: two who do not see each other's would make
    a circle together, or retire what has just come to be needed. On SQLite every writer is alone already.
    """
    if db.engine.dialect.name == "postgresql" and not is_reading():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
