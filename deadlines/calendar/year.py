"""A year of the calendar: its months as weeks of days, its counts, and as JSON. Pure."""

import calendar as weeks
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..working_days import CalendarDay, WorkingCalendar


@dataclass(frozen=True)
class YearDay:
    """A day in the year's table; `kind` is work, weekend, holiday, moved_rest or moved_work."""

    on: dt.date
    kind: str
    row: CalendarDay | None


@dataclass(frozen=True)
class Month:
    """A month: weeks of seven, None for the days of its neighbours."""

    number: int
    weeks: Sequence[Sequence[YearDay | None]]
    working_days: int


def months_of(calendar: WorkingCalendar, year: int) -> list[Month]:
    """The twelve months. Raises `OutOfRange`."""
    calendar.working_days_in(year)  # Refuses a year outside.
    return [_month(calendar, year, number) for number in range(1, 13)]


def _month(calendar: WorkingCalendar, year: int, number: int) -> Month:
    layout = weeks.Calendar().monthdayscalendar(year, number)
    days = [[_day(calendar, dt.date(year, number, day)) if day else None for day in week] for week in layout]
    worked = sum(calendar.is_working(day.on) for week in days for day in week if day)
    return Month(number, days, worked)


def _day(calendar: WorkingCalendar, on: dt.date) -> YearDay:
    row = calendar.rows.get(on)
    if row is not None:
        return YearDay(on, row.kind.value, row)
    return YearDay(on, "work" if calendar.is_working(on) else "weekend", None)


def as_json(calendar: WorkingCalendar, year: int) -> dict[str, Any]:
    """The year for other programs, as the command line prints it too. Raises `OutOfRange`."""
    return {
        "year": year,
        "working_days": calendar.working_days_in(year),
        "provisional": year not in calendar.decreed_years,
        "days": [
            {"date": row.on.isoformat(), "kind": row.kind.value, "name": row.name, "source": row.source}
            for row in calendar.of_year(year)
        ],
    }
