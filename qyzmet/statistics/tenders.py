"""How many bids tenders had, and what the chosen ones cost beside their ceilings.

Bids are counted of opened tenders alone: from then on the minutes say how many there were. Of a tender that is not
opened no number says anything, not even that there is one. Prices are those of bids that the Commission has chosen.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, null, select, union_all

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.states import WINNER

_TENDERS = Tender.__table__
_BIDS = Bid.__table__
# Each price beside its ceiling.
_PAIRS = (
    (_BIDS.c.price_lease, _TENDERS.c.ceiling_lease),
    (_BIDS.c.price_service, _TENDERS.c.ceiling_service),
)


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


@dataclass(frozen=True)
class Bidding:
    """How many bids tenders had, and what the chosen ones cost."""

    opened: tuple[Opened, ...]
    prices: Prices


def count(scope: Scope) -> Bidding:
    """All opened tenders of these procedures and their chosen bids, by one question to the database."""
    prices, opened = _prices(scope), _opened(scope)
    row, *rows = db.session.execute(union_all(prices, opened).order_by("is_opened")).all()
    return Bidding(tuple(Opened(each.bids, each.number) for each in rows), Prices(row.number, *row[3:]))


def _opened(scope: Scope) -> Select[Any]:
    """How many opened tenders had how many bids."""
    bids = select(func.count()).where(_BIDS.c.tender_id == _TENDERS.c.id).correlate(_TENDERS).scalar_subquery()
    per_tender = (
        select(bids.label("bids"))
        .where(_TENDERS.c.opened_at.is_not(None), _TENDERS.c.id.in_(scope.ids), scope.in_year(_TENDERS.c.opened_at))
        .subquery()
    )
    # Beside the columns of the prices.
    columns: list[ColumnElement[Any]] = [literal(1), per_tender.c.bids, func.count()]
    columns += [cast(null(), each.type) for pair in _PAIRS for each in pair]
    return select(*columns).group_by(per_tender.c.bids)


def _prices(scope: Scope) -> Select[Any]:
    """One row: how many bids are chosen, their prices and ceilings."""
    chosen = select(Procedure.id).where(Procedure.kind == BIDS.kind, Procedure.state == WINNER)
    columns: list[ColumnElement[Any]] = [literal(0).label("is_opened"), literal(0).label("bids")]
    columns += [func.count().label("number"), *(func.sum(each) for pair in _PAIRS for each in pair)]
    return (
        select(*columns)
        .select_from(_BIDS)
        .join(_TENDERS, _TENDERS.c.id == _BIDS.c.tender_id)
        .where(
            _BIDS.c.id.in_(chosen),
            _TENDERS.c.id.in_(scope.ids),
            _TENDERS.c.opened_at.is_not(None),
            scope.in_year(_TENDERS.c.opened_at),
            *(ceiling.is_not(None) for _price, ceiling in _PAIRS),
        )
    )
