"""Reading lists of tenders: those that take bids by the soonest end, others by the newest publication, own by number.

What is public is read as nobody, so that the list is the same for everybody and nothing that is not public is in it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, func, or_, select

from qyzmet import clock
from qyzmet.context import NOBODY, Actor
from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.search import column_order, lists
from qyzmet.search.column_order import ColumnOrder, Place
from qyzmet.search.conditions import Condition
from qyzmet.web.paging import MOST_DIGITS, Page, first_of, whole_number

from ..procedure.announcement import ONE_AGREED
from ..rules.phases import Phase
from . import conditions
from .filters import TenderFilters, View
from .rows import TenderRow, rows_of

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
NEWEST = ColumnOrder("tender", "published_at", newest_first=True, where="{t}.published_at IS NOT NULL")
# Acts that change what everybody reads without changing the state.
_PUBLIC_ACTS = ("amend", "answer", "extend")


def soonest() -> ColumnOrder:
    """The order of what takes bids now."""
    now = {"open_now": clock.now()}
    return ColumnOrder("tender", "accepts_until", newest_first=False, where="{t}.accepts_until > :open_now", values=now)


def public(
    asked: TenderFilters, order: ColumnOrder, size: int, *, beyond: Place | None, more: tuple[Condition, ...] = ()
) -> Page[TenderRow]:
    """What everybody may know of, in that order, from behind a place."""
    besides = [*asked.conditions(), *more]
    found = column_order.statement_of(NOBODY, asked.query(NOBODY), order, size + 1, beyond=beyond, more=besides)
    return first_of(rows_of(found, f"wanted.{order.by.replace(', ', ', wanted.')}"), size)


def own(actor: Actor, asked: TenderFilters, size: int, *, beyond: int | None) -> Page[TenderRow]:
    """The tenders in which the actor's organisations take part, drafts too, the newest number first."""
    found = lists.statement_of(actor, asked.query(actor), size + 1, beyond=beyond, more=asked.conditions())
    return first_of(rows_of(found, "wanted.id DESC"), size)


def in_order(actor: Actor, asked: TenderFilters, size: int, after: Place | None) -> Page[TenderRow]:
    """The whole list in one order: by the soonest end where only those are asked for that take bids."""
    if asked.view is View.MINE:
        return own(actor, asked, size, beyond=after[1] if after else None)
    return public(asked, order_of(asked), size, beyond=after)


def order_of(asked: TenderFilters) -> ColumnOrder:
    """The order of a public list in one piece."""
    return soonest() if asked.phase is Phase.ACCEPTING else NEWEST


def accepting(asked: TenderFilters, size: int) -> Page[TenderRow]:
    """Those of a list that take bids now, the soonest end first."""
    return public(asked, soonest(), size, beyond=None, more=(conditions.phase(Phase.ACCEPTING, clock.now()),))


def others(asked: TenderFilters, size: int, *, beyond: Place | None) -> Page[TenderRow]:
    """Those of a list that do not take bids now, the newest first."""
    return public(asked, NEWEST, size, beyond=beyond, more=(conditions.not_accepting(clock.now()),))


def place_of(row: TenderRow, order: ColumnOrder) -> Place:
    """The place of a row in that order."""
    at = getattr(row, order.column)
    return (at, row.id)


def cursor_of(place: Place) -> str:
    """A place as an address says it."""
    at, key = place
    return f"{(at - _EPOCH) // _MICROSECOND}-{key}"


def place_at(cursor: str) -> Place:
    """The place that an address says. Raises ValueError where it says none."""
    at, _dash, key = cursor.partition("-")
    moment, row_id = whole_number(at), whole_number(key)
    if moment is None or row_id is None:
        raise ValueError(cursor[:MOST_DIGITS])
    try:
        return (_EPOCH + moment * _MICROSECOND, row_id)
    except OverflowError:
        raise ValueError(cursor) from None


def with_changes(rows: Sequence[TenderRow]) -> Iterator[tuple[TenderRow, dt.datetime]]:
    """Each row with the instant of its last public change, by one query for all.

    What changes for everybody: the state, what the announcement says and until when bids are taken. Bids change
    nothing of it before they are opened: no act is kept of them.
    """
    said_to_all = and_(Act.action.in_(_PUBLIC_ACTS), Act.case != ONE_AGREED)
    changed = or_(Act.from_state != Act.to_state, said_to_all)
    query = (
        select(Act.procedure_id, func.max(Act.at).label("at"))
        .where(Act.procedure_id.in_([row.id for row in rows]), changed)
        .group_by(Act.procedure_id)
    )
    newest = {row.procedure_id: row.at for row in db.session.execute(query)} if rows else {}
    for row in rows:
        yield row, newest.get(row.id) or row.published_at or row.created_at
