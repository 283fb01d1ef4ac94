"""Carrying out what is due: who is told, what is marked, what is left alone."""

import datetime as dt

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.models import CalendarChange, ChangeKind, Deadline, Firing, Stage
from qyzmet.deadlines.worker import claims, fall_due
from qyzmet.notifications import service as notifications
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.texts import mail_text, sentence
from qyzmet.procedure.kinds import term_told
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.worlds import World, a_world

AUTHORITY = OrganisationKind.AUTHORISED_BODY


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


def told() -> list[tuple[str, int]]:
    """Kinds and users of all notifications so far, in order."""
    return [(n.kind, n.user_id) for n in db.session.scalars(select(Notification).order_by(Notification.id))]


def fired() -> list[tuple[str, bool]]:
    """Stages carried out so far and whether they were skipped."""
    return [(f.stage.value, f.skipped) for f in db.session.scalars(select(Firing).order_by(Firing.id))]


def records() -> list[AuditRecord]:
    """What the worker wrote into the trail."""
    query = select(AuditRecord).where(AuditRecord.actor == "deadline worker").order_by(AuditRecord.number)
    return list(db.session.scalars(query))


def test_nothing_is_done_before_its_time(world: World, set_clock: SetClock):
    """A reminder comes at 09:00 and not a second earlier."""
    deadline = a_term(world)
    assert clock.almaty(claims.next_due_at() or clock.now()).isoformat() == "2026-03-04T09:00:00+05:00"
    set_clock.set("2026-03-04T08:59:59")
    assert fall_due.run_due() == 0
    set_clock.set("2026-03-04T09:00:00")
    assert fall_due.run_due() == 1
    assert (deadline.next_stage, fired()) == (Stage.TODAY, [("one_left", False)])


@pytest.mark.parametrize(
    ("term", "state", "roles"),
    [
        # The decision is the head's alone; the opinion a specialist writes, and the head is to know of its days.
        ("decide", "opinion_given", {Role.HEAD}),
        ("opinion", "submitted", {Role.SPECIALIST, Role.HEAD}),
    ],
)
def test_reminders_go_to_those_who_can_end_the_term(
    world: World, set_clock: SetClock, term: str, state: str, roles: set[Role]
):
    """A reminder is told to those whose turn it is and to their head, and to no others of the organisation."""
    deadline = a_term(world, term)
    deadline.procedure.state = state
    first = claims.next_due_at()
    assert first is not None
    set_clock.set(first)
    fall_due.run_due()
    kind = OrganisationKind(deadline.owner.value)
    people = [world.people[kind, role] for role in roles]
    assert {user for _stage, user in told()} == {user.id for user in people}
    assert {m.to for m in db.session.scalars(select(OutboxMessage))} == {user.email for user in people}


def test_a_term_runs_through_its_stages_once(world: World, set_clock: SetClock):
    """Each stage is carried out once, however often the worker ticks; overdue is marked and the state stays."""
    deadline = a_term(world, "opinion")
    state = deadline.procedure.state
    while (instant := claims.next_due_at()) is not None:
        set_clock.set(instant)
        assert fall_due.run_due() == 1
        assert fall_due.run_due() == 0
    assert fired() == [("half", False), ("one_left", False), ("today", False), ("overdue", False)]
    assert deadline.overdue_at == clock.now() == deadline.due_at
    assert (deadline.state.value, deadline.procedure.state, deadline.next_at) == ("open", state, None)
    assert [(r.action, r.chain) for r in records()] == [
        *[("deadline_reminder", f"procedure:{deadline.procedure_id}")] * 3,
        ("deadline_overdue", f"procedure:{deadline.procedure_id}"),
    ]


def test_overdue_is_escalated_to_the_head_and_told_to_the_other_parties(world: World, set_clock: SetClock):
    """The head, and whoever acts for the head, gets the stronger message, specialists the plain one, others theirs."""
    acting = factories.user()
    head = world.people[AUTHORITY, Role.HEAD]
    factories.join(acting, Role.HEAD, world.organisations[AUTHORITY], acting_for_id=head.id)
    a_term(world)
    set_clock.set("2026-03-06T00:00:00")
    fall_due.run_due()
    elsewhere = [
        world.people[kind, role]
        for kind in (OrganisationKind.STATE_BODY, OrganisationKind.INTEGRATOR)
        for role in (Role.HEAD, Role.SPECIALIST)
    ]
    assert sorted(told()) == sorted(
        [
            ("deadline_escalated", head.id),
            ("deadline_escalated", acting.id),
            ("deadline_overdue", world.people[AUTHORITY, Role.SPECIALIST].id),
            *[("deadline_overdue_elsewhere", user.id) for user in elsewhere],
        ]
    )


def test_after_an_outage_only_the_most_urgent_stage_is_told(world: World, set_clock: SetClock):
    """Reminders that passed while no worker ran are recorded as skipped, and only the most urgent stage is told."""
    a_term(world, "opinion")
    set_clock.set("2026-05-01T12:00:00")
    assert fall_due.run_due() == 1
    assert fired() == [("half", True), ("one_left", True), ("today", True), ("overdue", False)]
    assert {kind for kind, _ in told()} == {"deadline_escalated", "deadline_overdue", "deadline_overdue_elsewhere"}
    assert '"skipped":["half","one_left","today"]' in records()[0].after


