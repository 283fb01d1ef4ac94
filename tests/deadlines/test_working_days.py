"""Working days against an oracle that walks the calendar day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.deadlines.working_days import (
    FIRST_DAY,
    LAST_DAY,
    CalendarDay,
    DayKind,
    OutOfRange,
    WorkingCalendar,
    years_decreed_by,
)

pytestmark = pytest.mark.once

ONE_DAY = dt.timedelta(days=1)
MONDAY_TO_FRIDAY = WorkingCalendar.of([])

# Rows gather in two years and a half, so that random terms run into them, and at both ends of time.
near = st.dates(dt.date(2024, 6, 1), dt.date(2026, 12, 31))
row_days = st.one_of(near, st.dates(FIRST_DAY, dt.date(1990, 2, 1)), st.dates(dt.date(2100, 12, 1), LAST_DAY))
rows = st.dictionaries(row_days, st.sampled_from(DayKind), max_size=60)
days = st.one_of(
    near,
    st.dates(FIRST_DAY, dt.date(1990, 1, 31)),
    st.dates(dt.date(2100, 12, 1), LAST_DAY),
    st.dates(FIRST_DAY, LAST_DAY),
)
terms = st.integers(-300, 300)


def build(kinds: dict[dt.date, DayKind]) -> WorkingCalendar:
    return WorkingCalendar.of(CalendarDay(day, kind, kind.value) for day, kind in kinds.items())


def oracle_is_working(kinds: dict[dt.date, DayKind], day: dt.date) -> bool:
    if day in kinds:
        return kinds[day] == "moved_work"
    return day.isoweekday() <= 5


def oracle_add(kinds: dict[dt.date, DayKind], day: dt.date, n: int) -> dt.date | None:
    """Walk one day at a time; None when the walk leaves 1990-2100."""
    if n == 0:
        while FIRST_DAY <= day <= LAST_DAY:
            if oracle_is_working(kinds, day):
                return day
            day += ONE_DAY
        return None
    left, step = abs(n), ONE_DAY if n > 0 else -ONE_DAY
    while left:
        day += step
        if not FIRST_DAY <= day <= LAST_DAY:
            return None
        left -= oracle_is_working(kinds, day)
    return day


def oracle_between(kinds: dict[dt.date, DayKind], after: dt.date, until: dt.date) -> int:
    number = 0
    day = after
    while day < until:
        day += ONE_DAY
        number += oracle_is_working(kinds, day)
    day = until
    while day < after:
        number -= oracle_is_working(kinds, day)
        day += ONE_DAY
    return number


@pytest.mark.slow
@given(rows, days, terms)
def test_add_walks_to_the_nth_working_day(kinds, day, n):
    """The n-th working day after the day, before it for a negative n, itself or the next for 0."""
    expected = oracle_add(kinds, day, n)
    if expected is None:
        with pytest.raises(OutOfRange):
            build(kinds).add(day, n)
    else:
        assert build(kinds).add(day, n) == expected


@pytest.mark.slow
@given(rows, days, st.integers(-600, 600))
def test_between_counts_after_one_day_up_to_the_other(kinds, day, length):
    """(after, until] forwards; minus [until, after) backwards."""
    other = dt.date.fromordinal(min(max(day.toordinal() + length, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))
    assert build(kinds).between(day, other) == oracle_between(kinds, day, other)


@given(rows, days)
def test_between_a_day_and_itself_there_is_nothing(kinds, day):
    """No day is counted, looked at or passed over, and none makes the answer provisional."""
    calendar = build(kinds)
    assert calendar.between(day, day) == 0
    assert calendar.strip(day, day) == []
    assert not calendar.is_provisional(day, day)
    assert calendar.undecreed_years(day, day) == []


@given(rows)
def test_every_day_of_a_year_is_worked_or_not_as_the_rows_and_the_week_say(kinds):
    """A listed day is worked only when moved_work; any other from Monday to Friday."""
    calendar = build(kinds)
    year = [dt.date(2025, 1, 1) + ONE_DAY * n for n in range(365)]
    assert [calendar.is_working(day) for day in year] == [oracle_is_working(kinds, day) for day in year]
    assert calendar.working_days_in(2025) == sum(oracle_is_working(kinds, day) for day in year)


@given(rows, near, st.integers(1, 300))
def test_adding_and_counting_undo_each_other(kinds, day, n):
    """between(day, add(day, n)) is n, and going n back from there returns to the day or the one before it."""
    calendar = build(kinds)
    due = calendar.add(day, n)
    assert calendar.between(day, due) == n
    assert calendar.between(due, calendar.add(due, -n)) == -n
    assert calendar.add(due, -n) == (day if calendar.is_working(day) else calendar.add(day, -1))


@pytest.mark.slow
@given(rows, near, st.integers(0, 60), st.integers(1, 60))
def test_terms_add_up(kinds, day, first, second):
    """A term of a and then of b working days ends where a term of a + b does."""
    calendar = build(kinds)
    if first:
        assert calendar.add(calendar.add(day, first), second) == calendar.add(day, first + second)


@pytest.mark.slow
@given(rows, st.lists(near, max_size=20), st.integers(-40, 40))
def test_the_bulk_form_gives_what_add_gives(kinds, many, n):
    """add_many is add for each day, whatever the number of days, none and one included."""
    calendar = build(kinds)
    expected = tuple(calendar.add(day, n).toordinal() for day in many)
    assert calendar.add_many([day.toordinal() for day in many], n) == expected


@given(rows, near, terms)
def test_an_explanation_accounts_for_each_day(kinds, day, n):
    """The strip has every day from the event to the end once, counted ones numbered, the others with a reason."""
    calendar = build(kinds)
    term = calendar.explain(day, n)
    assert term.due_on == oracle_add(kinds, day, n)
    assert term.strip[-1].on == term.due_on
    assert all((b.on - a.on).days == (1 if n >= 0 else -1) for a, b in zip(term.strip, term.strip[1:], strict=False))
    assert [d.number for d in term.strip if d.working] == list(range(1, max(abs(n), 1) + 1))
    assert term.starts_on == next(d.on for d in term.strip if d.working)
    assert all(d.reason for d in term.skipped)
    assert (day in [d.on for d in term.strip]) == (n == 0)
    assert term.provisional == calendar.is_due_provisional(day, n, term.due_on)


@pytest.mark.parametrize("day", [dt.date(1989, 12, 31), dt.date(2101, 1, 1), dt.date.min, dt.date.max])
def test_a_day_outside_1990_2100_is_refused_by_everything(day):
    """No answer is made up for a day outside, whichever way it is asked for."""
    inside = dt.date(2026, 1, 5)
    asked = [
        lambda: MONDAY_TO_FRIDAY.add(day, 1),
        lambda: MONDAY_TO_FRIDAY.add(day, 0),
        lambda: MONDAY_TO_FRIDAY.add(day, -1),
        lambda: MONDAY_TO_FRIDAY.between(day, inside),
        lambda: MONDAY_TO_FRIDAY.between(inside, day),
        lambda: MONDAY_TO_FRIDAY.is_working(day),
        lambda: MONDAY_TO_FRIDAY.is_provisional(day, inside),
        lambda: MONDAY_TO_FRIDAY.skipped(inside, day),
        lambda: MONDAY_TO_FRIDAY.explain(day, 1),
        lambda: MONDAY_TO_FRIDAY.of_year(day.year),
        lambda: MONDAY_TO_FRIDAY.working_days_in(day.year),
        lambda: MONDAY_TO_FRIDAY.look_at(day),
        lambda: MONDAY_TO_FRIDAY.add_many([day.toordinal()], 1),
        lambda: MONDAY_TO_FRIDAY.add_many([inside.toordinal(), day.toordinal()], 1),
        lambda: WorkingCalendar.of([CalendarDay(day, DayKind.HOLIDAY, "outside")]),
    ]
    for ask in asked:
        with pytest.raises(OutOfRange):
            ask()


@pytest.mark.parametrize(
    ("day", "n"),
    [
        (dt.date(2026, 3, 5), 10**9),
        (dt.date(2026, 3, 5), -(10**9)),
        (dt.date(2026, 3, 5), 10**30),
        (LAST_DAY, 1),
        (dt.date(1990, 1, 1), -1),
    ],
)
def test_an_answer_outside_1990_2100_is_refused(day, n):
    """A term may not leave the years for which the calendar can speak."""
    with pytest.raises(OutOfRange):
        MONDAY_TO_FRIDAY.add(day, n)
    with pytest.raises(OutOfRange):
        MONDAY_TO_FRIDAY.add_many([day.toordinal()] * 2, n)


def test_the_first_and_the_last_day_can_be_answered():
    """1990-01-01 (a Monday) and 2100-12-31 (a Friday) are inside."""
    assert MONDAY_TO_FRIDAY.add(FIRST_DAY, 0) == FIRST_DAY
    assert MONDAY_TO_FRIDAY.add(dt.date(1990, 1, 2), -1) == FIRST_DAY
    assert MONDAY_TO_FRIDAY.add(dt.date(2100, 12, 30), 1) == LAST_DAY
    assert MONDAY_TO_FRIDAY.between(FIRST_DAY, LAST_DAY) == oracle_between({}, FIRST_DAY, LAST_DAY)
    assert MONDAY_TO_FRIDAY.between(LAST_DAY, FIRST_DAY) == -oracle_between({}, FIRST_DAY - ONE_DAY, LAST_DAY - ONE_DAY)


def test_an_instant_is_not_taken_for_a_day():
    """A datetime in UTC may fall on another day in Almaty, so it is refused and not truncated."""
    instant = dt.datetime(2026, 3, 5, 20, tzinfo=dt.UTC)
    with pytest.raises(TypeError):
        MONDAY_TO_FRIDAY.is_working(instant)
    with pytest.raises(TypeError):
        MONDAY_TO_FRIDAY.add(instant, 1)


def test_a_day_given_twice_is_refused():
    """A calendar says one thing of a day."""
    day = dt.date(2026, 1, 1)
    with pytest.raises(ValueError, match="2026-01-01"):
        WorkingCalendar.of([CalendarDay(day, DayKind.HOLIDAY, "a"), CalendarDay(day, DayKind.MOVED_WORK, "b")])


def year_of(year: int, name: str = "New Year", source: str = "") -> CalendarDay:
    return CalendarDay(dt.date(year, 1, 1), DayKind.HOLIDAY, name, source)


def test_a_year_is_decreed_by_rows_without_a_mark():
    """No rows, or one row marked as estimated or projected, and the year is not decreed."""
    rows = [year_of(2025), year_of(2026, "Kurban Ait [ESTIMATED]"), year_of(2027, source="Law [PROJECTION]")]
    rows.append(year_of(2028, "Kurban Ait [a note that says estimated]"))
    assert years_decreed_by(rows) == {2025, 2028}
    assert WorkingCalendar.of(rows).decreed_years == {2025, 2028}
    assert WorkingCalendar.of(rows, decreed_years=[2026, 2030]).decreed_years == {2026}


def test_an_answer_is_provisional_when_it_looks_at_an_undecreed_day():
    """The event's own day does not count, so a term that starts after 31 December rests on the new year."""
    calendar = WorkingCalendar.of([year_of(2026)])
    last, first = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    assert not calendar.explain(dt.date(2026, 12, 30), 1).provisional
    assert calendar.explain(last, 1).undecreed_years == [2027]
    assert not calendar.explain(dt.date(2025, 12, 31), 1).provisional
    assert calendar.explain(dt.date(2025, 12, 31), 0).undecreed_years == [2025]
    assert not calendar.explain(first, -1).provisional
    assert calendar.explain(dt.date(2027, 1, 4), -1).undecreed_years == [2027]
    assert calendar.is_provisional(last, first)
    assert calendar.is_provisional(first, last) is False
    assert calendar.is_provisional(first, first) is False
    assert calendar.undecreed_years(dt.date(2024, 12, 31), dt.date(2028, 1, 1)) == [2025, 2027, 2028]


