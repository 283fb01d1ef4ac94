"""Counting the open deadlines anew after a change of the calendar.

Only the groups of deadlines whose days differ by the new calendar are touched (see `affected`). Rows whose last day
moves are taken one by one, recorded, audited and told; where only reminders or the provisional mark differ, one
UPDATE does.

What is still to do is not kept anywhere: it is what differs. A recount that is killed, or that passes by rows which
somebody is just working on, is taken up again until nothing differs, and then marks its change as done.
"""

from collections.abc import Iterable

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.engine import chain_of
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Procedure

from .. import service
from ..models import CalendarChange, Deadline, Recount
from . import in_force as calendars
from . import moved_terms
from .affected import Group, groups, moving, same
from .in_force import InForce

# Rows in one transaction: moved ones are told by mail each, the others are one UPDATE.
MOVED_BATCH = 100
QUIET_BATCH = 10_000
# Up to so many moved deadlines are counted within the change itself; more are left to the worker.
AT_ONCE = 300
LOCK_NOT_AVAILABLE = "55P03"

log = structlog.get_logger("qyzmet.recount")


def pending() -> list[CalendarChange]:
    """The changes by which not every open deadline is counted yet, the oldest first."""
    return list(
        db.session.scalars(
            select(CalendarChange).where(CalendarChange.recounted_at.is_(None)).order_by(CalendarChange.id)
        )
    )


def anything_pending() -> bool:
    """Whether there is something to do for `Recounter.batch`."""
    query = select(CalendarChange.id).where(CalendarChange.recounted_at.is_(None)).limit(1)
    return db.session.scalar(query) is not None


def at_once() -> int | None:
    """Count anew within the transaction of the change itself, if few deadlines move; returns how many moved.

    None when they are many, or somebody is just working on one: the worker continues.
    """
    changes = pending()
    by = calendars.in_force()
    found = groups(by.calendar, _years(changes))
    number = moving(found)
    if number > AT_ONCE or sum(group.number for group in found) > QUIET_BATCH:
        return None
    for group in found:
        if _take(group, by, QUIET_BATCH) < group.number:
            return None
    _mark_done(changes)
    return number


class Recounter:
    """Continues what is pending, a transaction at a time. What it remembers only spares it looking again."""

    def __init__(self) -> None:
        self._version = -1
        self._left: list[Group] = []

    def batch(self) -> int:
        """Count one batch anew and commit; returns how many rows, 0 when nothing is left or others hold the rest."""
        try:
            with context.acting(context.DEADLINE_WORKER):
                done = self._batch()
                db.session.commit()
        except OperationalError as error:
            db.session.rollback()
            self._left = []
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            return 0
        return done

    def _batch(self) -> int:
        # The trail first, and rows without waiting: see `firing`.
        audit.lock_trail()
        changes = pending()
        if not changes:
            return 0
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        by = calendars.in_force()
        if by.version != self._version or not self._left:
            self._version, self._left = by.version, groups(by.calendar, _years(changes))
            if not self._left:
                _mark_done(changes)
                return 0
        done = 0
        moving = self._left[0].moves
        size = MOVED_BATCH if moving else QUIET_BATCH
        while done < size and self._left and self._left[0].moves == moving:
            rest = size - done
            taken = _take(self._left[0], by, rest)
            done += taken
            if taken < rest:
                self._left.pop(0)
        return done or (self._batch() if self._left else 0)


def continue_pending() -> int:
    """Count anew all that is pending, committing after each batch; returns how many rows. May be repeated at will."""
    recounter = Recounter()
    total = 0
    while done := recounter.batch():
        total += done
    return total


def _years(changes: Iterable[CalendarChange]) -> set[int]:
    return {int(day["on"][:4]) for change in changes for day in change.days}


def _mark_done(changes: Iterable[CalendarChange]) -> None:
    for change in changes:
        change.recounted_at = clock.now()
    db.session.flush()


def _take(group: Group, by: InForce, size: int) -> int:
    """Count up to `size` rows of a group anew, passing by those that somebody holds; returns how many."""
    query = (
        select(Deadline)
        .join(Deadline.procedure)
        .where(*same(group))
        .order_by(Deadline.id)
        .limit(size)
        .with_for_update(of=[Deadline, Procedure], skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    if group.moves or (group.new_next_at is None and group.next_stage is not None):
        # A reminder that falls away is replaced by the one that follows.
        rows = list(db.session.scalars(query))
        for deadline in rows:
            _count(deadline, group, by)
        db.session.flush()
        return len(rows)
    ids = list(db.session.scalars(query.with_only_columns(Deadline.id)))
    if ids:
        db.session.execute(
            update(Deadline)
            .where(Deadline.id.in_(ids))
            .values(
                working_days=group.new_working_days,
                starts_on=group.new_starts_on,
                provisional=group.new_provisional,
                next_at=group.new_next_at,
                calendar_version=by.version,
            )
            .execution_options(synchronize_session=False)
        )
    return len(ids)


def _count(deadline: Deadline, group: Group, by: InForce) -> None:
    overdue_at = deadline.overdue_at
    service.count(deadline, by)
    if not group.moves:
        return
    ended = overdue_at is not None and deadline.overdue_at is None
    db.session.add(
        Recount(
            deadline_id=deadline.id,
            change_id=by.version,
            old_due_on=group.due_on,
            new_due_on=deadline.due_on,
            overdue_ended=ended,
            at=clock.now(),
        )
    )
    procedure = deadline.procedure
    follow = kind_of(procedure).moved
    if follow is not None:
        follow(procedure, deadline.term, deadline.due_at)
    audit.record(
        "recount_deadline",
        chain=chain_of(procedure),
        subject=procedure.public_number,
        before={
            "deadline": deadline.id,
            "due_on": group.due_on.isoformat(),
            "overdue_at": overdue_at.isoformat() if overdue_at else None,
        },
        after={
            "deadline": deadline.id,
            "due_on": deadline.due_on.isoformat(),
            "overdue": deadline.overdue_at is not None,
            "calendar_version": by.version,
        },
    )
    db.session.flush()
    try:
        with db.session.begin_nested():
            moved_terms.tell(deadline, group.due_on, overdue_ended=ended)
    except OperationalError:
        raise
    except Exception:
        # The days are right whether or not a letter can be written; one that cannot must not hold up all others.
        log.exception("a moved deadline could not be told", deadline=deadline.id)
