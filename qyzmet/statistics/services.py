"""How many services of which kind stand in the Catalogue (Law 46), without those that were retired; of a year those
that were entered in it.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from qyzmet.catalog.models import Service
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.catalog.procedure.states import RETIRED
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope

_SERVICES = Service.__table__


@dataclass(frozen=True)
class OfKind:
    """So many services of one kind, which is a key of the classifier."""

    kind: str
    count: int


def count(scope: Scope) -> list[OfKind]:
    """All services of these procedures, by one question to the database."""
    entered = scope.ids.where(
        Procedure.kind == SERVICES.kind, Procedure.state != RETIRED, scope.in_year(Procedure.submitted_at)
    )
    by = _SERVICES.c.kind_key
    rows = db.session.execute(select(by, func.count()).where(_SERVICES.c.id.in_(entered)).group_by(by))
    return [OfKind(*row) for row in rows]
