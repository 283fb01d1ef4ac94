"""How many procedures stand in which state, by kind; of a year those that were begun in it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope

# A bid is a procedure of its bidder's: how many a tender had is told where bids are.
_BIDS = "bids"


@dataclass(frozen=True)
class InState:
    """So many procedures of a kind in one state."""

    kind: str
    state: str
    count: int


def count(scope: Scope) -> list[InState]:
    """All of these procedures, by one question to the database."""
    by = (Procedure.kind, Procedure.state)
    rows = db.session.execute(
        select(*by, func.count())
        .where(scope.condition, scope.in_year(Procedure.submitted_at), Procedure.kind != _BIDS)
        .group_by(*by)
    )
    return [InState(*row) for row in rows]
