"""Guessing is slowed down by account and by address, on the machine's clock."""

import datetime as dt

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts import known_browsers, mailed_links, passwords, second_factor, throttling
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import bearer, post

PASSWORD = "seven wild apples of Almaty"
KEPT = passwords.hash_of(PASSWORD)


def enter(client: FlaskClient, email: str, password: str, address: str = "10.0.0.1"):
    return post(
        client,
        "/account/sign-in",
        {"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


@pytest.mark.parametrize("known", [True, False])
def test_after_five_failures_from_an_address_it_waits(
    client: FlaskClient, app: Flask, wall_clock: SetClock, known: bool
):
    """The sixth attempt from there is 429 with the time to try again, also with the right password; an e-mail without
    an account is answered likewise. From elsewhere one signs in: nobody locks another's account.
    """
    email = factories.user(password_hash=KEPT).email if known else "nobody@example.kz"
    assert [enter(client, email, "wrong").status_code for _ in range(5)] == [422] * 5
    refused = enter(client, email, PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "09:02" in refused.text
    assert enter(app.test_client(), email, PASSWORD, "10.0.0.2").status_code == (303 if known else 422)
    wall_clock.forward(seconds=61)
    assert enter(app.test_client(), email, PASSWORD).status_code == (303 if known else 422)


def fail_from_everywhere(email: str) -> None:
    """As many wrong passwords from as many addresses as make the account wait for everybody."""
    for number in range(throttling.LIMITS["account"].free):
        throttling.attempt(throttling.account_from(email, f"10.1.0.{number}"), throttling.account(email))
    db.session.commit()


def test_from_many_addresses_an_account_grows_slow(client: FlaskClient, wall_clock: SetClock):
    """Thirty failures from all over the world: a stranger waits minutes, at most four, and never more."""
    person = factories.user(password_hash=KEPT)
    fail_from_everywhere(person.email)
    assert enter(client, person.email, PASSWORD).status_code == 429
    for number in range(9):
        until = throttling.wait_until(throttling.account(person.email))
        assert until is not None
        assert until - wall_clock.instant <= dt.timedelta(minutes=4)
        wall_clock.instant = until
        throttling.attempt(throttling.account_from(person.email, f"10.2.0.{number}"), throttling.account(person.email))
    wall_clock.forward(minutes=4)
    assert enter(client, person.email, PASSWORD).status_code == 303


@pytest.mark.slow
def test_a_browser_in_which_one_signed_in_before_is_not_held_up(client: FlaskClient, app: Flask, wall_clock: SetClock):
    """Its own failures count for it alone; the cookie opens nothing, and is no other account's."""
    person, other = factories.user(password_hash=KEPT), factories.user(password_hash=KEPT)
    assert enter(client, person.email, PASSWORD).status_code == 303
    assert post(client, "/account/sign-out").status_code == 303
    for email in (person.email, other.email):
        fail_from_everywhere(email)
    assert enter(app.test_client(), person.email, PASSWORD).status_code == 429
    assert enter(client, other.email, PASSWORD).status_code == 429
    assert enter(client, person.email, "wrong").status_code == 422
    assert enter(client, person.email, PASSWORD).status_code == 303
    post(client, "/account/sign-out")
    assert [enter(client, person.email, "wrong").status_code for _ in range(6)] == [422] * 5 + [429]
    cookie = client.get_cookie(known_browsers.COOKIE, path="/account")
    assert cookie is not None
    assert cookie.http_only
    forged = app.test_client()
    forged.set_cookie(known_browsers.COOKIE, cookie.value[:-3] + "abc", path="/account")
    assert enter(forged, person.email, PASSWORD, "10.0.0.9").status_code == 429


@pytest.mark.slow
def test_the_second_factor_lets_through(client: FlaskClient, wall_clock: SetClock):
    """While the account waits, password and code together let in; a wrong one of them does not, and says not which."""
    secret = second_factor.new_secret()
    person = factories.user(password_hash=KEPT)
    assert second_factor.confirm(person, secret, pyotp.TOTP(secret).at(wall_clock.instant)) is not None
    wall_clock.forward(minutes=2)
    fail_from_everywhere(person.email)
    shown = enter(client, person.email, PASSWORD)
    assert shown.status_code == 429
    assert "/account/sign-in/with-code" in shown.text
    code = pyotp.TOTP(secret).at(wall_clock.instant)
    answers = []
    for password, typed in (("wrong", code), (PASSWORD, "000000")):
        answers.append(
            post(client, "/account/sign-in/with-code", {"email": person.email, "password": password, "code": typed})
        )
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("құпиясөз немесе код қате" in answer.text for answer in answers)
    typed = {"email": person.email, "password": PASSWORD, "code": code}
    assert post(client, "/account/sign-in/with-code", typed).status_code == 303
    assert client.get("/account/").status_code == 200
    without = factories.user(password_hash=KEPT)
    fail_from_everywhere(without.email)
    post(client, "/account/sign-out")
    assert post(client, "/account/sign-in/with-code", typed | {"email": without.email}).status_code == 422


@pytest.mark.slow
def test_the_owner_is_told_once_a_day(client: FlaskClient, wall_clock: SetClock):
    """When an account begins to wait its owner is told by e-mail, in the owner's language; nobody else is."""
    person = factories.user(password_hash=KEPT, language="ru")

    def told(email: str) -> list[str]:
        return list(db.session.scalars(select(OutboxMessage.subject).where(OutboxMessage.to == email)))

    for email in (person.email, "nobody@example.kz"):
        for _ in range(8):
            enter(client, email, "wrong")
            wall_clock.forward(seconds=10)
    assert told(person.email) == ["Неверные пароли к вашей учётной записи в Qyzmet"]
    assert told("nobody@example.kz") == []
    wall_clock.forward(hours=25)
    for _ in range(8):
        enter(client, person.email, "wrong")
    assert len(told(person.email)) == 2


def test_a_new_password_ends_the_waiting(client: FlaskClient, wall_clock: SetClock):
    """Whoever reads the account's mail sets a new password, and need not wait."""
    person = factories.user(password_hash=KEPT)
    fail_from_everywhere(person.email)
    secret = mailed_links.make(mailed_links.Purpose.PASSWORD_RESET, person.email, user=person)
    new = "a quite different sentence"
    assert (
        post(client, mailed_links.PATHS[mailed_links.Purpose.PASSWORD_RESET] + secret, {"password": new}).status_code
        == 303
    )
    assert enter(client, person.email, new).status_code == 303


def test_waits_grow_and_success_ends_them(app: Flask, wall_clock: SetClock):
    """Each failure more waits longer, up to a quarter of an hour; a success forgets them."""
    subject = throttling.account_from("a@b.kz", "10.0.0.1")
    waits = []
    for _ in range(12):
        throttling.attempt(subject)
        until = throttling.wait_until(subject)
        if until is not None:
            waits.append(round((until - wall_clock.instant).total_seconds() / 60))
            wall_clock.instant = until
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]
    throttling.forget(subject)
    assert throttling.wait_until(subject) is None


def test_an_address_waits_after_thirty_failures(client: FlaskClient, app: Flask, wall_clock: SetClock):
    """Thirty failures from one address over many accounts stop that address, and no other one."""
    for number in range(30):
        throttling.attempt(throttling.account(f"{number}@b.kz"), throttling.address("10.0.0.1"))
    assert enter(client, "other@b.kz", "wrong").status_code == 429
    assert enter(client, "other@b.kz", "wrong", "10.0.0.2").status_code == 422


def test_success_does_not_use_an_offices_address_up(client: FlaskClient, app: Flask):
    """Forty people who sign in rightly behind one address do not lock it."""
    address = throttling.address("10.0.0.1")
    for _ in range(40):
        throttling.attempt(address)
        throttling.take_back(address)
    assert throttling.wait_until(address) is None


def test_a_network_of_ipv6_is_one_address(app: Flask):
    """Whoever has a /64 has no more tries than others; an IPv4 address written as IPv6 is itself."""
    one, same, other = (throttling.address(text) for text in ("2001:db8::1", "2001:db8::ffff", "2001:db8:1::1"))
    assert one == same != other
    assert throttling.address("::ffff:10.0.0.1") == throttling.address("10.0.0.1")


@pytest.mark.slow
def test_guessing_tokens_is_stopped(client: FlaskClient, wall_clock: SetClock):
    """Bad tokens from an address are 401, then 429 for a while; nobody else there is held up by them."""
    wrong = {"Authorization": "Bearer qyzmet_wrong"}
    for _ in range(throttling.LIMITS["token"].free - 1):
        throttling.count_apart(throttling.bad_tokens_from("127.0.0.1"))
    assert client.get("/api/v1/requests", headers=wrong).status_code == 401
    held_up = client.get("/api/v1/requests", headers=wrong)
    assert held_up.status_code == 429
    assert int(held_up.headers["Retry-After"]) > 0
    assert client.get("/api/v1/requests", headers=bearer(factories.user())).status_code == 200
    factories.user(email="a@b.kz", password_hash=KEPT)
    assert enter(client, "a@b.kz", PASSWORD, "127.0.0.1").status_code == 303
    wall_clock.forward(minutes=16)
    assert client.get("/api/v1/requests", headers=wrong).status_code == 401


def test_links_are_not_mailed_without_end(client: FlaskClient, wall_clock: SetClock):
    """Three links an hour to one e-mail, whether it has an account or not; then 429."""
    for email in (factories.user(password_hash=KEPT).email, "nobody@example.kz"):
        answers = [post(client, "/account/password/forgotten", {"email": email}).status_code for _ in range(4)]
        assert answers == [303, 303, 303, 429]
