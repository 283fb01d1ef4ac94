"""Which deadlines have something due, and taking them so that no two workers do the same.

On PostgreSQL the rows are locked and those that somebody else holds are passed by; on SQLite every transaction of
ours is the only writer. A claim lasts as long as its transaction: a worker that is killed gives it up by dying.
"""

import datetime as dt

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.models import Procedure

from ..models import CalendarChange, Deadline

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)
BUSY_PAUSE = dt.timedelta(seconds=1)


def _ready() -> list[ColumnElement[bool]]:
    """What a deadline must be for the worker to look at it at all."""
    conditions = [
        Deadline.next_at.is_not(None),
        or_(Deadline.retry_at.is_(None), Deadline.retry_at <= clock.wall()),
    ]
    pending = db.session.scalar(select(func.max(CalendarChange.id)).where(CalendarChange.recounted_at.is_(None)))
    if pending is not None:
        # The calendar has changed and this row's last day may move: nothing is said of it until it was counted anew.
        conditions.append(Deadline.calendar_version >= pending)
    return conditions


def next_due_at() -> dt.datetime | None:
    """When the worker next has something to do (UTC), perhaps already; None when nothing runs."""
    return db.session.scalar(select(Deadline.next_at).where(*_ready()).order_by(Deadline.next_at, Deadline.id).limit(1))


def claim(now: dt.datetime, limit: int) -> list[Deadline]:
    """Up to `limit` deadlines with something due by `now`, the oldest first, held until the transaction ends."""
    query = (
        select(Deadline)
        .join(Deadline.procedure)
        .where(*_ready(), Deadline.next_at <= now)
        .order_by(Deadline.next_at, Deadline.id)
        .limit(limit)
        # With its procedure: where a person is acting just now, the worker comes back later.
        .with_for_update(of=[Deadline, Procedure], skip_locked=True, key_share=True)
        # Procedures and parties come with the batch, not one by one, and as they are now.
        .options(contains_eager(Deadline.procedure))
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def put_off(deadline: Deadline) -> None:
    """A row that failed is tried again after 30 s, 1 min, 2 min … 1 h, by the machine's time."""
    deadline.failures += 1
    pause = min(FIRST_PAUSE * 2 ** min(deadline.failures - 1, 20), LONGEST_PAUSE)
    deadline.retry_at = clock.wall() + pause


def wait_for_others(deadline: Deadline) -> None:
    """Somebody holds a row that this one needs: no failure, it is tried again in a second."""
    deadline.retry_at = clock.wall() + BUSY_PAUSE
