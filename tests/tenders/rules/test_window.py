"""The window of acceptance against a day-by-day oracle, and real cases of the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet import clock
from qyzmet.deadlines.calendar import seed
from qyzmet.deadlines.working_days import CalendarDay, DayKind, WorkingCalendar
from qyzmet.tenders.rules import window as windows
from qyzmet.tenders.rules.window import Lengths, announced, extended, in_time, late, recounted, restarted

pytestmark = pytest.mark.once

CALENDAR = seed.seed_calendar()
LENGTHS = Lengths(acceptance=15, questions_before_end=5, opening_after=1, office_closes=18)
ONE_DAY = dt.timedelta(days=1)
MICROSECOND = dt.timedelta(microseconds=1)

days = st.dates(dt.date(2024, 1, 15), dt.date(2026, 10, 31))
instants = st.builds(dt.datetime.combine, days, st.times(), st.just(dt.UTC))
calendars = st.dictionaries(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), st.sampled_from(DayKind), max_size=40)
lengths = st.builds(
    Lengths,
    acceptance=st.integers(1, 30),
    questions_before_end=st.integers(1, 14),
    opening_after=st.integers(1, 5),
    office_closes=st.integers(9, 24),
)


def almaty(text: str) -> dt.datetime:
    """An instant as people in Kazakhstan read it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.ALMATY)


def shown(instant: dt.datetime) -> str:
    return clock.almaty(instant).isoformat()


def built(kinds: dict[dt.date, DayKind]) -> WorkingCalendar:
    return WorkingCalendar.of(CalendarDay(day, kind, kind.value) for day, kind in kinds.items())


def is_working(kinds: dict[dt.date, DayKind], day: dt.date) -> bool:
    return kinds[day] is DayKind.MOVED_WORK if day in kinds else day.isoweekday() <= 5


def walk(kinds: dict[dt.date, DayKind], day: dt.date, n: int) -> dt.date:
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working(kinds, day)
    return day


@pytest.mark.parametrize(
    ("published", "last_day", "until", "questions", "opening"),
    [
        # Over 8 March, its Monday in lieu, and Nauryz with two days in lieu.
        (
            "2026-03-05T11:00",
            "2026-04-01",
            "2026-04-02T00:00:00+05:00",
            "2026-03-21T00:00:00+05:00",
            "2026-04-02T10:00:00+05:00",
        ),
        # Published in the last minute of a day: that day is not counted, whatever the hour.
        (
            "2026-03-05T23:59",
            "2026-04-01",
            "2026-04-02T00:00:00+05:00",
            "2026-03-21T00:00:00+05:00",
            "2026-04-02T10:00:00+05:00",
        ),
        # Ends on Thursday 29 February 2024, whose last hour is lived through twice: 24:00 is that of UTC+5.
        (
            "2024-02-08T09:00",
            "2024-02-29",
            "2024-03-01T00:00:00+05:00",
            "2024-02-23T00:00:00+06:00",
            "2024-03-01T10:00:00+05:00",
        ),
        # Over the worked Sunday 5 January 2025 and Christmas.
        (
            "2024-12-27T09:00",
            "2025-01-22",
            "2025-01-23T00:00:00+05:00",
            "2025-01-16T00:00:00+05:00",
            "2025-01-23T10:00:00+05:00",
        ),
    ],
)
def test_real_windows(published, last_day, until, questions, opening):
    """¶ 47, H3, H21: the dates that follow from a publication, each counted by hand from the decrees."""
    window = announced(almaty(published), CALENDAR, LENGTHS)
    assert window.last_day.isoformat() == last_day
    assert [shown(i) for i in (window.accepts_until, window.questions_until, window.opening_at)] == [
        until,
        questions,
        opening,
    ]


