"""Guessing is slowed down by account and by address, on the machine's clock."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.people.accounts import passwords, throttling
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
def test_after_five_failures_the_account_waits(client: FlaskClient, app: Flask, wall_clock: SetClock, known: bool):
    """The sixth attempt is 429 with the time to try again, also with the right password and from elsewhere;
    an e-mail without an account is answered likewise.
    """
    email = factories.user(password_hash=KEPT).email if known else "nobody@example.kz"
    assert [enter(client, email, "wrong").status_code for _ in range(5)] == [422] * 5
    refused = enter(client, email, PASSWORD, "10.0.0.2")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "09:02" in refused.text
    wall_clock.forward(seconds=61)
    assert enter(client, email, PASSWORD).status_code == (303 if known else 422)


def test_waits_grow_and_success_ends_them(app: Flask, wall_clock: SetClock):
    """Each failure more waits longer, up to a quarter of an hour; a success forgets them."""
    subject = throttling.account("a@b.kz")
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
