"""The calendar that the product starts with, and proposals for the years it does not hold.

For 2016-2027 the facts in `data/calendar-kz.csv`, each with its law or decree, are the seed. The `holidays`
package knows moved days to 2025 only and estimates Kurban Ait, so it never overrules a year that the facts
hold; it proposes rows for any other year, marked as a projection, which an administrator checks against
the decree. It is loaded only then.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

from qyzmet.files.paths import DEADLINES_DATA

from ..calculator.explanation import weekday
from ..working_days import FIRST_YEAR, LAST_YEAR, CalendarDay, DayKind, OutOfRange, WorkingCalendar
from . import csv_file

SEEDED_YEARS = range(2016, 2028)

# The names by which `holidays` knows the days that the facts call otherwise.
_NAMES = {
    "New Year's Day": "New Year",
    "Orthodox Christmas": "Orthodox Christmas (rest day)",
    "Nowruz Holiday": "Nauryz",
    "Kazakhstan's People Solidarity Holiday": "Unity of the People of Kazakhstan Day",
    "Capital Day": "Capital (Astana) Day",
    "Eid al-Adha": "Kurban Ait, first day (rest day)",
}
_OBSERVED = " (observed)"
_ESTIMATED = " (estimated)"
_SUBSTITUTED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")


@cache
def facts() -> tuple[CalendarDay, ...]:
    """The rows of the facts shipped with the product, by date."""
    return tuple(csv_file.read((DEADLINES_DATA / "calendar-kz.csv").read_bytes()))


def seed_rows(years: Iterable[int] = SEEDED_YEARS) -> list[CalendarDay]:
    """The rows for these years, by date: the facts where they hold the year, else what `holidays` proposes.

    Raises `OutOfRange` for a year outside 1990-2100.
    """
    held: dict[int, list[CalendarDay]] = defaultdict(list)
    for row in facts():
        held[row.on.year].append(row)
    return [row for year in sorted(set(years)) for row in (held.get(year) or proposed_rows(year))]


@cache
def seed_calendar() -> WorkingCalendar:
    """The seed as a calendar: what the command line counts with where there is no database."""
    return WorkingCalendar.of(seed_rows())


def proposed_rows(year: int) -> list[CalendarDay]:
    """What the `holidays` package holds for a year, by date, in our names, each row marked [PROJECTION].

    None before 1991, where the package does not reach. Raises `OutOfRange` outside 1990-2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfRange(f"the year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}")
    import holidays

    source = f"Proposed by the holidays package {version('holidays')} [PROJECTION]"
    # A day of January may be off instead of one worked in the December before.
    known = holidays.country_holidays("KZ", years=(year, year + 1), language="en_US")
    names = {day: known[day].split("; ") for day in sorted(known)}
    rows: dict[dt.date, CalendarDay] = {}
    for day, parts in names.items():
        moved = _SUBSTITUTED.fullmatch(parts[0])
        if moved:
            worked = dt.date(int(moved[3]), int(moved[1]), int(moved[2]))
            name, kind = f"Day off moved from {_with_weekday(worked)}", DayKind.MOVED_REST
            work = f"Worked {weekday(worked)[:3]}: day off moved to {day}"
            rows[worked] = CalendarDay(worked, DayKind.MOVED_WORK, work, source)
        elif all(part.endswith(_OBSERVED) for part in parts):
            name, kind = "; ".join(_substitute(day, part, names) for part in parts), DayKind.MOVED_REST
        else:
            own = [part for part in parts if not part.endswith(_OBSERVED)]
            name, kind = "; ".join(map(_own_name, own)), DayKind.HOLIDAY
        rows.setdefault(day, CalendarDay(day, kind, name, source))
    return [rows[day] for day in sorted(rows) if day.year == year]


def _own_name(name: str) -> str:
    plain = name.removesuffix(_ESTIMATED)
    ours = _NAMES.get(plain, plain)
    return ours if plain == name else f"{ours} [ESTIMATED]"


def _substitute(day: dt.date, observed: str, names: dict[dt.date, list[str]]) -> str:
    # The package does not say which weekend day is made up for: the holiday's weekend days of that year and
    # its days in lieu come in the same order.
    name = observed.removesuffix(_OBSERVED)
    same_year = [other for other in names if other.year == day.year]
    in_lieu = [other for other in same_year if observed in names[other]]
    weekends = [other for other in same_year if name in names[other] and other.weekday() >= 5]
    rank = in_lieu.index(day)
    ours = _own_name(name)
    return f"{ours} (for {_with_weekday(weekends[rank])})" if rank < len(weekends) else ours


def _with_weekday(day: dt.date) -> str:
    return f"{day} {weekday(day)[:3]}"