@pytest.mark.slow
@given(calendars, instants, lengths)
def test_a_window_is_what_a_walk_over_the_days_finds(kinds, published_at, numbers):
    """Fifteen working days, the day of publication not counted; every other date hangs on the last day."""
    window = announced(published_at, built(kinds), numbers)
    last = walk(kinds, clock.almaty(published_at).date(), numbers.acceptance)
    assert window.last_day == last
    assert window.accepts_until == clock.end_of(last)
    assert window.questions_until == clock.end_of(walk(kinds, last, -numbers.questions_before_end))
    assert window.opening_at == clock.at(walk(kinds, last, numbers.opening_after), 10)
    closes = clock.end_of(last) if numbers.office_closes == 24 else clock.at(last, numbers.office_closes)
    assert window.paper_until == closes
    assert clock.almaty(window.last_instant).date() == last
    assert window.working_days(built(kinds)) == numbers.acceptance


@pytest.mark.parametrize(
    ("clock_shows", "taken"),
    [
        ("2026-04-01T00:00:00", True),
        ("2026-04-01T23:59:59.999", True),
        ("2026-04-01T23:59:59.999999", True),
        ("2026-04-02T00:00:00", False),
        ("2026-04-02T00:00:00.001", False),
        ("2026-04-02T10:00:00", False),
    ],
)
def test_the_end_is_exact(clock_shows, taken):
    """23:59:59.999 is in time, 00:00 is not, and the refusal says when it ended."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    received = almaty(clock_shows)
    assert in_time(received, window.accepts_until) is taken
    refusal = late(received, window.accepts_until)
    assert (refusal is None) is taken
    if refusal is not None:
        assert refusal.facts == {"received": received, "until": window.accepts_until}


@given(instants, st.integers(-5, 5))
def test_in_time_is_the_same_in_every_zone(until, microseconds):
    """An instant is compared, not what a clock shows in some zone."""
    received = until + dt.timedelta(microseconds=microseconds)
    expected = microseconds < 0
    for zone in (dt.UTC, clock.ALMATY, dt.timezone(dt.timedelta(hours=-7))):
        assert in_time(received.astimezone(zone), until) is expected


def test_an_instant_without_an_offset_is_no_instant():
    """A naive time would be read in some zone or other."""
    with pytest.raises(ValueError, match="offset"):
        in_time(dt.datetime(2026, 4, 1, 12), almaty("2026-04-02T00:00"))  # noqa: DTZ001 - that is the case.


@given(calendars, instants, st.timedeltas(dt.timedelta(days=-40), dt.timedelta(days=40)))
def test_an_extension_never_shortens(kinds, published_at, by):
    """No date of an extended window is earlier than before, and an earlier end is refused and changes nothing."""
    calendar = built(kinds)
    window = announced(published_at, calendar, LENGTHS)
    until = window.accepts_until + by
    longer = extended(window, until, calendar, LENGTHS)
    now = window.accepts_until - ONE_DAY
    assert (windows.against_extending(window, until, now) is None) == (by > dt.timedelta())
    if by <= dt.timedelta():
        assert longer == window
        return
    assert longer.accepts_until == until
    assert longer.extended
    for name in ("paper_until", "questions_until", "opening_at", "last_day"):
        assert getattr(longer, name) >= getattr(window, name)
    assert longer.opening_at > longer.accepts_until
    assert longer.paper_until <= longer.accepts_until


def test_a_zone_that_knows_no_offset_is_none():
    """A time whose zone does not say how far it is from UTC is no instant either."""

    class Nowhere(dt.tzinfo):
        def utcoffset(self, _at):
            return None

    with pytest.raises(ValueError, match="says its offset"):
        windows.extended(
            announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS),
            dt.datetime(2026, 4, 1, 12, tzinfo=Nowhere()),
            CALENDAR,
            LENGTHS,
        )


def test_an_extension_does_not_end_in_the_past():
    """After an outage over the end itself the window opens again only to an instant still to come."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    now = almaty("2026-04-02T09:00")
    assert windows.against_extending(window, almaty("2026-04-02T08:00"), now) is not None
    assert windows.against_extending(window, almaty("2026-04-02T09:00"), now) is not None
    assert windows.against_extending(window, almaty("2026-04-03T00:00"), now) is None


