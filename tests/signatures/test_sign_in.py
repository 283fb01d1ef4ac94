"""Signing in with a certificate, beside password and second factor."""

import base64
import datetime as dt
import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.people.accounts import passwords
from qyzmet.people.models import User
from qyzmet.signatures import authority
from qyzmet.signatures.authority import Identity
from tests import factories
from tests.signatures import keys
from tests.signatures.keys import NOW, identity
from tests.signing_in import post

pytestmark = pytest.mark.usefixtures("believing")

PAGE = "/account/sign-in/certificate"


@pytest.fixture
def person() -> User:
    """Somebody with the IIN of the tests' certificate, who has accepted the invitation."""
    made = factories.user(iin=keys.IIN)
    made.password_hash = passwords.hash_of("a password of somebody")
    db.session.commit()
    return made


def challenge(client: FlaskClient) -> bytes:
    client.get(PAGE + "?lang=en")
    return client.get(PAGE + ".json").data


def sent(client: FlaskClient, signature: bytes, **data: object) -> TestResponse:
    return post(client, PAGE, {"signature": base64.b64encode(signature).decode(), **data})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("purpose", [authority.SIGN_IN, authority.HEAD, authority.NATURAL_PERSON])
def test_the_signature_of_a_challenge_opens_a_session(client, person, purpose):
    """A key for signing in will do, and so will one for signing; the session is one as of a password."""
    answer = sent(client, identity("gost", purpose).sign(challenge(client), NOW), next="/tenders/")
    assert (answer.status_code, answer.location) == (303, "/tenders/")
    assert is_in(client)
    record = db.session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).one()
    assert record.action == "sign_in"
    # The trail says that it was by a certificate, and by which.
    assert json.loads(record.after)["certificate"] == identity("gost", purpose).certificate.number


def test_a_file_will_do(client, person):
    """Without NCALayer the text is downloaded, and the signature sent as a file."""
    signature = identity().sign(challenge(client), NOW)
    post(client, PAGE, {"signature": "", "signature-file": (BytesIO(signature), "sign-in.cms")})
    assert is_in(client)


def test_the_text_says_what_it_is(client):
    """It names the site, and is no manifest of an act."""
    text = json.loads(challenge(client))
    assert text["format"] == "qyzmet-sign-in-1"
    assert text["site"] == "http://127.0.0.1:8000"


@pytest.mark.slow
def test_a_signature_opens_once(app, client, person):
    """Neither the same signature again nor the cookie of before opens a second session."""
    text = challenge(client)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    signature = identity().sign(text, NOW)
    sent(client, signature)
    assert is_in(client)
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(before)
    assert sent(thief, signature).status_code == 422
    assert not is_in(thief)


def test_another_browsers_signature_opens_nothing(app, client, person):
    """What somebody was made to sign elsewhere is not what this browser asked for."""
    other = app.test_client()
    signature = identity().sign(challenge(other), NOW)
    challenge(client)
    assert sent(client, signature).status_code == 422
    assert not is_in(client)


def test_it_is_over_after_ten_minutes(client, person):
    """A signature that comes late is told so, and a new text stands there."""
    text = challenge(client)
    clock.use_wall(lambda: NOW + dt.timedelta(minutes=10))
    answer = sent(client, identity().sign(text, NOW))
    assert answer.status_code == 422
    assert "Here is a new text" in answer.get_data(as_text=True)
    assert client.get(PAGE + ".json").data != text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: identity(by="A stranger"), "no authority that is trusted here"),
        (lambda: identity(until=NOW - dt.timedelta(days=1)), "the certificate is valid from"),
        (lambda: identity(iin="880923403754"), "nobody with the IIN"),
    ],
)
def test_what_does_not_hold_says_why(client, person, made, said):
    """Every check has its words here too."""
    me: Identity = made()
    answer = sent(client, me.sign(challenge(client), NOW))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert not is_in(client)


@pytest.mark.slow
def test_who_has_left_or_was_only_invited_does_not_come_in(client, person):
    """The account says who comes in; the certificate only who somebody is."""
    person.left_on = dt.date(2026, 2, 1)
    db.session.commit()
    assert sent(client, identity().sign(challenge(client), NOW)).status_code == 422
    person.left_on, person.password_hash = None, None
    db.session.commit()
    assert sent(client, identity().sign(challenge(client), NOW)).status_code == 422


def test_the_second_factor_is_asked_for(client, person):
    """Where the account has one, the certificate alone opens nothing."""
    from qyzmet.people.accounts import second_factor

    secret = second_factor.new_secret()
    second_factor.confirm(person, secret, _code(secret))
    db.session.commit()
    answer = sent(client, identity().sign(challenge(client), NOW))
    assert answer.location == "/account/sign-in/code"
    assert not is_in(client)
    clock.use_wall(lambda: NOW + dt.timedelta(minutes=1))
    post(client, "/account/sign-in/code", {"code": _code(secret)})
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "sign_in")).one()
    assert json.loads(record.after)["certificate"] == identity().certificate.number


def _code(secret: str) -> str:
    import pyotp

    return pyotp.TOTP(secret).at(clock.wall())


@pytest.mark.slow
def test_an_address_waits_after_too_many(client, person):
    """Throttled as passwords are, by the address."""
    wrong = identity(by="A stranger").sign(challenge(client), NOW)
    answers = [sent(client, wrong).status_code for _number in range(31)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


@pytest.mark.parametrize("signature", ["", "not base64 …", "MIIB", "ЭЦҚ"])
def test_what_is_no_signature_is_said(client, person, signature):
    """Nothing that is sent is answered with an error of ours."""
    challenge(client)
    assert post(client, PAGE, {"signature": signature}).status_code == 422


def test_it_is_offered_where_signatures_are_taken(client, setting):
    """The button stands on the sign-in page only where it leads somewhere."""
    assert PAGE in client.get("/account/sign-in").get_data(as_text=True)
    setting(signatures="none")
    assert PAGE not in client.get("/account/sign-in").get_data(as_text=True)
