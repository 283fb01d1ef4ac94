"""How many bids tenders had, and what the chosen ones cost beside their ceilings.

Bids are counted of opened tenders alone: from then on the minutes say how many there were. Of a tender that is not
opened no number says anything, not even that there is one. Prices are those of bids that the Commission has chosen.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, null, select, union_all

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.statistics import kept_blocks
from qyzmet.statistics.kept_blocks import BLOCK, Blocks
from qyzmet.statistics.scope import Scope
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.states import WINNER

_TENDERS = Tender.__table__
_BIDS = Bid.__table__
_BLOCK = (_TENDERS.c.id // BLOCK).label("block")
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
    return bidding(in_all(row for rows in count_blocks(scope).values() for row in rows))


def bidding(rows: Iterable[Opened | Prices]) -> Bidding:
    """What the counts say."""
    every = list(rows)
    prices = next((row for row in every if isinstance(row, Prices)), Prices(0, None, None, None, None))
    opened = sorted((row for row in every if isinstance(row, Opened)), key=lambda row: row.bids)
    return Bidding(tuple(opened), prices)


def in_all(rows: Iterable[Opened | Prices]) -> list[Opened | Prices]:
    """The counts of several blocks of tenders."""
    every = list(rows)
    opened: Counter[int] = Counter()
    for row in every:
        if isinstance(row, Opened):
            opened[row.bids] += row.count
    found: list[Opened | Prices] = [Opened(bids, number) for bids, number in opened.items()]
    prices = [row for row in every if isinstance(row, Prices)]
    return [*found, reduce(_added, prices)] if prices else found


def _added(one: Prices, other: Prices) -> Prices:
    sums = (
        [getattr(each, name) for each in (one, other) if getattr(each, name) is not None]
        for name in ("lease", "lease_ceiling", "service", "service_ceiling")
    )
    return Prices(one.count + other.count, *(sum(those, Decimal(0)) if those else None for those in sums))


def count_blocks(scope: Scope, blocks: Blocks = None) -> dict[int, list[Opened | Prices]]:
    """The counts by blocks of tenders, all or these, by one question to the database."""
    found: dict[int, list[Opened | Prices]] = {}
    for row in db.session.execute(union_all(_prices(scope, blocks), _opened(scope, blocks))):
        counted = Opened(row.bids, row.number) if row.is_opened else Prices(row.number, *row[4:])
        found.setdefault(int(row.block), []).append(counted)
    return found


def _opened(scope: Scope, blocks: Blocks) -> Select[Any]:
    """How many opened tenders had how many bids."""
    bids = select(func.count()).where(_BIDS.c.tender_id == _TENDERS.c.id).correlate(_TENDERS).scalar_subquery()
    per_tender = select(bids.label("bids"), _BLOCK).where(*_opened_of(scope, blocks)).subquery()
    # Beside the columns of the prices.
    columns: list[ColumnElement[Any]] = [literal(1), per_tender.c.bids, per_tender.c.block, func.count()]
    columns += [cast(null(), each.type) for pair in _PAIRS for each in pair]
    return select(*columns).group_by(per_tender.c.bids, per_tender.c.block)


def _prices(scope: Scope, blocks: Blocks) -> Select[Any]:
    """How many bids are chosen, their prices and ceilings."""
    chosen = select(Procedure.id).where(Procedure.kind == BIDS.kind, Procedure.state == WINNER)
    columns: list[ColumnElement[Any]] = [literal(0).label("is_opened"), literal(0).label("bids"), _BLOCK]
    columns += [func.count().label("number"), *(func.sum(each) for pair in _PAIRS for each in pair)]
    return (
        select(*columns)
        .select_from(_BIDS)
        .join(_TENDERS, _TENDERS.c.id == _BIDS.c.tender_id)
        .where(
            _BIDS.c.id.in_(chosen),
            *_opened_of(scope, blocks),
            *(ceiling.is_not(None) for _price, ceiling in _PAIRS),
        )
        .group_by(_BLOCK)
    )


def _opened_of(scope: Scope, blocks: Blocks) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a tender: opened, in the year, one of the scope's, in the blocks."""
    wanted = scope.ids.where(*kept_blocks.among(blocks))
    return _TENDERS.c.opened_at.is_not(None), _TENDERS.c.id.in_(wanted), scope.in_year(_TENDERS.c.opened_at)
