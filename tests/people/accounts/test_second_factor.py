"""The second factor: set up, demanded, used once, replaced by recovery codes."""

import re
from xml.etree import ElementTree

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.accounts import passwords, second_factor
from qyzmet.people.accounts.credentials import SecondFactorDemand
from qyzmet.people.models import User
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import post, sign_in

PASSWORD = "seven wild apples of Almaty"
KEPT = passwords.hash_of(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(moment) -> str:
    return pyotp.TOTP(SECRET).at(moment)


@pytest.fixture
def guarded(app: Flask, wall_clock: SetClock) -> User:
    """A user with a second factor, set up some time ago."""
    person = factories.user(password_hash=KEPT)
    assert second_factor.confirm(person, SECRET, code(wall_clock.instant))
    db.session.commit()
    wall_clock.forward(minutes=5)
    return person


def enter(client: FlaskClient, person: User, typed: str):
    post(client, "/account/sign-in", {"email": person.email, "password": PASSWORD, "next": "/deadlines/"})
    return post(client, "/account/sign-in/code", {"code": typed})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def test_the_password_alone_opens_nothing(client: FlaskClient, guarded: User):
    """With a second factor, the right password leads to the question for a code and to nothing else."""
    answer = post(client, "/account/sign-in", {"email": guarded.email, "password": PASSWORD})
    assert answer.location == "/account/sign-in/code"
    assert not is_in(client)


def test_a_code_lets_in_once(client: FlaskClient, guarded: User, wall_clock: SetClock, app: Flask):
    """The app's code lets in and leads on; the same code is refused a second time, also in another browser."""
    now = code(wall_clock.instant)
    answer = enter(client, guarded, f"{now[:3]} {now[3:]}")
    assert (answer.status_code, answer.location) == (303, "/deadlines/")
    assert is_in(client)
    other = app.test_client()
    assert enter(other, guarded, now).status_code == 422
    assert not is_in(other)


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_half_a_minute_off(guarded: User, wall_clock: SetClock, seconds: int, good: bool):
    """Codes of the step before and after are taken, others not."""
    moment = wall_clock.instant.timestamp() + seconds
    assert second_factor.accept(guarded, code(int(moment))) is good


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 40, "-", "      "])
def test_other_texts_are_no_codes(guarded: User, typed: str):
    """What is not six digits and no recovery code is refused, whatever it is."""
    assert not second_factor.accept(guarded, typed)


def test_a_recovery_code_lets_in_once(client: FlaskClient, guarded: User, app: Flask):
    """Each of ten recovery codes replaces the app once; new ones end the old."""
    codes = second_factor.new_recovery_codes(guarded)
    assert len(set(codes)) == 10
    assert enter(client, guarded, codes[0].upper().replace("-", " ")).status_code == 303
    assert enter(app.test_client(), guarded, codes[0]).status_code == 422
    assert second_factor.codes_left(guarded) == 9
    second_factor.new_recovery_codes(guarded)
    assert not second_factor.accept(guarded, codes[1])


@pytest.mark.slow
def test_guessing_codes_is_locked(client: FlaskClient, guarded: User, wall_clock: SetClock):
    """After five wrong codes even the right one has to wait."""
    statuses = [enter(client, guarded, f"00000{n}").status_code for n in range(5)]
    assert statuses == [422] * 5
    assert enter(client, guarded, code(wall_clock.instant)).status_code == 429
    wall_clock.forward(minutes=2)
    assert enter(client, guarded, code(wall_clock.instant)).status_code == 303


def test_a_started_sign_in_is_over_after_ten_minutes(client: FlaskClient, guarded: User, wall_clock: SetClock):
    """Who gave the password but no code begins anew after ten minutes."""
    post(client, "/account/sign-in", {"email": guarded.email, "password": PASSWORD})
    wall_clock.forward(minutes=11)
    answer = post(client, "/account/sign-in/code", {"code": code(wall_clock.instant)})
    assert answer.location == "/account/sign-in"
    assert not is_in(client)


def test_setting_up_shows_recovery_codes_once(client: FlaskClient, app: Flask, wall_clock: SetClock):
    """The page gives the key, takes a code of it, shows ten recovery codes once, and ends other sessions."""
    person = factories.user(password_hash=KEPT)
    sign_in(client, person)
    other = sign_in(app.test_client(), person)
    page = client.get("/account/second-factor/set-up").text
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    picture = client.get("/account/second-factor/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "style=" not in picture.text
    assert ElementTree.fromstring(picture.text).tag == "{http://www.w3.org/2000/svg}svg"
    with client.session_transaction() as cookie:
        assert key not in str(dict(cookie))
    assert post(client, "/account/second-factor/set-up", {"code": "000000"}).status_code == 422
    right = pyotp.TOTP(key).at(wall_clock.instant)
    assert post(client, "/account/second-factor/set-up", {"code": right}).location == "/account/second-factor/codes"
    assert len(re.findall(r"<li><code>", client.get("/account/second-factor/codes").text)) == 10
    assert client.get("/account/second-factor/codes").status_code == 303
    assert key not in (person.totp_secret or "")
    assert is_in(client)
    assert not is_in(other)


def test_a_role_can_demand_it(client: FlaskClient):
    """Whose role demands a second factor is led to set it up before anything else, signing out apart."""
    person = factories.user(Role.HEAD, factories.organisation())
    sign_in(client, person)
    assert is_in(client)
    db.session.add(SecondFactorDemand(role=Role.HEAD, since=clock.wall()))
    db.session.commit()
    for path in ("/", "/account/", "/account/tokens", "/deadlines/", "/account/second-factor"):
        assert client.get(path).location == "/account/second-factor/set-up"
    assert client.get("/account/second-factor/set-up").status_code == 200
    assert post(client, "/account/sign-out").status_code == 303


def test_removing_it_takes_the_password(client: FlaskClient, guarded: User):
    """The second factor is removed only by who knows the password."""
    sign_in(client, guarded)
    assert post(client, "/account/second-factor/remove", {"current": "no"}).status_code == 422
    assert second_factor.is_set_up(guarded)
    assert post(client, "/account/second-factor/remove", {"current": PASSWORD}).status_code == 303
    assert not second_factor.is_set_up(guarded)


def test_a_copy_of_the_database_gives_no_codes_away(guarded: User):
    """The secret is kept sealed; under another secret key it cannot be read, and nothing breaks."""
    assert SECRET not in guarded.totp_secret
    guarded.totp_secret = guarded.totp_secret[:-4] + "AAAA"
    assert not second_factor.accept(guarded, "123456")
