"""Counts added up by blocks of procedures: after an act the blocks in which something was done are counted again, the
others stand as they were counted before.

What is kept: the counts of each block, in this process, for a scope. For whom: whoever may look at that scope. Until
when: the audit trail says in which procedures something was done since; of a block in which nothing was, the counts
are good.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, false, or_, select, union

from qyzmet.audit import service as audit
from qyzmet.catalog.under_way import procedures as under_way
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import read_once
from qyzmet.statistics.scope import Scope, View
from qyzmet.tenders.models import Bid
from qyzmet.web.kept.memory import Kept

# So many procedures, by their ids, are added up together.
BLOCK = 8192
# Where more was done than this, everything is counted again.
MOST_RECORDS, MOST_PROCEDURES = 20_000, 500
# A count takes so many bytes, by which room is made for others.
_ROW_BYTES, MOST_BYTES = 250, 48 * 1024 * 1024
_NAME = "qyzmet_statistics"
_BIDS = Bid.__table__
Row = TypeVar("Row")
Blocks = Collection[int] | None


@dataclass(frozen=True)
class _Counted:
    """The counts of each block, and up to which record of the trail they were counted."""

    number: int
    trail: bytes
    blocks: Mapping[int, list[Any]]
    together: Any


def block() -> ColumnElement[int]:
    """The block of a procedure, as a column."""
    return (Procedure.id // BLOCK).label("block")


def among(blocks: Blocks) -> list[ColumnElement[bool]]:
    """The condition that a procedure stands in one of these blocks; none where all are asked for."""
    if blocks is None:
        return []
    ranges = (Procedure.id.between(each * BLOCK, each * BLOCK + BLOCK - 1) for each in sorted(blocks))
    return [or_(false(), *ranges)]


def of(
    scope: Scope,
    what: Hashable,
    count: Callable[[Blocks], Mapping[int, list[Row]]],
    together: Callable[[Sequence[Row]], Sequence[Row]],
) -> tuple[Row, ...]:
    """What is counted of the scope as of the end of the trail: counted, or kept where nothing was done since.

    `count` counts all blocks or those that it is given, `together` adds up what they have in common.
    """
    trail, kept, key = audit.end_of_trail(), _kept(), (scope, what)
    found = kept.find(key)
    if found is not None and found.trail == trail:
        return tuple(found.together)
    # What is done while this counts is counted again next time: its records come after this one.
    number = audit.last_number()
    changed = _changed(scope.view, found.number, number) if found is not None else None
    counted = dict(count(changed))
    if found is not None and changed is not None:
        counted = {each: rows for each, rows in found.blocks.items() if each not in changed} | counted
    every = [row for rows in counted.values() for row in rows]
    made = _Counted(number, trail, counted, tuple(together(every)))
    kept.keep(key, made, _ROW_BYTES * (len(every) + len(made.together) + 1))
    return tuple(made.together)


@read_once
def _changed(view: View, since: int, until: int) -> frozenset[int] | None:
    """The blocks with procedures in which something was done; None where everything is to be counted again."""
    if not 0 <= until - since <= MOST_RECORDS:
        return None
    touched = audit.keys_since(since, engine.CHAIN)
    # With a need all that it has gone through comes into the public register, or leaves it.
    with_needs = under_way.together_with(touched) if view is View.PUBLIC else touched
    # What a tender's bids are like is counted with the tender.
    of_bids = select(_BIDS.c.tender_id).where(_BIDS.c.id.in_(touched))
    ids = set(db.session.scalars(union(select(with_needs.subquery("touched").c[0]), of_bids)))
    if len(ids) > MOST_PROCEDURES:
        return None
    return frozenset(each // BLOCK for each in ids)


def _kept() -> Kept[_Counted]:
    if _NAME not in current_app.extensions:
        current_app.extensions[_NAME] = Kept[_Counted](current_app.config.get("KEPT_STATISTICS_BYTES", MOST_BYTES))
    kept: Kept[_Counted] = current_app.extensions[_NAME]
    return kept
