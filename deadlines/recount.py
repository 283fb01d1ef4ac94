"""Counting the open deadlines anew after a change of the calendar.

Deadlines with the same event day and the same length have the same days, so the open ones are looked at in groups,
however many there are: only groups whose days differ by the new calendar are touched. Rows whose last day moves are
taken one by one, recorded, audited and told; where only reminders or the provisional mark differ, one UPDATE does.

What is still to do is not kept anywhere: it is what differs. A recount that is killed, or that passes by rows which
somebody is just working on, is taken up again until nothing differs, and then marks its change as done.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.exc import OperationalError

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.engine import chain_of
from qyzmet.procedure.models import Procedure

from . import calendar as calendars
from . import moved, service
from .calendar import InForce
from .models import CalendarChange, Deadline, DeadlineState, Recount, Stage
from .reminders import plan
from .working_days import FIRST_DAY, LAST_DAY, OutOfRange, WorkingCalendar

# Rows in one transaction: moved ones are told by mail each, the others are one UPDATE.
MOVED_BATCH = 100
QUIET_BATCH = 10_000
# Up to so many moved deadlines are counted within the change itself; more are left to the worker.
AT_ONCE = 300
LOCK_NOT_AVAILABLE = "55P03"

log = structlog.get_logger("qyzmet.recount")


@dataclass(frozen=True)
class Group:
    """Open deadlines that share event, length and what was counted for them, and what the new calendar says."""

    event_on: dt.date
    working_days: int
    starts_on: dt.date
    due_on: dt.date
    provisional: bool
    next_stage: Stage | None
    next_at: dt.datetime | None
    number: int
    new_starts_on: dt.date
    new_due_on: dt.date
    new_provisional: bool
    new_next_at: dt.datetime | None

    @property
    def moves(self) -> bool:
        """Whether the last day differs."""
        return self.new_due_on != self.due_on

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return self.moves or (self.new_starts_on, self.new_provisional, self.new_next_at) != (
            self.starts_on,
            self.provisional,
            self.next_at,
        )


def groups(calendar: WorkingCalendar, years: Iterable[int]) -> list[Group]:
    """The groups of open deadlines that a calendar which differs in these years counts otherwise."""
    span = _touching(years)
    if span is None:
        return []
    columns = (
        Deadline.event_on,
        Deadline.working_days,
        Deadline.starts_on,
        Deadline.due_on,
        Deadline.provisional,
        Deadline.next_stage,
        Deadline.next_at,
    )
    found = db.session.execute(
        select(*columns, func.count()).where(Deadline.state == DeadlineState.OPEN, span).group_by(*columns)
    )
    counted = (_counted(calendar, *row) for row in found)
    differing = [group for group in counted if group is not None and group.differs]
    return sorted(differing, key=lambda group: (not group.moves, group.due_on, group.event_on, group.working_days))


def _counted(
    calendar: WorkingCalendar,
    event_on: dt.date,
    working_days: int,
    starts_on: dt.date,
    due_on: dt.date,
    provisional: bool,
    next_stage: Stage | None,
    next_at: dt.datetime | None,
    number: int,
) -> Group | None:
    try:
        new_due_on = calendar.add(event_on, working_days)
        first = calendar.add(event_on, (working_days > 0) - (working_days < 0))
        stages = dict(plan(calendar, event_on, working_days, new_due_on))
    except OutOfRange:
        return None  # It would end after 2100: it keeps the days that it has.
    unsure = calendar.is_due_provisional(event_on, working_days, new_due_on)
    new_next_at = next_at if next_stage is None else stages.get(next_stage)
    was = (event_on, working_days, starts_on, due_on, provisional, next_stage, next_at)
    return Group(*was, number, first, new_due_on, unsure, new_next_at)


def _touching(years: Iterable[int]) -> ColumnElement[bool] | None:
    """The deadlines whose term touches one of the years; whether a year is decreed counts for all of its days."""
    wanted = sorted(years)
    if not wanted:
        return None
    first = max(FIRST_DAY, dt.date(wanted[0], 1, 1))
    last = min(LAST_DAY, dt.date(wanted[-1], 12, 31))
    return or_(
        and_(Deadline.event_on <= last, Deadline.due_on >= first),
        and_(Deadline.due_on <= last, Deadline.event_on >= first),
    )


def moving(found: Sequence[Group]) -> int:
    """How many deadlines move among the groups."""
    return sum(group.number for group in found if group.moves)


def rows_of(found: Sequence[Group], limit: int) -> list[tuple[Deadline, Group]]:
    """The first deadlines that move, with their group, for people to look at."""
    rows: list[tuple[Deadline, Group]] = []
    for group in found:
        if group.moves and len(rows) < limit:
            rest = limit - len(rows)
            query = select(Deadline).where(*_same(group)).order_by(Deadline.id).limit(rest)
            rows += [(deadline, group) for deadline in db.session.scalars(query)]
    return rows


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


def _same(group: Group) -> list[ColumnElement[bool]]:
    """The rows of a group."""
    return [
        Deadline.state == DeadlineState.OPEN,
        Deadline.event_on == group.event_on,
        Deadline.working_days == group.working_days,
        Deadline.starts_on == group.starts_on,
        Deadline.due_on == group.due_on,
        Deadline.provisional == group.provisional,
        Deadline.next_stage.is_not_distinct_from(group.next_stage),
        Deadline.next_at.is_not_distinct_from(group.next_at),
    ]


def _take(group: Group, by: InForce, size: int) -> int:
    """Count up to `size` rows of a group anew, passing by those that somebody holds; returns how many."""
    query = (
        select(Deadline)
        .join(Deadline.procedure)
        .where(*_same(group))
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
            moved.tell(deadline, group.due_on, overdue_ended=ended)
    except OperationalError:
        raise
    except Exception:
        # The days are right whether or not a letter can be written; one that cannot must not hold up all others.
        log.exception("a moved deadline could not be told", deadline=deadline.id)
