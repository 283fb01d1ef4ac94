"""Sessions: they end by hand, by time, with a new password; one actor never leaks into the next request."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet import context
from qyzmet.database import db
from qyzmet.people.accounts import passwords, sessions
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import bearer, post, sign_in

PASSWORD = "seven wild apples of Almaty"


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def test_signing_out_ends_the_session(client: FlaskClient, app: Flask):
    """After signing out, the cookie of before opens nothing."""
    person = factories.user()
    sign_in(client, person)
    with client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    assert post(client, "/account/sign-out").status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = secret
    assert not is_in(client)
    assert not is_in(thief)


@pytest.mark.slow
def test_a_session_ends_unused_and_after_a_week(client: FlaskClient, app: Flask, wall_clock: SetClock):
    """Unused for QYZMET_SESSION_HOURS a session ends; used all the time, after a week."""
    person = factories.user()
    unused, used = sign_in(client, person), sign_in(app.test_client(), person)
    hours = app.config["QYZMET"].session_hours
    wall_clock.forward(hours=hours - 1)
    assert is_in(used)
    wall_clock.forward(hours=1)
    assert not is_in(unused)
    opened = db.session.scalars(select(UserSession.created_at)).first()
    while wall_clock.instant < opened + sessions.LONGEST:
        assert is_in(used)
        wall_clock.forward(hours=hours - 1)
    assert not is_in(used)


def test_moving_the_procedures_clock_signs_nobody_out(client: FlaskClient, set_clock: SetClock):
    """Sessions run on the machine's time: a month of the procedure's later one is still signed in."""
    sign_in(client, factories.user())
    set_clock.forward(days=30)
    assert is_in(client)


def test_being_seen_is_written_at_most_every_five_minutes(client: FlaskClient, wall_clock: SetClock):
    """Reading pages notes the last use every five minutes only."""
    sign_in(client, factories.user())
    started = wall_clock.instant
    seen = []
    for _ in range(4):
        wall_clock.forward(minutes=2)
        client.get("/account/")
        seen.append(db.session.scalars(select(UserSession.last_seen_at)).one() - started)
    assert seen == [dt.timedelta(minutes=minutes) for minutes in (0, 0, 6, 6)]


def test_one_session_or_all_others_are_ended(client: FlaskClient, app: Flask):
    """One browser can be signed out from another one, or all others at once; nobody else's can."""
    person = factories.user()
    sign_in(client, person)
    others = [sign_in(app.test_client(), person) for _ in range(3)]
    stranger = sign_in(app.test_client(), factories.user())
    numbers = db.session.scalars(select(UserSession.id).order_by(UserSession.id)).all()
    assert post(client, f"/account/sessions/{numbers[1]}/end").status_code == 303
    assert post(client, f"/account/sessions/{numbers[-1]}/end").status_code == 404
    assert [is_in(other) for other in others] == [False, True, True]
    post(client, "/account/sessions/end-others")
    assert [is_in(other) for other in others] == [False] * 3
    assert is_in(client)
    assert is_in(stranger)


def test_a_leaver_is_out_the_day_after(client: FlaskClient, set_clock: SetClock):
    """On the last day a leaver is still signed in, on the day after no more."""
    person = factories.user(left_on=dt.date(2026, 3, 2))
    sign_in(client, person)
    assert is_in(client)
    set_clock.forward(days=1)
    assert not is_in(client)


def test_people_of_a_closed_organisation_have_no_roles(client: FlaskClient, app: Flask):
    """Whose only organisation is closed may sign in, but holds no role in anything."""
    closed = factories.organisation(closed_on=dt.date(2026, 1, 1))
    person = factories.user(Role.ADMINISTRATOR, closed)
    assert context.actor_of(person).memberships == ()
    sign_in(client, person)
    assert "no role in any organisation" in client.get("/account/?lang=en").text


def test_changing_the_password_ends_other_sessions(client: FlaskClient, app: Flask):
    """The browser in which the password is changed stays, every other one is signed out."""
    person = factories.user(password_hash=passwords.hash_of(PASSWORD))
    sign_in(client, person)
    other = sign_in(app.test_client(), person)
    wrong = post(client, "/account/password", {"current": "no", "password": "quite another sentence"})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    right = post(client, "/account/password", {"current": PASSWORD, "password": "quite another sentence"})
    assert right.status_code == 303
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.slow
def test_one_chooses_the_organisation_acted_for(client: FlaskClient):
    """Who has roles in several organisations acts for the chosen one, and for no organisation of others."""
    first, second = factories.organisation(name="First body"), factories.organisation(name="Second body")
    person = factories.user(Role.HEAD, first)
    factories.join(person, Role.SPECIALIST, second)
    sign_in(client, person)
    assert '<span class="qz-who__for">First body' in client.get("/account/").text
    post(client, "/account/organisation", {"bin": second.bin})
    assert '<span class="qz-who__for">Second body' in client.get("/account/").text
    assert post(client, "/account/organisation", {"bin": factories.organisation().bin}).status_code == 403


def test_who_acted_in_a_request_does_not_act_after_it(client: FlaskClient):
    """A thread that serves the next request starts with nobody."""
    person = factories.user()
    sign_in(client, person)
    client.get("/account/")
    client.get("/api/v1/nothing", headers=bearer(person))
    assert context.actor() is context.NOBODY
    assert context.origin() == ""


def test_the_language_is_kept(client: FlaskClient):
    """The chosen language is the account's and the pages' from then on; another one is refused."""
    person = factories.user(language="en")
    sign_in(client, person)
    assert post(client, "/account/language", {"language": "xx"}).status_code == 422
    assert post(client, "/account/language", {"language": "kk"}).status_code == 303
    assert 'lang="kk"' in client.get("/account/").text
    assert person.language == "kk"