def test_an_extension_to_a_day_off_takes_paper_on_the_working_day_before():
    """H9: on Saturday the office is closed; the platform goes on until 24:00, and the opening is on Monday."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    longer = extended(window, almaty("2026-04-05T00:00"), CALENDAR, LENGTHS)
    assert shown(longer.paper_until) == "2026-04-03T18:00:00+05:00"
    assert shown(longer.opening_at) == "2026-04-06T10:00:00+05:00"


def test_an_extension_to_the_middle_of_a_day_takes_paper_no_longer_than_bids():
    """The office closes later than the window ends."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    longer = extended(window, almaty("2026-04-02T12:00"), CALENDAR, LENGTHS)
    assert shown(longer.paper_until) == "2026-04-02T12:00:00+05:00"
    assert longer.last_day == dt.date(2026, 4, 2)
    assert shown(longer.opening_at) == "2026-04-03T10:00:00+05:00"


@pytest.mark.slow
@given(calendars, instants, st.integers(0, 60), st.integers(0, 40))
def test_a_material_amendment_starts_the_window_again_in_full(kinds, published_at, days_later, longer_by):
    """H30: full fifteen working days from the amendment, and never less than was promised before."""
    calendar = built(kinds)
    first = announced(published_at, calendar, LENGTHS)
    first = extended(first, first.accepts_until + dt.timedelta(days=longer_by), calendar, LENGTHS)
    amended_at = published_at + dt.timedelta(days=days_later)
    again = restarted(first, amended_at, calendar, LENGTHS)
    full = announced(amended_at, calendar, LENGTHS)
    assert again.accepts_until == max(full.accepts_until, first.accepts_until)
    assert again.questions_until >= full.questions_until
    assert again.published_at == amended_at


@pytest.mark.slow
@given(calendars, calendars, instants)
def test_a_change_of_the_calendar_lengthens_or_leaves(before, after, published_at):
    """A decree that makes a day off lengthens an open window; one that makes a day worked shortens none."""
    window = announced(published_at, built(before), LENGTHS)
    anew = recounted(window, built(after), LENGTHS)
    fresh = announced(published_at, built(after), LENGTHS)
    assert anew.accepts_until == max(window.accepts_until, fresh.accepts_until)


def test_the_dates_explain_themselves():
    """Before the button is pressed a page states each date with every day that was passed over."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    moments = window.moments()
    assert [(m.key, m.rule) for m in moments] == [
        ("published", "¶ 42"),
        ("questions", "H21"),
        ("paper", "H9"),
        ("bids", "¶ 47"),
        ("opening", "H3"),
    ]
    counted = {m.key: m.counted for m in moments}
    assert len([day for day in counted["bids"].strip if day.working]) == 15
    assert [day.on.day for day in counted["bids"].skipped] == [7, 8, 9, 14, 15, 21, 22, 23, 24, 25, 28, 29]
    assert [day.on.isoformat() for day in counted["opening"].strip] == ["2026-04-02"]
    assert counted["questions"].due_on == dt.date(2026, 3, 20)
    assert [m.at for m in moments] == sorted(m.at for m in moments)
    assert not window.provisional
    assert announced(almaty("2027-12-20T11:00"), CALENDAR, LENGTHS).provisional


def test_an_extended_window_says_so():
    """Its end is named as that of an extension; before one it is the end alone."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    longer = extended(window, window.accepts_until + ONE_DAY, CALENDAR, LENGTHS)
    titles = [{m.key: m.title for m in each.moments()}["bids"] for each in (window, longer)]
    assert titles == ["Bids until", "Bids until, after an extension"]


def test_an_office_that_closes_at_24_takes_paper_to_the_end_of_the_day():
    """H9 may name the hour 24: the office closes with its day, and bids end with it."""
    numbers = Lengths(acceptance=15, questions_before_end=5, opening_after=1, office_closes=24)
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, numbers)
    assert window.paper_until == window.accepts_until
    assert shown(window.paper_until) == "2026-04-02T00:00:00+05:00"


def test_a_question_of_the_last_moment_is_answered_on_the_last_day_at_the_latest():
    """H21: one number for both, so that no answer is due after the window."""
    window = announced(almaty("2026-03-05T11:00"), CALENDAR, LENGTHS)
    asked_on = clock.almaty(window.questions_until - MICROSECOND).date()
    assert CALENDAR.add(asked_on, LENGTHS.questions_before_end) == window.last_day