def test_a_calendar_holds_its_first_and_its_last_day():
    """1990-01-01 and 2100-12-31 are looked at and reached, and their years are known; the years beside them are not."""
    calendar = WorkingCalendar.of([])
    assert calendar.add(dt.date(2100, 12, 30), 1) == LAST_DAY == calendar.look_at(LAST_DAY).on
    assert calendar.add(FIRST_DAY, 0) == FIRST_DAY == calendar.look_at(FIRST_DAY).on
    for year in (1990, 2100):
        assert calendar.of_year(year) == []
        assert calendar.working_days_in(year) == 261
    for year in (1989, 2101):
        with pytest.raises(OutOfRange):
            calendar.of_year(year)


def test_a_day_counted_to_itself_rests_on_no_year():
    """Between a day and itself nothing is looked at, in an undecreed year too; back by a day it is the earlier day."""
    calendar = WorkingCalendar.of([year_of(2026)])
    last, first = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    assert calendar.strip(first, first) == []
    assert [day.on for day in calendar.strip(first, last)] == [last]
    assert [day.on for day in calendar.strip(last, first)] == [first]


def test_many_are_answered_for_no_days_too():
    """With n = 0 the day itself or the next working day, as `add` gives it."""
    days = [dt.date(2026, 3, 6), dt.date(2026, 3, 7)]
    calendar = WorkingCalendar.of([])
    found = calendar.add_many([day.toordinal() for day in days], 0)
    assert [dt.date.fromordinal(each) for each in found] == [calendar.add(day, 0) for day in days]
    assert [dt.date.fromordinal(each) for each in found] == [dt.date(2026, 3, 6), dt.date(2026, 3, 9)]


