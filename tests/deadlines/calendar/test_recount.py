"""A change of the calendar counts every open deadline anew, tells whom it touches and leaves closed ones alone."""

import datetime as dt

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.calendar import affected, changes, recount
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import CalendarChange, Deadline, DeadlineState, Recount, Stage
from qyzmet.deadlines.worker import claims, fall_due
from qyzmet.deadlines.worker.reminders import plan
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.notifications import service as notifications
from qyzmet.notifications.models import Notification
from qyzmet.notifications.texts import mail_text, sentence
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.worlds import World, a_world

# The tests' Monday is 2 March 2026: three working days from it end on Thursday, the 5th.
WEDNESDAY, THURSDAY, FRIDAY = dt.date(2026, 3, 4), dt.date(2026, 3, 5), dt.date(2026, 3, 6)


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


def day_off(on: dt.date, kind: DayKind = DayKind.HOLIDAY) -> CalendarChange:
    """A change that makes the day a holiday."""
    return changes.make(changes.set_day(CalendarDay(on, kind, "Day of the Archive", "Decree No. 1")))


def moves() -> list[tuple[int, dt.date, dt.date, bool]]:
    """What was moved so far."""
    return [
        (row.deadline_id, row.old_due_on, row.new_due_on, row.overdue_ended)
        for row in db.session.scalars(select(Recount).order_by(Recount.id))
    ]


def test_an_open_deadline_moves_with_its_reminders(world: World):
    """Last day, instant, first day, reminders and version are those that a term started now would have."""
    deadline = a_term(world)
    assert (deadline.due_on, deadline.next_stage) == (THURSDAY, Stage.ONE_LEFT)
    change = day_off(dt.date(2026, 3, 3))
    assert recount.at_once() == 1
    db.session.refresh(deadline)
    assert (deadline.starts_on, deadline.due_on, deadline.due_at) == (WEDNESDAY, FRIDAY, clock.end_of(FRIDAY))
    assert deadline.calendar_version == change.id
    stages = dict(plan(calendars.current(), deadline.event_on, 3, FRIDAY))
    assert deadline.next_at == stages[deadline.next_stage]
    assert moves() == [(deadline.id, THURSDAY, FRIDAY, False)]
    assert change.recounted_at == clock.now()


def test_those_whom_it_touches_are_told_old_and_new_day(world: World):
    """The owner's people and those of the party that started it, in their own language, and nobody else."""
    deadline = a_term(world)
    day_off(WEDNESDAY)
    recount.at_once()
    told = list(db.session.scalars(select(Notification).where(Notification.kind == "deadline_moved")))
    concerned = [
        world.people[kind, role]
        for kind in (OrganisationKind.AUTHORISED_BODY, OrganisationKind.STATE_BODY)
        for role in (Role.HEAD, Role.SPECIALIST)
    ]
    assert {n.user_id for n in told} == {user.id for user in concerned}
    with force_locale("en"):
        assert "is now due on Friday, 6\N{NO-BREAK SPACE}March 2026 instead of Thursday" in sentence(told[0])
        subject, _body = mail_text(told[0])
    assert subject.startswith(deadline.procedure.public_number)
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "recount_deadline")).one()
    assert record.chain == f"procedure:{deadline.procedure_id}"
    assert '"due_on":"2026-03-05"' in record.before
    assert '"due_on":"2026-03-06"' in record.after


def test_a_deadline_whose_days_stay_is_not_recorded(world: World):
    """A day off outside of the term moves nothing and tells nobody."""
    deadline = a_term(world)
    change = day_off(FRIDAY)
    assert recount.at_once() == 0
    db.session.refresh(deadline)
    assert deadline.due_on == THURSDAY
    assert moves() == []
    assert change.recounted_at is not None


def test_a_closed_deadline_never_moves(world: World):
    """Neither does one that was stopped or annulled."""
    deadline = a_term(world)
    for state in (DeadlineState.CLOSED, DeadlineState.STOPPED, DeadlineState.ANNULLED):
        service._end(deadline, state, deadline.opened_by)
        day_off(WEDNESDAY)
        assert recount.at_once() == 0
        db.session.refresh(deadline)
        assert deadline.due_on == THURSDAY
        changes.make(changes.remove_day(WEDNESDAY))
        recount.at_once()


def test_a_deadline_that_moves_into_the_future_is_no_longer_overdue(world: World, set_clock: SetClock):
    """The mark goes, the recount says so, and the worker marks it again when the new day has passed."""
    deadline = a_term(world)
    set_clock.set("2026-03-06T10:00")
    fall_due.run_due()
    assert deadline.overdue_at is not None
    day_off(WEDNESDAY)
    recount.at_once()
    db.session.refresh(deadline)
    assert (deadline.due_on, deadline.overdue_at, deadline.next_stage) == (FRIDAY, None, Stage.OVERDUE)
    assert moves() == [(deadline.id, THURSDAY, FRIDAY, True)]
    note = db.session.scalars(select(Notification).where(Notification.kind == "deadline_moved")).first()
    assert note is not None
    with force_locale("en"):
        assert "no longer overdue" in sentence(note)
    set_clock.set("2026-03-09T00:00")
    fall_due.run_due()
    assert deadline.overdue_at == clock.now()


