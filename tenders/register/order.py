"""Reading lists of tenders: those that take bids by the soonest end, others by the newest publication, own by number.

What is public is read as nobody, so that the list is the same for everybody and nothing that is not public is in it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from qyzmet import clock
from qyzmet.context import NOBODY, Actor
from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.search import lists, ordered
from qyzmet.search.axes import Axis
from qyzmet.search.ordered import Along, Place

from ..rules.phases import Phase
from . import axes as list_axes
from . import rows as list_rows
from .query import Filters, View
from .rows import Listed

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
NEWEST = Along("tender", "published_at", newest_first=True, where="{t}.published_at IS NOT NULL")
# Acts that change what everybody reads without changing the state.
_PUBLIC_ACTS = ("amend", "answer", "extend")
# Both fit into the integers of every database.
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Page:
    """Some rows, and whether more follow."""

    rows: list[Listed]
    more: bool


def soonest() -> Along:
    """The order of what takes bids now."""
    now = {"open_now": clock.now()}
    return Along("tender", "accepts_until", newest_first=False, where="{t}.accepts_until > :open_now", values=now)


def public(asked: Filters, along: Along, size: int, *, beyond: Place | None, more: tuple[Axis, ...] = ()) -> Page:
    """What everybody may know of, in that order, from behind a place."""
    axes = [*asked.axes(), *more]
    query = ordered.query_of(NOBODY, asked.wanted(NOBODY), along, size + 1, beyond=beyond, more=axes)
    return _page(list_rows.rows_of(query, f"wanted.{along.order.replace(', ', ', wanted.')}"), size)


def own(actor: Actor, asked: Filters, size: int, *, beyond: int | None) -> Page:
    """The tenders in which the actor's organisations take part, drafts too, the newest number first."""
    query = lists.query_of(actor, asked.wanted(actor), size + 1, beyond=beyond, more=asked.axes())
    return _page(list_rows.rows_of(query, "wanted.id DESC"), size)


def in_order(actor: Actor, asked: Filters, size: int, after: Place | None) -> Page:
    """The whole list in one order: by the soonest end where only those are asked for that take bids."""
    if asked.view is View.MINE:
        return own(actor, asked, size, beyond=after[1] if after else None)
    return public(asked, along_of(asked), size, beyond=after)


def along_of(asked: Filters) -> Along:
    """The order of a public list in one piece."""
    return soonest() if asked.phase is Phase.ACCEPTING else NEWEST


def accepting(asked: Filters, size: int) -> Page:
    """Those of a list that take bids now, the soonest end first."""
    return public(asked, soonest(), size, beyond=None, more=(list_axes.phase(Phase.ACCEPTING, clock.now()),))


def others(asked: Filters, size: int, *, beyond: Place | None) -> Page:
    """Those of a list that do not take bids now, the newest first."""
    return public(asked, NEWEST, size, beyond=beyond, more=(list_axes.not_accepting(clock.now()),))


def _page(found: list[Listed], size: int) -> Page:
    return Page(found[:size], len(found) > size)


def place_of(row: Listed, along: Along) -> Place:
    """The place of a row in that order."""
    at = getattr(row, along.column)
    return (at, row.id)


def cursor_of(place: Place) -> str:
    """A place as an address says it."""
    at, key = place
    return f"{(at - _EPOCH) // _MICROSECOND}-{key}"


def place_at(cursor: str) -> Place:
    """The place that an address says. Raises ValueError where it says none."""
    at, _dash, key = cursor.partition("-")
    if not (_whole(at) and _whole(key)):
        raise ValueError(cursor[:_MOST_DIGITS])
    try:
        return (_EPOCH + int(at) * _MICROSECOND, int(key))
    except OverflowError:
        raise ValueError(cursor) from None


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def with_changes(rows: Sequence[Listed]) -> Iterator[tuple[Listed, dt.datetime]]:
    """Each row with the instant of its last public change, by one query for all.

    What changes for everybody: the state, what the announcement says and until when bids are taken. Bids change
    nothing of it before they are opened: no act is kept of them.
    """
    changed = or_(Act.from_state != Act.to_state, Act.action.in_(_PUBLIC_ACTS))
    query = (
        select(Act.procedure_id, func.max(Act.at).label("at"))
        .where(Act.procedure_id.in_([row.id for row in rows]), changed)
        .group_by(Act.procedure_id)
    )
    newest = {row.procedure_id: row.at for row in db.session.execute(query)} if rows else {}
    for row in rows:
        yield row, newest.get(row.id) or row.published_at or row.created_at
