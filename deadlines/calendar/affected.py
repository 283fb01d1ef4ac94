"""Which open deadlines a calendar counts otherwise than they are counted now, however many are open.

Deadlines with the same event day and the same length have the same days, so they are looked at in groups.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from qyzmet.database import db

from ..end_of_term import ending_of
from ..models import Deadline, DeadlineState, Stage
from ..worker.reminders import plan
from ..working_days import FIRST_DAY, LAST_DAY, OutOfRange, WorkingCalendar


@dataclass(frozen=True)
class Group:
    """Open deadlines that share event, length and what was counted for them, and what the new calendar says."""

    event_on: dt.date
    working_days: int
    calendar_days: int | None
    months: int | None
    until: dt.datetime | None
    on_day: dt.date | None
    starts_on: dt.date
    due_on: dt.date
    provisional: bool
    next_stage: Stage | None
    next_at: dt.datetime | None
    number: int
    new_working_days: int
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
        return self.moves or (self.new_working_days, self.new_starts_on, self.new_provisional, self.new_next_at) != (
            self.working_days,
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
        Deadline.calendar_days,
        Deadline.months,
        Deadline.until,
        Deadline.on_day,
        Deadline.starts_on,
        Deadline.due_on,
        Deadline.provisional,
        Deadline.next_stage,
        Deadline.next_at,
    )
    found = db.session.execute(
        select(*columns, func.count()).where(Deadline.state == DeadlineState.OPEN, span).group_by(*columns)
    )
    counted = (_counted(calendar, *tuple(row)) for row in found)
    differing = [group for group in counted if group is not None and group.differs]
    return sorted(differing, key=lambda group: (not group.moves, group.due_on, group.event_on, group.working_days))


def _counted(
    calendar: WorkingCalendar,
    event_on: dt.date,
    working_days: int,
    calendar_days: int | None,
    months: int | None,
    until: dt.datetime | None,
    on_day: dt.date | None,
    starts_on: dt.date,
    due_on: dt.date,
    provisional: bool,
    next_stage: Stage | None,
    next_at: dt.datetime | None,
    number: int,
) -> Group | None:
    try:
        ending = ending_of(calendar, event_on, working_days, calendar_days, until, on_day)
        in_months = months is not None
        stages = dict(plan(calendar, event_on, ending.working_days, ending.due_on, ending.due_at, in_months=in_months))
    except OutOfRange:
        return None  # It would end after 2100: it keeps the days that it has.
    unsure = calendar.is_due_provisional(event_on, ending.working_days, ending.due_on)
    new_next_at = next_at if next_stage is None else stages.get(next_stage)
    was = (event_on, working_days, calendar_days, months, until, on_day, starts_on, due_on, provisional)
    return Group(
        *was, next_stage, next_at, number, ending.working_days, ending.starts_on, ending.due_on, unsure, new_next_at
    )


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
            query = select(Deadline).where(*same(group)).order_by(Deadline.id).limit(rest)
            rows += [(deadline, group) for deadline in db.session.scalars(query)]
    return rows


def same(group: Group) -> list[ColumnElement[bool]]:
    """The rows of a group."""
    return [
        Deadline.state == DeadlineState.OPEN,
        Deadline.event_on == group.event_on,
        Deadline.working_days == group.working_days,
        Deadline.calendar_days.is_not_distinct_from(group.calendar_days),
        Deadline.months.is_not_distinct_from(group.months),
        Deadline.until.is_not_distinct_from(group.until),
        Deadline.on_day.is_not_distinct_from(group.on_day),
        Deadline.starts_on == group.starts_on,
        Deadline.due_on == group.due_on,
        Deadline.provisional == group.provisional,
        Deadline.next_stage.is_not_distinct_from(group.next_stage),
        Deadline.next_at.is_not_distinct_from(group.next_at),
    ]
