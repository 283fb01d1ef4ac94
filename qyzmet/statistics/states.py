"""How many procedures stand in which state, by kind, and how many services of which kind stand in the Catalogue (Law
46), without those that were retired; of a year those that were begun in it, which of a service is to be entered.
"""

from dataclasses import dataclass

from sqlalchemy import func, literal, select, union_all

from qyzmet.catalog.models import Service
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.catalog.procedure.states import RETIRED
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope

# A bid is a procedure of its bidder's: how many a tender had is told where bids are.
_BIDS = "bids"
_SERVICES = Service.__table__


@dataclass(frozen=True)
class InState:
    """So many procedures of a kind in one state."""

    kind: str
    state: str
    count: int


@dataclass(frozen=True)
class OfKind:
    """So many services of one kind, which is a key of the classifier."""

    kind: str
    count: int


@dataclass(frozen=True)
class Standing:
    """Where procedures stand, and what stands in the Catalogue."""

    states: tuple[InState, ...]
    services: tuple[OfKind, ...]


def count(scope: Scope) -> Standing:
    """All of these procedures, by one question to the database."""
    begun = scope.in_year(Procedure.submitted_at)
    by = (Procedure.kind, Procedure.state)
    states = select(literal(True).label("is_state"), *by, func.count()).where(
        scope.condition, begun, Procedure.kind != _BIDS
    )
    entered = scope.ids.where(Procedure.kind == SERVICES.kind, Procedure.state != RETIRED, begun)
    kind = _SERVICES.c.kind_key
    services = select(literal(False), kind, literal(""), func.count()).where(_SERVICES.c.id.in_(entered))
    rows = db.session.execute(union_all(states.group_by(*by), services.group_by(kind))).all()
    return Standing(
        tuple(InState(*row) for is_state, *row in rows if is_state),
        tuple(OfKind(kind, number) for is_state, kind, _state, number in rows if not is_state),
    )