def test_many_are_answered_on_the_first_and_the_last_day():
    """In bulk, too, both ends of the calendar are answered, forwards and back, and nothing beyond them."""
    calendar = WorkingCalendar.of([])
    first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    assert calendar.add_many([first, last], 0) == (first, last)
    assert calendar.add_many([last - 1] * 2, 1) == (last, last)
    assert calendar.add_many([first + 1] * 2, -1) == (first, first)


@pytest.mark.parametrize(
    ("event_on", "working_days", "provisional"),
    [
        ("2026-12-30", 1, False),
        ("2026-12-31", 1, True),
        ("2025-12-31", 1, False),
        ("2025-12-31", 0, True),
        ("2027-01-01", -1, False),
        ("2027-01-04", -1, True),
        ("2026-01-02", -1, True),
        ("2026-01-05", -1, False),
    ],
)
def test_a_due_day_is_provisional_like_its_explanation(event_on, working_days, provisional):
    """The event's own day rests on nothing, each day after it does: without a strip the same is said."""
    calendar = WorkingCalendar.of([year_of(2026)])
    day = dt.date.fromisoformat(event_on)
    found = calendar.explain(day, working_days)
    assert found.provisional is provisional
    assert calendar.is_due_provisional(day, working_days, found.due_on) is provisional


def test_rows_are_told_by_year_and_worked_days_by_their_decree():
    """The rows of a year are its own; a worked Sunday counts by decree, days off and weekdays do not."""
    sunday = CalendarDay(dt.date(2025, 1, 5), DayKind.MOVED_WORK, "Worked for 3 January")
    calendar = WorkingCalendar.of([sunday, year_of(2025), year_of(2026)])
    assert calendar.of_year(2025) == [year_of(2025), sunday]
    assert calendar.of_year(2026) == [year_of(2026)]
    assert [day.on for day in calendar.worked_by_decree(dt.date(2024, 12, 31), dt.date(2025, 1, 7))] == [sunday.on]


def test_counting_back_tells_the_days_backwards():
    """One working day before a Monday is Friday: Sunday, Saturday, Friday are looked at, in this order."""
    strip = WorkingCalendar.of([]).explain(dt.date(2026, 3, 16), -1).strip
    assert [day.on.day for day in strip] == [15, 14, 13]


def test_what_was_skipped_are_the_days_off():
    """Of the days looked at those that are not worked, in their order."""
    found = WorkingCalendar.of([]).skipped(dt.date(2026, 3, 12), dt.date(2026, 3, 17))
    assert [day.on.day for day in found] == [14, 15]
