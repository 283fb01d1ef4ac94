"""Working days: add, count between, and say why a day was passed over (rules of counting time).

A day is worked when a decree made it a working day (`moved_work`), or when it is Monday to Friday and the
calendar does not list it. A year without rows is Monday to Friday and not decreed: an answer that rests on
it is provisional. All of it is exact and total on 1990-01-01..2100-12-31; everything else is `OutOfRange`.

The calendar counts once, for each day, the working days up to it; every question is then one or two looks
into that list, however long the term.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate, compress
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from .calculator.explanation import Explanation, StripDay, StripKind

FIRST_DAY = dt.date(1990, 1, 1)
LAST_DAY = dt.date(2100, 12, 31)
FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year

# A year with a row that carries one of these in its name or its source is not decreed yet. The mark is part
# of the data, so it survives export, import and the database, and goes when the decreed row replaces it.
PROVISIONAL_MARKS = ("[ESTIMATED]", "[PROJECTION]")

# Places are counted from 1, so that place 0 stands for "before everything" in the cumulative lists.
_BEFORE = FIRST_DAY.toordinal() - 1
_DAYS = LAST_DAY.toordinal() - _BEFORE


class OutOfRange(ValueError):
    """A date, or the answer, lies outside 1990-01-01..2100-12-31."""


class DayKind(StrEnum):
    """What a calendar row makes of its day."""

    HOLIDAY = "holiday"
    MOVED_REST = "moved_rest"
    MOVED_WORK = "moved_work"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of the calendar: a day that is not what its weekday says, or a holiday, with its decree."""

    on: dt.date
    kind: DayKind
    name: str
    source: str = ""

    @property
    def is_provisional(self) -> bool:
        """Whether the row itself says that it is estimated or projected, not decreed."""
        return any(mark in self.name or mark in self.source for mark in PROVISIONAL_MARKS)