def test_the_oldest_are_done_first_and_no_more_than_asked(world: World, set_clock: SetClock):
    """Due deadlines are taken by instant, then by number; a limit ends the tick and leaves the rest for the next."""
    later = a_term(world, working_days=4)
    first, second = a_term(world, working_days=2), a_term(world, working_days=2)
    set_clock.set("2026-03-20T09:00:00")
    assert fall_due.run_due(limit=2, batch=1) == 2
    assert [d.overdue_at is not None for d in (first, second, later)] == [True, True, False]
    assert fall_due.run_due(batch=1) == 1


def test_a_closed_deadline_never_fires(world: World, set_clock: SetClock):
    """Once the act is done nobody is reminded of it."""
    deadline = a_term(world)
    act = db.session.scalars(select(Act)).first()
    service.close_term(deadline.procedure, "decide", act, fulfilled=True)
    set_clock.set("2027-01-01T00:00:00")
    assert (fall_due.run_due(), claims.next_due_at()) == (0, None)


def test_a_row_that_fails_stops_no_other_and_is_tried_again(
    world: World, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    """A deadline that cannot be carried out leaves no trace of the attempt, waits longer each time, and comes right."""
    wall = SetClock(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC))
    before = clock.use_wall(wall)
    broken, good = a_term(world), a_term(world)
    # A term that no table knows: its words cannot be written.
    db.session.execute(Deadline.__table__.update().where(Deadline.id == broken.id).values(term="unheard_of"))
    db.session.expire_all()
    set_clock.set("2026-03-04T09:00:00")
    assert fall_due.run_due() == 1
    assert (good.next_stage, broken.next_stage, len(fired())) == (Stage.TODAY, Stage.ONE_LEFT, 1)
    assert broken.retry_at == wall() + dt.timedelta(seconds=30)
    wall.forward(seconds=30)
    assert fall_due.run_due() == 0
    assert broken.retry_at == wall() + dt.timedelta(seconds=60)
    db.session.execute(Deadline.__table__.update().where(Deadline.id == broken.id).values(term="decide"))
    wall.forward(seconds=60)
    assert fall_due.run_due() == 1
    assert (broken.next_stage, broken.failures, broken.retry_at, len(fired())) == (Stage.TODAY, 0, None, 2)
    clock.use_wall(before)


def test_nothing_is_said_while_the_calendar_is_being_recounted(world: World, set_clock: SetClock):
    """As long as a change of the calendar has not reached a deadline, its old last day is not acted on."""
    a_term(world)
    change = CalendarChange(at=clock.now(), action=ChangeKind.SET, summary="test", days=[], digest="")
    db.session.add(change)
    set_clock.set("2026-03-20T09:00:00")
    assert (fall_due.run_due(), claims.next_due_at()) == (0, None)
    change.recounted_at = clock.now()
    assert fall_due.run_due() == 1


def test_a_recounted_deadline_is_overdue_no_more_when_its_day_is_still_to_come(world: World, set_clock: SetClock):
    """Counted anew, the mark falls if the new last day has not passed; else it stays and nothing is repeated."""
    deadline = a_term(world)
    set_clock.set("2026-03-06T00:00:00")
    fall_due.run_due()
    service.count(deadline)
    assert (deadline.overdue_at, deadline.next_stage) == (clock.now(), None)
    deadline.working_days += 1
    service.count(deadline)
    assert (deadline.overdue_at, deadline.next_stage) == (None, Stage.TODAY)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("instant", ["2026-03-13T09", "2026-03-26T09", "2026-03-27T09", "2026-03-28T00"])
def test_messages_name_everything_a_person_needs(world: World, set_clock: SetClock, instant: str, language: str):
    """Number, title, term, paragraph, last day with its weekday and the page's address, in the reader's language."""
    deadline = a_term(world, "opinion")
    set_clock.set(f"{instant}:00:00")
    fall_due.run_due()
    number = deadline.procedure.public_number
    found = list(db.session.scalars(select(Notification)))
    assert found
    with force_locale(language):
        for notification in found:
            subject, body = mail_text(notification)
            assert subject.startswith(f"{number}: ")
            assert len(subject) < 120
            for needed in (number, deadline.procedure.title, "H1", f"/requests/{number}", sentence(notification)):
                assert needed in body
            weekday = {"kk": "жұма", "ru": "пятница", "en": "Friday"}[language]
            assert weekday in sentence(notification)


def test_a_notice_of_an_earlier_release_reads_after_its_term_has_moved(world: World, set_clock: SetClock):
    """An upgrade gave terms to another kind of procedure; who was told of them by then still reads what was said."""
    deadline = a_term(world, "opinion")
    set_clock.set("2026-03-28T00:00:00")
    fall_due.run_due()
    user = world.people[OrganisationKind.INTEGRATOR, Role.HEAD]
    moved = {"term": "announce", "old_due_on": "2026-03-27", "new_due_on": "2026-03-30", "overdue_ended": False}
    notifications.tell([user], "deadline_moved", moved, deadline.procedure)
    found = list(db.session.scalars(select(Notification)))
    for notification in found:
        notification.facts = {**notification.facts, "term": "announce"}
        with force_locale("en"):
            assert "¶ 42" in sentence(notification)
            assert mail_text(notification)
    with pytest.raises(KeyError):
        term_told(deadline.procedure, "nothing")
