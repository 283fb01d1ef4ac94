"""API tokens: shown once, kept as hashes, ended by date, by hand and with their user."""

import datetime as dt
import re

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.people.accounts import commands, tokens
from qyzmet.people.accounts.credentials import ApiToken
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import bearer, post, sign_in

SOMEWHERE = "/api/v1/requests"


def status(client: FlaskClient, headers: dict[str, str]) -> int:
    return client.get(SOMEWHERE, headers=headers).status_code


def test_a_good_token_is_taken_and_its_use_noted(client: FlaskClient, wall_clock: SetClock):
    """A good token is not answered 401, and its last use is kept."""
    person = factories.user()
    headers = bearer(person)
    assert status(client, headers) != 401
    noted = select(ApiToken.last_used_at).where(ApiToken.user_id == person.id)
    assert db.session.scalars(noted).one() == wall_clock.instant


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer qyzmet_", "Basic YTpi", "Bearer \u00fc", "bearer x", "Token x", "x" * 5000]
)
def test_other_headers_are_401(client: FlaskClient, header: str):
    """What is no token is 401 with a challenge, whatever it is."""
    answer = client.get(SOMEWHERE, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_a_revoked_token_is_401(client: FlaskClient):
    """Revoked on its owner's page, a token opens nothing; nobody else can revoke it."""
    person = factories.user()
    headers = bearer(person)
    number = db.session.scalars(select(ApiToken.id).where(ApiToken.user_id == person.id)).one()
    sign_in(client, factories.user())
    assert post(client, f"/account/tokens/{number}/revoke").status_code == 404
    sign_in(client, person)
    assert post(client, f"/account/tokens/{number}/revoke").status_code == 303
    assert status(client, headers) == 401


def test_a_token_is_good_through_its_last_day(client: FlaskClient, wall_clock: SetClock):
    """A token is good until 24:00 of its last day in Kazakhstan."""
    _token, secret = tokens.create(factories.user(), "x", dt.date(2026, 3, 4))
    headers = {"Authorization": f"Bearer {secret}"}
    wall_clock.set("2026-03-04T23:59:59")
    assert status(client, headers) != 401
    wall_clock.set("2026-03-05T00:00:00")
    assert status(client, headers) == 401


def test_a_leavers_or_removed_users_token_is_401(client: FlaskClient, set_clock: SetClock):
    """The token of somebody who left, or was removed, opens nothing."""
    person = factories.user(left_on=dt.date(2026, 3, 2))
    headers = bearer(person)
    assert status(client, headers) != 401
    set_clock.forward(days=1)
    assert status(client, headers) == 401
    removed = factories.user()
    headers = bearer(removed)
    db.session.delete(db.session.scalars(select(ApiToken).where(ApiToken.user_id == removed.id)).one())
    db.session.delete(removed)
    db.session.commit()
    assert status(client, headers) == 401


def test_a_cookie_opens_no_api(client: FlaskClient, app: Flask):
    """Under /api/ the browser's session is nobody."""
    from qyzmet import context

    seen = []
    app.before_request_funcs[None].append(lambda: seen.append(context.actor().known))
    try:
        sign_in(client, factories.user())
        client.get("/api/v1/nothing-here")
        client.get("/account/")
    finally:
        app.before_request_funcs[None].pop()
    assert seen == [False, True]


def test_the_page_shows_a_token_once(client: FlaskClient):
    """The page shows a new token once; the database and the cookie hold no readable one."""
    sign_in(client, factories.user())
    assert post(client, "/account/tokens", {"name": "portal", "expires_on": ""}).status_code == 303
    with client.session_transaction() as cookie:
        assert tokens.PREFIX not in str(dict(cookie))
    secret = re.search(r"qyzmet_[\w-]{43}", client.get("/account/tokens").text)[0]
    assert secret not in client.get("/account/tokens").text
    assert status(client, {"Authorization": f"Bearer {secret}"}) != 401


@pytest.mark.parametrize(
    ("name", "expires_on", "said"),
    [
        ("", "", "Write what the token is for"),
        ("x", "31.02.2027", "There is no such date"),
        ("x", "01.01.2020", "This day is over"),
        ("x", "31.12.9999", "within the next ten years"),
    ],
)
def test_a_wrong_token_form_says_so(client: FlaskClient, name: str, expires_on: str, said: str):
    """What is wrong is said and what was typed stands in the form again."""
    sign_in(client, factories.user())
    answer = post(client, "/account/tokens", {"name": name, "expires_on": expires_on})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{expires_on}"' in answer.text


@pytest.mark.parametrize("day", ["2001-01-01", "9999-12-31", "2027-02-31", "x"])
def test_the_command_refuses_impossible_days(day: str):
    """A day that is over, too far or none at all is refused before the database is asked."""
    run = CliRunner().invoke(commands.token, ["create", "--user", "a@b.kz", "--name", "x", "--expires", day])
    assert run.exit_code in (1, 2)
    assert run.stdout == ""
