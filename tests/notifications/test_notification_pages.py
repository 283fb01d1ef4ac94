"""The page of what one was told."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.deadlines.worker import fall_due
from qyzmet.notifications import views
from qyzmet.notifications.models import Notification
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
    assert newest.count('<li class="qz-card">') == views.SIZE
    before = newest.split("before=")[1].split('"')[0]
    older = client.get(f"/account/notifications/?before={before}").get_data(as_text=True)
    assert older.count('<li class="qz-card">') == 5
    after = older.split("after=")[1].split('"')[0]
    assert client.get(f"/account/notifications/?after={after}").get_data(as_text=True).count('"qz-card"') == views.SIZE


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=" + "9" * 30, "after=9"])
def test_odd_addresses_show_a_page(client: FlaskClient, head: User, query: str):
    """Whatever stands in the address, the answer is a page."""
    assert sign_in(client, head).get(f"/account/notifications/?{query}").status_code == 200