def test_a_deadline_that_moves_into_the_past_is_marked_overdue_by_the_worker(world: World, set_clock: SetClock):
    """A day that becomes a working day again shortens the term: what has passed is overdue at the next tick."""
    change = day_off(WEDNESDAY)
    recount.at_once()
    deadline = a_term(world)
    assert deadline.due_on == FRIDAY
    set_clock.set("2026-03-06T08:00")
    changes.make(changes.undo(change))
    recount.at_once()
    db.session.refresh(deadline)
    assert (deadline.due_on, deadline.next_stage) == (THURSDAY, Stage.OVERDUE)
    fall_due.run_due()
    assert deadline.overdue_at is not None


def test_only_the_provisional_mark_may_change(world: World):
    """When a year's decree is withdrawn the term is provisional; no day differs, so nobody is told."""
    deadline = a_term(world)
    assert not deadline.provisional
    change = changes.make(
        changes.set_day(CalendarDay(dt.date(2026, 12, 16), DayKind.HOLIDAY, "Independence Day", "Draft [PROJECTION]"))
    )
    recount.at_once()
    db.session.refresh(deadline)
    assert (deadline.provisional, deadline.due_on, deadline.calendar_version) == (True, THURSDAY, change.id)
    assert moves() == []


def test_reminders_move_even_when_the_last_day_stays(world: World):
    """Two days exchanged within the term: the half of it is another day."""
    deadline = a_term(world, working_days=10)
    assert (deadline.next_stage, deadline.next_at) == (Stage.HALF, clock.at(dt.date(2026, 3, 10), 9))
    due_on = deadline.due_on
    day_off(WEDNESDAY, DayKind.MOVED_REST)
    changes.make(changes.set_day(CalendarDay(dt.date(2026, 3, 14), DayKind.MOVED_WORK, "Worked", "Decree No. 1")))
    recount.at_once()
    db.session.refresh(deadline)
    assert deadline.due_on == due_on
    assert deadline.next_at == clock.at(dt.date(2026, 3, 11), 9)
    assert moves() == []


def test_many_are_left_to_the_worker_which_finishes_in_batches(world: World, monkeypatch: pytest.MonkeyPatch):
    """The change is made at once; until the last one is counted nothing is said of any by the old calendar."""
    monkeypatch.setattr(recount, "AT_ONCE", 2)
    monkeypatch.setattr(recount, "MOVED_BATCH", 2)
    deadlines = [a_term(world) for _ in range(5)]
    change = day_off(WEDNESDAY)
    assert recount.at_once() is None
    assert (change.recounted_at, recount.anything_pending(), claims.next_due_at()) == (None, True, None)
    recounter = recount.Recounter()
    assert recounter.batch() == 2
    assert len(moves()) == 2
    # Killed here: another worker knows nothing of the first one's progress.
    assert recount.continue_pending() == 3
    assert [move[0] for move in moves()] == [deadline.id for deadline in deadlines]
    assert not recount.anything_pending()
    assert claims.next_due_at() is not None
    assert recount.continue_pending() == 0


def test_two_changes_that_wait_are_counted_once(world: World):
    """A deadline goes straight to the newest calendar."""
    deadline = a_term(world)
    first, second = day_off(WEDNESDAY), day_off(THURSDAY)
    assert recount.continue_pending() == 1
    assert moves() == [(deadline.id, THURSDAY, dt.date(2026, 3, 10), False)]
    assert first.recounted_at == second.recounted_at == clock.now()


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_days(world: World, monkeypatch: pytest.MonkeyPatch):
    """The deadline is counted anew all the same."""
    deadline = a_term(world)

    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("no words")

    monkeypatch.setattr(notifications, "tell", fail)
    day_off(WEDNESDAY)
    assert recount.at_once() == 1
    db.session.refresh(deadline)
    assert deadline.due_on == FRIDAY


def test_the_preview_is_what_then_happens(world: World):
    """The deadlines shown before a change are those that move, from when to when."""
    one, two = a_term(world), a_term(world, working_days=1)
    proposal = changes.set_day(CalendarDay(WEDNESDAY, DayKind.HOLIDAY, "Day of the Archive"))
    found = affected.groups(proposal.resulting(), proposal.years)
    shown = [(deadline.id, group.due_on, group.new_due_on, False) for deadline, group in affected.rows_of(found, 10)]
    assert affected.moving(found) == 1
    assert moves() == []
    changes.make(proposal)
    recount.at_once()
    assert moves() == shown == [(one.id, THURSDAY, FRIDAY, False)]
    db.session.refresh(two)
    assert two.due_on == dt.date(2026, 3, 3)


def test_a_term_that_would_end_after_2100_keeps_its_days(world: World):
    """The calendar ends there; one such deadline must not stop the others from being counted."""
    late = a_term(world)
    late.event_on, late.due_on, late.starts_on = dt.date(2100, 12, 28), dt.date(2100, 12, 31), dt.date(2100, 12, 29)
    db.session.flush()
    day_off(dt.date(2100, 12, 30))
    assert recount.at_once() == 0
    assert db.session.scalars(select(Deadline.due_on).where(Deadline.id == late.id)).one() == dt.date(2100, 12, 31)
