"""For which periods a programme's reports are made and when each is due (H49). Pure.

Days are calendar days: the text does not move one that is off.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .term import first_day, last_day


class Every(StrEnum):
    """How often a report is made."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_LAST_YEAR = 2100


@dataclass(frozen=True)
class Period:
    """A period of a report line, and the last day on which its report is in time."""

    # "2-2017-Q3": the second line of the programme's reports, the third quarter of 2017.
    key: str
    line: int
    every: Every
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date

    @property
    def year(self) -> int:
        """The year in which it lies."""
        return self.starts_on.year

    @property
    def number(self) -> int:
        """Which of the year's it is."""
        return (self.starts_on.month - 1) // MONTHS[self.every] + 1


def schedule(data: Mapping[str, Any]) -> list[Period]:
    """The periods of every report line that names its days, by the day on which they are due.

    From the period in which the programme was adopted, if it was adopted after its term began, to that of its last day.
    """
    first, last = first_day(data.get("from")), last_day(data.get("to"))
    if first is None or last is None:
        return []
    adopted = first_day((data.get("act") or {}).get("date"))
    begins = max(first, adopted) if adopted is not None else first
    found = [
        each
        for number, line in enumerate(data.get("reports") or (), 1)
        if is_set(line)
        for each in _periods(number, line, begins, last)
    ]
    return sorted(found, key=lambda each: (each.due_on, each.line))


def is_set(line: Mapping[str, Any]) -> bool:
    """Whether the programme names how often and on which day."""
    return bool(line.get("every")) and line.get("day") is not None


def _periods(number: int, line: Mapping[str, Any], begins: dt.date, last: dt.date) -> Iterator[Period]:
    every = Every(str(line["every"]))
    months = MONTHS[every]
    start = begins.replace(month=(begins.month - 1) // months * months + 1, day=1)
    while start <= last and start.year < _LAST_YEAR:
        following = _later(start, months)
        end = following - dt.timedelta(days=1)
        yield Period(f"{number}-{_name(every, start)}", number, every, start, end, due_on(end, line))
        start = following


def due_on(ends_on: dt.date, line: Mapping[str, Any]) -> dt.date:
    """The last day in time of a period that ends on that day: "by the 10th" is the 10th, without it the 9th."""
    after = line.get("months_after")
    month = _later(ends_on.replace(day=1), 1 if after is None else int(after))
    day = min(int(line["day"]), calendar.monthrange(month.year, month.month)[1])
    due = month.replace(day=day)
    return due - dt.timedelta(days=1) if line.get("inclusive") is False else due


def _later(day: dt.date, months: int) -> dt.date:
    place = day.year * 12 + day.month - 1 + months
    return day.replace(year=place // 12, month=place % 12 + 1)


def _name(every: Every, start: dt.date) -> str:
    letter = {Every.QUARTER: "Q", Every.HALF_YEAR: "H"}.get(every, "")
    if every is Every.YEAR:
        return str(start.year)
    if every is Every.MONTH:
        return f"{start.year}-{start.month:02}"
    return f"{start.year}-{letter}{(start.month - 1) // MONTHS[every] + 1}"