def years_decreed_by(rows: Iterable[CalendarDay]) -> frozenset[int]:
    """The years that have rows, none of which is marked as estimated or projected."""
    years: dict[int, bool] = {}
    for row in rows:
        years[row.on.year] = years.get(row.on.year, True) and not row.is_provisional
    return frozenset(year for year, decreed in years.items() if decreed)


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """A calendar that answers in constant time; build it with `WorkingCalendar.of(rows)`."""

    rows: Mapping[dt.date, CalendarDay]
    decreed_years: frozenset[int]
    _upto: list[int]  # by place: working days up to and including that day
    _undecreed_upto: list[int]  # by place: days of undecreed years up to and including that day
    _working: list[dt.date]  # every working day in order

    @classmethod
    def of(cls, rows: Iterable[CalendarDay], decreed_years: Iterable[int] | None = None) -> "WorkingCalendar":
        """Build from rows in any order.

        `decreed_years` is for a calendar that keeps that knowledge beside its rows; without it the rows'
        marks decide. A year without rows is never decreed. Raises ValueError for a day given twice and
        `OutOfRange` for a day outside.
        """
        by_day: dict[dt.date, CalendarDay] = {}
        worked = bytearray(_monday_to_friday())
        for row in sorted(rows, key=lambda row: row.on):
            if row.on in by_day:
                raise ValueError(f"{row.on} is in the calendar twice")
            by_day[row.on] = row
            worked[_place(row.on) - 1] = row.kind is DayKind.MOVED_WORK
        if decreed_years is None:
            decreed = years_decreed_by(by_day.values())
        else:
            decreed = frozenset(decreed_years) & {day.year for day in by_day}
        undecreed = bytearray()
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            undecreed += bytes([year not in decreed]) * (dt.date(year, 12, 31).timetuple().tm_yday)
        return cls(
            MappingProxyType(by_day),
            decreed,
            list(accumulate(worked, initial=0)),
            list(accumulate(undecreed, initial=0)),
            list(compress(_all_days(), worked)),
        )

    def add(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`; for n = 0 `day` or the next working day; back for a negative n.

        `day` itself is counted only for n = 0. Raises `OutOfRange`.
        """
        place = day.toordinal() - _BEFORE
        if not 0 < place <= _DAYS or isinstance(day, dt.datetime):
            _place(day)
        rank = self._upto[place] + n - 1 if n > 0 else self._upto[place - 1] + n
        if rank < 0 or rank >= len(self._working):
            raise OutOfRange(f"{n} working days from {day} end outside {FIRST_YEAR}-{LAST_YEAR}")
        return self._working[rank]

    def add_many(self, ordinals: Sequence[int], n: int) -> tuple[int, ...]:
        """`add` for many days at once, days as `date.toordinal()` gives them, answers likewise.

        Ordinals and not dates, because telling a date's number costs twice what counting does; a tuple is
        taken as it is, anything else is copied first. Raises `OutOfRange` and answers none when one of the
        days or answers lies outside.
        """
        answers = _answers(self, n)
        outside = f"a day or its answer lies outside {FIRST_YEAR}-{LAST_YEAR}"
        found: tuple[Any, ...]
        try:
            # One C loop takes all; it wants two or more to make a tuple of them.
            found = itemgetter(*ordinals)(answers) if len(ordinals) > 1 else tuple(answers[o] for o in ordinals)
        except IndexError as fault:
            raise OutOfRange(outside) from fault
        try:
            # A day without an answer is None, which cannot be summed: the cheapest way to find one.
            sum(found)
        except TypeError as fault:
            raise OutOfRange(outside) from fault
        return found

    def between(self, after: dt.date, until: dt.date) -> int:
        """Working days after `after` up to and including `until`.

        With `until` before `after`: minus the working days in [until, after). Raises `OutOfRange`.
        """
        start, end = _place(after), _place(until)
        if end < start:
            return self._upto[end - 1] - self._upto[start - 1]
        return self._upto[end] - self._upto[start]

    def is_working(self, day: dt.date) -> bool:
        """Whether the day is worked. Raises `OutOfRange`."""
        place = _place(day)
        return self._upto[place] != self._upto[place - 1]

    def is_provisional(self, after: dt.date, until: dt.date) -> bool:
        """Whether `between(after, until)` looks at a day of a year that is not decreed. Raises `OutOfRange`."""
        first, last = _counted(after, until)
        return self._undecreed_upto[last] != self._undecreed_upto[first - 1]

    def is_due_provisional(self, event_on: dt.date, working_days: int, due_on: dt.date) -> bool:
        """Whether `due_on`, the answer of `add(event_on, working_days)`, rests on an undecreed year."""
        first, last = _looked_at_by(event_on, working_days, due_on)
        return self._undecreed_upto[last] != self._undecreed_upto[first - 1]

    def undecreed_years(self, after: dt.date, until: dt.date) -> list[int]:
        """The years that make `between(after, until)` provisional. Raises `OutOfRange`."""
        return self._undecreed(*_counted(after, until))

    def strip(self, after: dt.date, until: dt.date) -> list[StripDay]:
        """Each day that `between(after, until)` looks at, in the order of counting, worked ones numbered."""
        first, last = _counted(after, until)
        return self._strip(first, last, backwards=until < after)

    def skipped(self, after: dt.date, until: dt.date) -> list[StripDay]:
        """The days off among `strip(after, until)`, each with its reason."""
        return [day for day in self.strip(after, until) if not day.working]

    def worked_by_decree(self, after: dt.date, until: dt.date) -> list[StripDay]:
        """The counted days that only a decree made working days, such as a worked Sunday."""
        return [day for day in self.strip(after, until) if day.kind is StripKind.MOVED_WORK]

    def explain(self, event_on: dt.date, working_days: int) -> Explanation:
        """The term of so many working days from an event, with each day that was looked at.

        The event's own day is never counted (only n = 0 looks at it). Raises `OutOfRange`.
        """
        due_on = self.add(event_on, working_days)
        first, last = _looked_at_by(event_on, working_days, due_on)
        strip = self._strip(first, last, backwards=working_days < 0)
        starts_on = next(day.on for day in strip if day.working)
        return Explanation(event_on, working_days, starts_on, due_on, strip, self._undecreed(first, last))

    def of_year(self, year: int) -> list[CalendarDay]:
        """The rows of a year, by date; none for a year that is not known. Raises `OutOfRange`."""
        _check_year(year)
        return [row for row in self.rows.values() if row.on.year == year]

    def working_days_in(self, year: int) -> int:
        """How many days of the year are worked. Raises `OutOfRange`."""
        _check_year(year)
        return (
            self._upto[dt.date(year, 12, 31).toordinal() - _BEFORE]
            - self._upto[dt.date(year, 1, 1).toordinal() - _BEFORE - 1]
        )

    def look_at(self, day: dt.date) -> StripDay:
        """What the day is: worked or not, and the reason. Raises `OutOfRange`."""
        place = _place(day)
        return self._strip(place, place, backwards=False)[0]

    def _undecreed(self, first: int, last: int) -> list[int]:
        if self._undecreed_upto[last] == self._undecreed_upto[first - 1]:
            return []
        years = range(_day(first).year, _day(last).year + 1)
        return [year for year in years if year not in self.decreed_years]

    def _strip(self, first: int, last: int, *, backwards: bool) -> list[StripDay]:
        places = range(last, first - 1, -1) if backwards else range(first, last + 1)
        return list(self._looked_at(places))

    def _looked_at(self, places: Iterable[int]) -> Iterator[StripDay]:
        number = 0
        for place in places:
            day = _day(place)
            working = self._upto[place] != self._upto[place - 1]
            number += working
            row = self.rows.get(day)
            if row is not None:
                kind: StripKind | None = StripKind(row.kind)
            else:
                kind = None if working else StripKind.WEEKEND
            yield StripDay(day, kind, number if working else None, row.name if row else "", row.source if row else "")


@cache
def _all_days() -> tuple[dt.date, ...]:
    return tuple(map(dt.date.fromordinal, range(_BEFORE + 1, _BEFORE + _DAYS + 1)))


@cache
def _monday_to_friday() -> bytes:
    # Ordinal 1 was a Monday.
    return bytes((_BEFORE + place - 1) % 7 < 5 for place in range(1, _DAYS + 1))


def _day(place: int) -> dt.date:
    return _all_days()[place - 1]


def _place(day: dt.date) -> int:
    if isinstance(day, dt.datetime):
        raise TypeError("a datetime is an instant: take its date in Asia/Almaty first")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRange(f"{day} lies outside {FIRST_YEAR}-{LAST_YEAR}")
    return day.toordinal() - _BEFORE


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfRange(f"the year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}")


def _counted(after: dt.date, until: dt.date) -> tuple[int, int]:
    # First and last place that `between` looks at; the last is before the first when it looks at none.
    start, end = _place(after), _place(until)
    return (end, start - 1) if end < start else (start + 1, end)


def _looked_at_by(event_on: dt.date, n: int, due_on: dt.date) -> tuple[int, int]:
    # First and last place that `add` looks at: the event's own day only for n = 0.
    event, due = event_on.toordinal() - _BEFORE, due_on.toordinal() - _BEFORE
    return (due, event - 1) if n < 0 else (event + (n > 0), due)


@lru_cache(maxsize=2)
def _answers(calendar: WorkingCalendar, n: int) -> list[int | None]:
    # By ordinal: the ordinal of the n-th working day, or None where there is no answer.
    working = [day.toordinal() for day in calendar._working]
    upto = calendar._upto[1:] if n > 0 else calendar._upto[:-1]
    shift = n - 1 if n > 0 else n
    known = len(working)
    answers = [working[rank + shift] if 0 <= rank + shift < known else None for rank in upto]
    return [None] * (_BEFORE + 1) + answers
