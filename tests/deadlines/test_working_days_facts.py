"""Real cases of Kazakhstan's calendar, and every day of 2016-2027 against the `holidays` package."""

import csv
import datetime as dt
import re
from pathlib import Path

import holidays
import pytest

from qyzmet.deadlines import seed
from qyzmet.deadlines.working_days import DayKind, OutOfRange, WorkingCalendar

pytestmark = pytest.mark.once

CALENDAR = seed.seed_calendar()
DOCS = Path(__file__).parents[2] / "docs" / "working-days.md"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("event", "n", "due"),
    [
        ("2026-03-05", 3, "2026-03-11"),  # over 8 March, a Sunday, and its Monday in lieu
        ("2026-03-05", 15, "2026-04-01"),  # over Nauryz, two of its days in lieu
        ("2020-05-07", 1, "2020-05-11"),  # the worked Monday, its day off on Friday the 8th
        ("2020-05-06", 2, "2020-05-12"),
        ("2024-12-31", 1, "2025-01-05"),  # a worked Sunday
        ("2025-01-05", -1, "2024-12-31"),
        ("2025-01-03", 0, "2025-01-05"),
        ("2020-12-17", 1, "2020-12-20"),  # a worked Sunday after its Friday off
        ("2024-06-14", 1, "2024-06-17"),  # Kurban Ait on Sunday 16 June is not made up for
        ("2022-07-08", 1, "2022-07-11"),  # nor on Saturday 9 July
        ("2023-06-27", 1, "2023-06-29"),  # Kurban Ait on a Wednesday
        ("2022-10-21", 2, "2022-10-26"),  # worked Saturday 22, off 24 by decree and 25 by law
        ("2026-08-28", 1, "2026-08-31"),  # 30 August is no holiday any more
        ("2026-03-09", 0, "2026-03-10"),
        ("2026-03-11", -3, "2026-03-05"),
    ],
)
def test_real_terms(event, n, due):
    """Each counted by hand from the decrees."""
    assert CALENDAR.add(day(event), n) == day(due)


def test_the_contracts_example_explains_itself():
    """Event on Thursday 5 March 2026, 3 working days: each day passed over has its reason."""
    term = CALENDAR.explain(day("2026-03-05"), 3)
    assert (term.starts_on, term.due_on) == (day("2026-03-06"), day("2026-03-11"))
    assert [(d.on.isoformat(), d.reason) for d in term.skipped] == [
        ("2026-03-07", "Saturday"),
        ("2026-03-08", "International Women's Day"),
        ("2026-03-09", "International Women's Day (for 2026-03-08 Sun)"),
    ]
    assert term.as_json()["due_at"] == "2026-03-12T00:00:00+05:00"
    assert not term.provisional


def test_the_due_instant_follows_the_zone_of_its_day():
    """24:00 in Almaty was UTC+6 until the end of February 2024."""
    assert CALENDAR.explain(day("2024-02-01"), 1).as_json()["due_at"] == "2024-02-03T00:00:00+06:00"


def test_a_worked_sunday_says_why_it_was_counted():
    """The decree stands beside a day of rest that was counted."""
    [sunday] = CALENDAR.explain(day("2024-12-31"), 2).worked_by_decree
    assert sunday.on == day("2025-01-05")
    assert sunday.weekday == "Sunday"
    assert sunday.reason == "Worked Sun: day off moved to 2025-01-03"
    assert "No 436" in sunday.source


@pytest.mark.parametrize(
    ("year", "number"),
    list(zip(range(2016, 2028), (245, 245, 246, 246, 246, 245, 246, 246, 249, 246, 247, 247), strict=True)),
)
def test_working_days_of_each_year(year, number):
    """As the ministry's balances of working time have them, where they knew the last change."""
    assert CALENDAR.working_days_in(year) == number


def test_2027_and_every_unknown_year_are_provisional():
    """2027 is a projection; 2015 and 2028 have no rows."""
    assert CALENDAR.decreed_years == set(range(2016, 2027))


def documented_differences() -> list[tuple[str, str, str]]:
    [block] = re.findall(r"```csv\n(date,ours,holidays,why\n.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return [(row["date"], row["ours"], row["holidays"]) for row in csv.DictReader(block.splitlines())]


def test_every_day_agrees_with_holidays_or_the_difference_is_documented():
    """Each day of 2016-2027 is worked for us and for the package alike, but for those docs/working-days.md lists."""
    words = {True: "worked", False: "rest"}
    oracle = holidays.country_holidays("KZ", years=range(2016, 2028))
    differences = []
    for ordinal in range(day("2016-01-01").toordinal(), day("2027-12-31").toordinal() + 1):
        this = dt.date.fromordinal(ordinal)
        ours, theirs = CALENDAR.is_working(this), oracle.is_working_day(this)
        if ours != theirs:
            differences.append((this.isoformat(), words[ours], words[theirs]))
    assert differences == documented_differences()


@pytest.mark.parametrize("n", [1, 3, 15, -1, -15])
def test_terms_agree_with_holidays(n):
    """The package's own walk from every day of ten years ends where ours does."""
    oracle = holidays.country_holidays("KZ", years=range(2015, 2028))
    for ordinal in range(day("2017-01-01").toordinal(), day("2026-12-01").toordinal(), 3):
        this = dt.date.fromordinal(ordinal)
        assert CALENDAR.add(this, n) == oracle.get_nth_working_day(this, n)


def test_the_seed_is_the_facts_and_holidays_only_proposes():
    """A year that the facts hold is theirs; any other is proposed, marked, and so never decreed."""
    assert seed.seed_rows() == sorted(seed.facts(), key=lambda row: row.on)
    rows = seed.seed_rows([2026, 2028])
    assert [row for row in rows if row.on.year == 2026] == [row for row in seed.facts() if row.on.year == 2026]
    proposed = [row for row in rows if row.on.year == 2028]
    assert proposed
    assert all(row.is_provisional for row in proposed)
    assert WorkingCalendar.of(rows).decreed_years == {2026}
    names = {row.on.isoformat(): row.name for row in proposed}
    assert names["2028-01-04"] == "New Year (for 2028-01-02 Sun)"
    assert names["2028-05-05"] == "Kurban Ait, first day (rest day) [ESTIMATED]"


def test_proposals_would_have_made_the_facts():
    """Where the facts are known, the proposal has the same days and kinds: the two check each other."""
    for year in seed.SEEDED_YEARS:
        ours = [(row.on, row.kind) for row in seed.facts() if row.on.year == year]
        assert [(row.on, row.kind) for row in seed.proposed_rows(year)] == ours


def test_a_proposed_year_knows_its_worked_days_of_rest():
    """28 December 2013 was worked for 3 January 2014: each row belongs to its own year."""
    worked = [row.on for row in seed.proposed_rows(2013) if row.kind is DayKind.MOVED_WORK]
    assert worked == [day("2013-05-04"), day("2013-10-12"), day("2013-12-28")]
    assert seed.proposed_rows(1990) == []
    with pytest.raises(OutOfRange):
        seed.proposed_rows(2101)
