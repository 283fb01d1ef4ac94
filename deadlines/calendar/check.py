"""Looking a calendar over: is it consistent in itself, and where does it differ from the seed and from `holidays`.

A fault is what cannot be right; everything else is a remark for whoever keeps the calendar. English, as the
command line is.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..working_days import FIRST_YEAR, LAST_YEAR, CalendarDay, DayKind, WorkingCalendar
from . import seed

_PARTNER = re.compile(r"\bday off moved (?:from|to) (\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
# A moved day of rest that says what it stands for: another day, or a holiday that fell on a weekend.
_EXPLAINED = re.compile(rf"{_PARTNER.pattern}|\(for \d{{4}}-", re.IGNORECASE)
_FARTHEST = dt.timedelta(days=183)
_OTHER = {DayKind.MOVED_WORK: DayKind.MOVED_REST, DayKind.MOVED_REST: DayKind.MOVED_WORK}


@dataclass
class Report:
    """What was found; only faults make the check fail."""

    faults: list[str] = field(default_factory=list)
    seed_differences: list[str] = field(default_factory=list)
    holidays_differences: list[str] = field(default_factory=list)
    undecreed_years: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as the command line's JSON."""
        return {
            "faults": self.faults,
            "seed_differences": self.seed_differences,
            "holidays_differences": self.holidays_differences,
            "undecreed_years": self.undecreed_years,
            "remarks": self.remarks,
        }


def check(calendar: WorkingCalendar, this_year: int) -> Report:
    """Look a calendar over. `this_year` and the next are expected to be decreed."""
    report = Report()
    rows = [calendar.rows[on] for on in sorted(calendar.rows)]
    report.faults = list(_without_partner(calendar, rows))
    report.remarks = list(_without_effect(rows))
    years = sorted({row.on.year for row in rows})
    report.seed_differences = list(_from_seed(calendar))
    report.holidays_differences = [text for year in years for text in _from_holidays(calendar, year)]
    expected = range(min([*years, this_year]), min(max([*years, this_year + 1]), LAST_YEAR) + 1)
    report.undecreed_years = [year for year in expected if year not in calendar.decreed_years and year >= FIRST_YEAR]
    return report


def partner_of(row: CalendarDay) -> dt.date | None:
    """The day that a moved day says it was exchanged with; None where it names none. Raises ValueError."""
    found = _PARTNER.search(row.name)
    return dt.date.fromisoformat(found[1]) if found and row.kind in _OTHER else None


def _without_partner(calendar: WorkingCalendar, rows: Sequence[CalendarDay]) -> Iterator[str]:
    unclaimed = [row.on for row in rows if row.kind is DayKind.MOVED_REST and not _EXPLAINED.search(row.name)]
    for row in rows:
        try:
            partner = partner_of(row)
        except ValueError:
            yield f"{row.on} {row.kind}: “{row.name}” names a day that does not exist"
            continue
        if partner is None:
            if row.kind is DayKind.MOVED_WORK and not any(abs(row.on - rest) <= _FARTHEST for rest in unclaimed):
                yield f"{row.on} {row.kind}: no moved day of rest that it could have been exchanged for"
            continue
        other, wanted = calendar.rows.get(partner), _OTHER[row.kind]
        if other is None or other.kind is not wanted:
            yield f"{row.on} {row.kind}: its other half is missing, {partner} is no {wanted}"


def _without_effect(rows: Sequence[CalendarDay]) -> Iterator[str]:
    for row in rows:
        if row.kind is DayKind.MOVED_REST and row.on.weekday() >= 5:
            yield f"{row.on} {row.kind}: the day is a weekend in any case"


def _from_seed(calendar: WorkingCalendar) -> Iterator[str]:
    ours = {row.on: row for row in seed.seed_rows()}
    held = {on: row for on, row in calendar.rows.items() if on.year in seed.SEEDED_YEARS}
    for on in sorted(ours.keys() | held.keys()):
        here, there = held.get(on), ours.get(on)
        if here != there:
            yield f"{on}: here {_said(here)}, in the seed {_said(there)}"


def _from_holidays(calendar: WorkingCalendar, year: int) -> Iterator[str]:
    theirs = WorkingCalendar.of(seed.proposed_rows(year))
    for number in range(dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal() + 1):
        on = dt.date.fromordinal(number)
        if calendar.is_working(on) != theirs.is_working(on):
            yield f"{on}: {_worked(calendar, on)} here, {_worked(theirs, on)} by holidays"


def _worked(calendar: WorkingCalendar, on: dt.date) -> str:
    return "worked" if calendar.is_working(on) else "off"


def _said(row: CalendarDay | None) -> str:
    return "no row" if row is None else f"{row.kind} “{row.name}” ({row.source})"
