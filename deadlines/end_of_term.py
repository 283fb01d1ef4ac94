"""Where a term ends: by its working days, by calendar days, or not before an instant that was said. Pure."""

import datetime as dt
from dataclasses import dataclass

from qyzmet import clock
from qyzmet.procedure.table import Term
from qyzmet.years import months_later, whole_months

from .working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Ending:
    """The first and the last day of a term, the first instant that is too late, and the working days in between."""

    starts_on: dt.date
    due_on: dt.date
    due_at: dt.datetime
    working_days: int


def ending_of(
    calendar: WorkingCalendar,
    event_on: dt.date,
    working_days: int,
    calendar_days: int | None = None,
    until: dt.datetime | None = None,
    on_day: dt.date | None = None,
) -> Ending:
    """The end of a term after an event.

    A last calendar day that is off moves to the next working day. `until` is an instant before which it does not end;
    it may lie within a day. `on_day` is a day that is named: the term ends on it, also where it is a day off. Raises
    OutOfRange beyond the calendar.
    """
    if on_day is not None:
        due_on, working_days = on_day, max(0, calendar.between(event_on, on_day))
    elif calendar_days is not None:
        due_on = calendar.add(event_on + dt.timedelta(days=calendar_days), 0)
        working_days = calendar.between(event_on, due_on)
    else:
        due_on = calendar.add(event_on, working_days)
    starts_on = calendar.add(event_on, (working_days > 0) - (working_days < 0))
    due_at = clock.end_of(due_on)
    if until is not None and until > due_at:
        due_on, due_at = clock.day_ending_at(until), until
    return Ending(starts_on, due_on, due_at, working_days)


def all_days(term: Term, length: int, event_on: dt.date) -> int | None:
    """The calendar days of a term that counts such, or months from an event; None where it counts working days."""
    if term.months:
        return (months_later(event_on, length) - event_on).days
    return length if term.calendar_days else None


def days_left(calendar: WorkingCalendar, today: dt.date, due_on: dt.date) -> int:
    """The working days left after today up to the last day of a term; 0 on it.

    Once it has passed, minus the working days that have begun since: 0 on a day off that follows it.
    """
    return calendar.between(today, due_on) if today <= due_on else -calendar.between(due_on, today)


def months_left(months: int | None, today: dt.date, due_on: dt.date) -> int:
    """The whole months left up to the last day of a term that counts months; 0 of any other."""
    return whole_months(today, due_on) if months and today <= due_on else 0
