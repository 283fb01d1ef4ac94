"""When the worker speaks up about a deadline. Pure.

At half of the term, with one working day left, on the last day, and when it has passed; of a term in months, six, three
months and one month before its last day in the place of the first two. The reminders come at
09:00 in Kazakhstan; a deadline is overdue from 24:00 of its last day.
"""

import datetime as dt
from itertools import pairwise

from qyzmet import clock
from qyzmet.years import months_later

from ..models import Stage
from ..working_days import WorkingCalendar

MORNING = 9

Plan = tuple[tuple[Stage, dt.datetime], ...]
_ORDER = {stage: place for place, stage in enumerate(Stage)}


def plan(
    calendar: WorkingCalendar,
    event_on: dt.date,
    working_days: int,
    due_on: dt.date,
    due_at: dt.datetime | None = None,
    *,
    in_months: bool = False,
) -> Plan:
    """The stages of a term of `working_days` in the order of their instants (UTC).

    `due_at` is given where it does not end with its last day, or later than by its days. Of two that fall together the
    more urgent one is kept: a term of one day has no half, and one that ends on the day of its event no reminder.
    """
    planned = [
        *(_by_months(calendar, due_on) if in_months else _by_days(calendar, event_on, working_days, due_on)),
        (Stage.TODAY, clock.at(due_on, MORNING)),
        (Stage.OVERDUE, due_at or clock.end_of(due_on)),
    ]
    first_morning = clock.at(calendar.add(event_on, 1), MORNING)
    planned = [each for each in planned if each[0] is Stage.OVERDUE or each[1] >= first_morning]
    kept = [this for this, following in pairwise(planned) if this[1] < following[1]]
    return (*kept, planned[-1])


def _by_days(calendar: WorkingCalendar, event_on: dt.date, working_days: int, due_on: dt.date) -> Plan:
    half_on = calendar.add(event_on, max(1, (working_days + 1) // 2))
    one_left_on = calendar.add(due_on, -1)
    return (Stage.HALF, clock.at(half_on, MORNING)), (Stage.ONE_LEFT, clock.at(one_left_on, MORNING))


def _by_months(calendar: WorkingCalendar, due_on: dt.date) -> Plan:
    """The same day so many months before, or the next working day."""
    months = {Stage.SIX_MONTHS: 6, Stage.THREE_MONTHS: 3, Stage.ONE_MONTH: 1}
    return tuple(
        (stage, clock.at(calendar.add(months_later(due_on, -before), 0), MORNING)) for stage, before in months.items()
    )


def next_after(stages: Plan, after: Stage | None) -> tuple[Stage, dt.datetime] | None:
    """The stage that follows `after`, or the first one; None when all are done."""
    for stage, instant in stages:
        if after is None or _ORDER[stage] > _ORDER[after]:
            return stage, instant
    return None


def due(stages: Plan, first: Stage, now: dt.datetime) -> tuple[Stage, ...]:
    """The stages from `first` on whose instant has come by `now`. The last is the most urgent: only it is told."""
    return tuple(stage for stage, instant in stages if _ORDER[stage] >= _ORDER[first] and instant <= now)


def still_to_tell(stages: Plan, now: dt.datetime) -> tuple[Stage, dt.datetime] | None:
    """The first stage that comes after `now`; that a term has passed is told in any case."""
    return next((found for found in stages if found[1] > now or found[0] is Stage.OVERDUE), None)
