"""How many bids tenders had, and what the chosen ones cost beside their ceilings.

Bids are counted of opened tenders alone: from then on the minutes say how many there were. Of a tender that is not
opened no number says anything, not even that there is one. Prices are those of bids that the Commission has chosen.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.states import WINNER

_TENDERS = Tender.__table__
_BIDS = Bid.__table__


@dataclass(frozen=True)
class Opened:
    """So many tenders that had so many bids."""

    bids: int
    count: int


@dataclass(frozen=True)
class Prices:
    """Chosen bids: how many, their prices and the ceilings beside them, in tenge; None where there is none."""

    count: int
    lease: Decimal | None
    lease_ceiling: Decimal | None
    service: Decimal | None
    service_ceiling: Decimal | None


def opened(scope: Scope) -> list[Opened]:
    """All opened tenders of these procedures, by one question to the database."""
    bids = select(func.count()).where(_BIDS.c.tender_id == _TENDERS.c.id).correlate(_TENDERS).scalar_subquery()
    per_tender = (
        select(bids.label("bids"))
        .where(_TENDERS.c.opened_at.is_not(None), _TENDERS.c.id.in_(scope.ids), scope.in_year(_TENDERS.c.opened_at))
        .subquery()
    )
    rows = db.session.execute(select(per_tender.c.bids, func.count()).group_by(per_tender.c.bids))
    return [Opened(*row) for row in rows]


def prices(scope: Scope) -> Prices:
    """All chosen bids of these procedures, by one question to the database."""
    chosen = select(Procedure.id).where(Procedure.kind == BIDS.kind, Procedure.state == WINNER)
    pairs = (
        (_BIDS.c.price_lease, _TENDERS.c.ceiling_lease),
        (_BIDS.c.price_service, _TENDERS.c.ceiling_service),
    )
    row = db.session.execute(
        select(func.count(), *(func.sum(each) for pair in pairs for each in pair))
        .select_from(_BIDS)
        .join(_TENDERS, _TENDERS.c.id == _BIDS.c.tender_id)
        .where(
            _BIDS.c.id.in_(chosen),
            _TENDERS.c.id.in_(scope.ids),
            _TENDERS.c.opened_at.is_not(None),
            scope.in_year(_TENDERS.c.opened_at),
            *(ceiling.is_not(None) for _price, ceiling in pairs),
        )
    ).one()
    return Prices(*row)
