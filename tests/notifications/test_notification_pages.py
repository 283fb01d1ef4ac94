"""The page of what one was told."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines.worker import fall_due
from qyzmet.notifications import mail_choices, views
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.service import tell
from qyzmet.people.models import User
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.signing_in import csrf_token, sign_in
from tests.worlds import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


@pytest.fixture
def head(world: World) -> User:
    """The authorised body's head."""
    return world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD]


def reminded(world: World, set_clock: SetClock, times: int = 1) -> None:
    """Let the authorised body's people be reminded of so many terms."""
    for _ in range(times):
        a_term(world)
    set_clock.set("2026-03-04T09:00:00")
    fall_due.run_due()


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "1 жұмыс күні қалды"), ("ru", "остался 1 рабочий день"), ("en", "1 working day left")],
)
def test_the_list_says_what_happened_in_the_readers_language(
    client: FlaskClient, world: World, head: User, set_clock: SetClock, language: str, words: str
):
    """A notification is written in the language of the page, with the address of what it is about."""
    reminded(world, set_clock)
    page = sign_in(client, head).get(f"/account/notifications/?lang={language}").get_data(as_text=True)
    procedure = db.session.query(Notification).first().procedure
    assert words in page
    assert f'href="{procedure.path}"' in page


def test_an_empty_list_says_what_would_stand_there(client: FlaskClient, head: User):
    """Nobody is shown an empty page."""
    assert "No notifications yet" in sign_in(client, head).get("/account/notifications/?lang=en").get_data(as_text=True)


def test_one_is_marked_as_read_and_then_all(client: FlaskClient, world: World, head: User, set_clock: SetClock):
    """Marking one as read leaves the others; marking all leaves what came after the list was shown."""
    reminded(world, set_clock, 3)
    sign_in(client, head)
    mine = [n.id for n in db.session.query(Notification).filter_by(user_id=head.id).order_by(Notification.id)]
    token = csrf_token(client)
    answer = client.post(f"/account/notifications/{mine[0]}/read", data={"csrf_token": token})
    assert (answer.status_code, views.unread_count(head.id)) == (303, 2)
    client.post("/account/notifications/read", data={"csrf_token": token, "newest": mine[1]})
    assert views.unread_count(head.id) == 1


def test_nobody_marks_what_another_was_told(client: FlaskClient, world: World, head: User, set_clock: SetClock):
    """Another's notification is not there: 404, and it stays unread."""
    reminded(world, set_clock)
    stranger = world.people[OrganisationKind.STATE_BODY, Role.HEAD]
    sign_in(client, stranger)
    number = db.session.query(Notification).filter_by(user_id=head.id).one().id
    answer = client.post(f"/account/notifications/{number}/read", data={"csrf_token": csrf_token(client)})
    assert (answer.status_code, views.unread_count(head.id)) == (404, 1)


def test_a_long_list_is_paged_without_loss(client: FlaskClient, head: User, set_clock: SetClock):
    """Going to older ones and back shows each notification once."""
    for number in range(views.SIZE + 5):
        tell([head], "role_ended", {"role": "head", "organisation": 1, "until": f"2026-03-{1 + number % 28:02d}"})
    db.session.commit()
    sign_in(client, head)
    newest = client.get("/account/notifications/?lang=en").get_data(as_text=True)
    assert newest.count("<time datetime=") == views.SIZE
    before = newest.split("before=")[1].split('"')[0]
    older = client.get(f"/account/notifications/?before={before}").get_data(as_text=True)
    assert older.count("<time datetime=") == 5
    after = older.split("after=")[1].split('"')[0]
    newer = client.get(f"/account/notifications/?after={after}").get_data(as_text=True)
    assert newer.count("<time datetime=") == views.SIZE


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=" + "9" * 30, "after=9"])
def test_odd_addresses_show_a_page(client: FlaskClient, head: User, query: str):
    """Whatever stands in the address, the answer is a page."""
    assert sign_in(client, head).get(f"/account/notifications/?{query}").status_code == 200


def test_what_was_told_is_grouped_by_day_and_procedure(
    client: FlaskClient, world: World, head: User, set_clock: SetClock
):
    """A day is a heading, a procedure one card in it, with all told of it; one click marks the card as read."""
    reminded(world, set_clock, 2)
    first = db.session.query(Notification).filter_by(user_id=head.id).order_by(Notification.id).first()
    tell([head], first.kind, first.facts, first.procedure)
    set_clock.set("2026-03-05T09:00:00")
    tell([head], first.kind, first.facts, first.procedure)
    db.session.commit()
    page = sign_in(client, head).get("/account/notifications/?lang=en").text
    assert page.count('<h2 class="govuk-heading-m" id="day-2026-03-04">') == 1
    assert page.count('id="day-2026-03-05"') == 1
    assert page.count('class="qz-card"') == 3
    numbers = [
        n.id
        for n in db.session.query(Notification).filter_by(user_id=head.id, procedure_id=first.procedure_id)
        if n.at < first.at + dt.timedelta(hours=1)
    ]
    assert len(numbers) == 2
    data = {"csrf_token": csrf_token(client), "number": numbers}
    assert client.post("/account/notifications/group/read", data=data).status_code == 303
    assert views.unread_count(head.id) == 2


def test_a_group_of_somebody_else_is_not_marked(client: FlaskClient, world: World, head: User, set_clock: SetClock):
    """Numbers of another person's notifications, and what is no number, change nothing."""
    reminded(world, set_clock)
    mine = db.session.query(Notification).filter_by(user_id=head.id).one()
    other = world.people[OrganisationKind.STATE_BODY, Role.HEAD]
    sign_in(client, other)
    data = {"csrf_token": csrf_token(client), "number": [mine.id, "x", ""]}
    assert client.post("/account/notifications/group/read", data=data).status_code == 303
    assert mine.read_at is None


def mails_to(user: User) -> int:
    """How many e-mails wait for somebody."""
    return db.session.query(OutboxMessage).filter_by(to=user.email).count()


def test_what_is_told_for_ones_knowledge_can_be_kept_out_of_ones_mail(client: FlaskClient, world: World, head: User):
    """The notification stands on the page all the same, the choice is in the audit trail, and can be taken back."""
    sign_in(client, head)
    page = client.get("/account/notifications/mail?lang=en").text
    assert page.count(" checked") == len(mail_choices.TOPICS)
    data = {"csrf_token": csrf_token(client), "topic": ["deadline_overdue_elsewhere", "unheard-of"]}
    assert client.post("/account/notifications/mail", data=data).status_code == 303
    assert mail_choices.wanted_by(head) == ["deadline_overdue_elsewhere"]
    facts = {"number": "AR-1", "title": "", "by": None, "path": "/", "action": "agree", "case": ""}
    told = a_term(world).procedure
    tell([head], "act", facts, told)
    assert (views.unread_count(head.id), mails_to(head)) == (1, 0)
    tell([head], "act", facts, told, demanded_of={head.id})
    assert mails_to(head) == 1
    assert db.session.query(AuditRecord).filter_by(action="choose_mail").count() == 1
    data["topic"] = list(mail_choices.TOPICS)
    client.post("/account/notifications/mail", data=data)
    assert mail_choices.wanted_by(head) == list(mail_choices.TOPICS)


def test_what_is_demanded_of_one_always_comes_by_mail(
    client: FlaskClient, world: World, head: User, set_clock: SetClock
):
    """Reminders of one's own terms come though every topic was turned off."""
    mail_choices.choose(head, [])
    reminded(world, set_clock)
    assert mails_to(head) == 1
