"""Where terms end that are not counted in working days alone: calendar days, instants that were said, ends by time."""

import datetime as dt

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.calendar import changes, recount
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.end_of_term import days_left, ending_of
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.worker import fall_due
from qyzmet.deadlines.working_days import CalendarDay, DayKind, WorkingCalendar
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.table import Term
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Party
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.worlds import World, a_procedure, a_world

CALENDAR = WorkingCalendar.of(
    [CalendarDay(dt.date(2026, 4, 1), DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")], {2026}
)


@pytest.mark.parametrize(
    ("event_on", "days", "due_on"),
    [
        ("2026-03-02", 30, "2026-04-02"),  # the 30th day, 1 April, is a holiday
        ("2026-03-03", 30, "2026-04-02"),
        ("2026-03-05", 30, "2026-04-06"),  # Saturday, 4 April: Monday
        ("2026-03-06", 30, "2026-04-06"),  # Sunday
        ("2026-03-07", 30, "2026-04-06"),
    ],
)
def test_calendar_days_end_on_a_working_day(event_on: str, days: int, due_on: str):
    """A term of calendar days ends on its last day, or on the next working day where that is off (Law 45-3, § 7)."""
    ending = ending_of(CALENDAR, dt.date.fromisoformat(event_on), 0, calendar_days=days)
    assert ending.due_on.isoformat() == due_on
    assert ending.due_at == clock.end_of(ending.due_on)
    assert ending.working_days == CALENDAR.between(dt.date.fromisoformat(event_on), ending.due_on)


@pytest.mark.parametrize(
    ("days", "starts_on"),
    [(0, "2026-03-04"), (1, "2026-03-05"), (2, "2026-03-05"), (-1, "2026-03-03"), (-2, "2026-03-03")],
)
def test_the_event_s_own_day_is_no_day_of_the_term(days: int, starts_on: str):
    """A term begins on the working day after its event, one of a single day too, backwards on the one before (H23)."""
    assert ending_of(CALENDAR, dt.date(2026, 3, 4), days).starts_on.isoformat() == starts_on


@given(
    event_on=st.dates(dt.date(2026, 1, 1), dt.date(2026, 11, 1)),
    days=st.integers(1, 40),
    later=st.timedeltas(dt.timedelta(days=-30), dt.timedelta(days=90)),
)
def test_a_term_ends_at_the_later_of_its_days_and_what_was_said(event_on: dt.date, days: int, later: dt.timedelta):
    """It never ends before the instant that was said, and never before its working days are over."""
    plain = ending_of(CALENDAR, event_on, days)
    said = plain.due_at + later
    ending = ending_of(CALENDAR, event_on, days, until=said)
    assert ending.due_at == max(plain.due_at, said)
    assert clock.almaty(ending.due_at - dt.timedelta(microseconds=1)).date() == ending.due_on


def holiday(on: dt.date) -> None:
    changes.make(changes.set_day(CalendarDay(on, DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")))
    recount.at_once()


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


def a_window(world: World, days: int = 3) -> tuple[Tender, Deadline]:
    """A tender whose acceptance of bids began now, for so many working days."""
    tender = a_procedure(world, TENDERS, "published")
    assert isinstance(tender, Tender)
    act = a_term(world).opened_by
    assert act is not None
    return tender, service.open_term(tender, TENDERS.term("accept_bids"), days, clock.now(), act)


def test_time_itself_ends_the_acceptance_of_bids(world: World, set_clock: SetClock):
    """¶ 47: at 24:00 of the last day the tender closes, as nobody's act and at that instant, late worker or not."""
    tender, deadline = a_window(world)
    set_clock.set("2026-03-05T23:59:59.999999")
    fall_due.run_due()
    assert tender.state == "published"
    set_clock.set("2026-03-06T11:00:00")
    fall_due.run_due()
    db.session.refresh(tender)
    (act,) = [act for act in tender.acts if act.action == "close"]
    assert (tender.state, act.user, act.organisation, act.at) == (
        "closed",
        None,
        None,
        clock.end_of(dt.date(2026, 3, 5)),
    )
    assert (deadline.state, deadline.overdue_at, deadline.closed_at) == (DeadlineState.CLOSED, None, deadline.due_at)
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "close")).one()
    assert record.actor == "deadline worker"
    told = db.session.scalars(select(Notification).where(Notification.procedure_id == tender.id)).all()
    assert {each.kind for each in told} == {"deadline_today", "act"}


def test_it_ends_once(world: World, set_clock: SetClock):
    """Repeating the worker's round closes nothing a second time."""
    tender, _deadline = a_window(world)
    set_clock.set("2026-03-06T11:00:00")
    fall_due.run_due()
    assert fall_due.run_due() == 0
    assert [act.action for act in tender.acts] == ["close"]


def test_a_change_of_the_calendar_lengthens_what_ends_by_itself_and_never_shortens_it(world: World):
    """§ 7, ¶ 47: a day off that is decreed lengthens the window; that it is taken back again shortens nothing."""
    _tender, deadline = a_window(world)
    thursday, friday = dt.date(2026, 3, 5), dt.date(2026, 3, 6)
    holiday(dt.date(2026, 3, 4))
    db.session.refresh(deadline)
    assert deadline.due_at == clock.end_of(friday)
    changes.make(changes.remove_day(dt.date(2026, 3, 4)))
    recount.at_once()
    db.session.refresh(deadline)
    assert deadline.due_at == clock.end_of(friday) != clock.end_of(thursday)


def test_a_term_of_calendar_days_moves_only_with_its_last_day(world: World):
    """A day off within a term of calendar days changes nothing; one on its last day moves it."""
    act = a_term(world).opened_by
    assert act is not None
    request = act.procedure
    term = Term("decide", "Sue", 30, Party.STATE_BODY, "Law 45-3", calendar_days=True)
    deadline = service.open_term(request, term, 30, clock.now(), act)
    assert deadline.due_on == dt.date(2026, 4, 1)
    holiday(dt.date(2026, 3, 4))
    db.session.refresh(deadline)
    assert (deadline.due_on, deadline.working_days) == (
        dt.date(2026, 4, 1),
        calendars.current().between(dt.date(2026, 3, 2), dt.date(2026, 4, 1)),
    )
    holiday(dt.date(2026, 4, 1))
    db.session.refresh(deadline)
    assert deadline.due_on == dt.date(2026, 4, 2)


def test_only_time_takes_the_move_of_time(world: World):
    """Nobody can close the acceptance of bids, in whatever role."""
    tender, _deadline = a_window(world)
    for kind, role in world.people:
        assert "close" not in engine.actions(tender, world.actor(kind, role))


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2026-03-26", 1),
        ("2026-03-27", 0),
        ("2026-03-28", 0),
        ("2026-03-29", 0),
        ("2026-03-30", -1),
        ("2026-03-31", -2),
    ],
)
def test_a_weekend_makes_nobody_later(today: str, left: int):
    """A term that ended on Friday at 24:00 is over on Saturday, and over by a working day from Monday on (B13)."""
    assert days_left(CALENDAR, dt.date.fromisoformat(today), dt.date(2026, 3, 27)) == left


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-03-28T00:00", 27), ("2026-03-28T00:01", 28), ("2026-03-27T18:00", 27), ("2026-03-27T23:59", 27)],
)
def test_midnight_ends_the_day_before(instant: str, day: int):
    """What ends at 00:00 ends at 24:00 of the day before; any other instant ends on its own day."""
    end = dt.datetime.fromisoformat(instant).replace(tzinfo=clock.ALMATY)
    assert clock.day_ending_at(end) == dt.date(2026, 3, day)
