"""Signing in with e-mail and password, and where it leads."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts import mailed_links, passwords
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.people.models import User
from qyzmet.vocabulary import Role
from qyzmet.web.local_paths import is_local
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import csrf_token, post, sign_in

PASSWORD = "seven wild apples of Almaty"
KEPT = passwords.hash_of(PASSWORD)


@pytest.fixture
def person(app: Flask) -> User:
    """A head with a password."""
    made = factories.user(Role.HEAD, factories.organisation(name="Culture department"), password_hash=KEPT)
    db.session.commit()
    return made


def enter(client: FlaskClient, email: str, password: str = PASSWORD, **more: str):
    return post(client, "/account/sign-in?lang=en", {"email": email, "password": password, **more})


def test_the_right_password_lets_in(client: FlaskClient, person: User):
    """E-mail (in whatever letters) and password sign in; the header names the person and the organisation."""
    answer = enter(client, f" {person.email.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/")
    page = client.get("/account/").text
    assert person.short_name in page
    assert "Culture department" in page
    assert db.session.scalars(select(AuditRecord.action).where(AuditRecord.chain == f"user:{person.id}")).all() == [
        "sign_in"
    ]


def test_unknown_and_known_get_the_same_answer(client: FlaskClient, person: User):
    """A wrong password and an unknown e-mail are answered byte for byte alike, but for what was typed."""
    told = []
    for email in (person.email, "nobody@example.kz"):
        page = enter(client, email, "not the right password").text
        told.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page.replace(email, "E-MAIL")))
        assert "not right" in page
    assert told[0] == told[1]


@pytest.mark.parametrize("values", [{"password_hash": None}, {"password_hash": KEPT, "left_on": "2026-02-27"}])
def test_who_has_no_password_or_has_left_stays_out(client: FlaskClient, values: dict):
    """Neither the invited who chose no password yet, nor a leaver, can sign in."""
    if "left_on" in values:
        values = {**values, "left_on": factories.dt.date.fromisoformat(values["left_on"])}
    somebody = factories.user(**values)
    assert enter(client, somebody.email).status_code == 422
    assert client.get("/account/").status_code == 302


def test_nothing_typed_is_lost_but_the_password(client: FlaskClient, person: User):
    """The form comes back with the e-mail and without the password, saying what is missing."""
    page = enter(client, person.email, "").text
    assert f'value="{person.email}"' in page
    assert "Write your password" in page
    page = enter(client, person.email, "my secret typing").text
    assert "my secret typing" not in page


def test_signing_in_makes_a_new_secret(client: FlaskClient, person: User):
    """What stood in the cookie before signing in, its CSRF token included, is gone after it (no fixation)."""
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client, person.email)
    with client.session_transaction() as cookie:
        first, left = cookie["_user_id"], dict(cookie)
    assert "planted" not in left
    assert left.get("csrf_token") != "a-token-for-tests"
    enter(client, person.email)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def test_a_form_without_csrf_token_is_refused(client: FlaskClient, person: User):
    """A form that does not come from our page is answered 400 and changes nothing."""
    answer = client.post("/account/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert db.session.scalars(select(UserSession)).all() == []


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, person: User, app: Flask):
    """The cookie is HttpOnly and SameSite=Lax, and Secure where the site's address is https."""
    cookie = enter(client, person.email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert app.config["SESSION_COOKIE_SECURE"] is app.config["QYZMET"].base_url.startswith("https://")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.kz",
        "https://evil.kz",
        "https:evil.kz",
        "/\\evil.kz",
        "\\\\evil.kz",
        "/\t/evil.kz",
        "/a\nb",
        "evil.kz",
        "",
        "javascript:alert(1)",
        "/a\x7f",
        " /a",
        "///evil.kz",
        "/a" * 2000,
        "http://[",
        "/\\/evil.kz",
    ],
)
def test_next_leads_nowhere_else(client: FlaskClient, person: User, path: str):
    """After signing in one is led to paths of this site only."""
    assert not is_local(path)
    assert enter(client, person.email, next=path).location == "/"


@pytest.mark.parametrize("path", ["/", "/requests/", "/requests/?state=draft&q=a%20b", "/deadlines/?lang=kk"])
def test_next_leads_to_the_page_asked_for(client: FlaskClient, person: User, path: str):
    """After signing in one comes to the page that was asked for."""
    assert is_local(path)
    assert enter(client, person.email, next=path).location == path


def test_a_page_for_the_signed_in_leads_to_signing_in_and_back(client: FlaskClient):
    """Somebody unknown who asks for a page is led to the sign-in page, which knows the way back."""
    assert client.get("/account/tokens?lang=ru").location == "/account/sign-in?next=/account/tokens?lang%3Dru"


@pytest.mark.slow
def test_no_page_allows_inline_script_or_style(client: FlaskClient, person: User):
    """Every page of signing in and of the account forbids inline script and style, and holds none."""
    pages = ["/account/sign-in", "/account/password/forgotten", "/account/password/sent", "/account/password/new/x"]
    own = ["", "language", "password", "sessions", "second-factor", "second-factor/set-up", "tokens"]
    answers = [client.get(path) for path in pages]
    sign_in(client, person)
    answers += [client.get(f"/account/{name}") for name in own]
    for answer in answers:
        assert answer.status_code in (200, 410), answer.request.path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert not re.search(r"<style| style=|<script(?![^>]*src=)| on[a-z]+=", answer.text)
        assert answer.headers["Cache-Control"] == "no-store"


def reset_link(person: User) -> str:
    mails = select(OutboxMessage).where(OutboxMessage.to == person.email).order_by(OutboxMessage.id)
    mail = db.session.scalars(mails).all()[-1]
    return re.search(r"http://[^/]+(/account/\S+)", mail.body)[1]


def test_a_reset_link_is_good_once_and_ends_all_sessions(client: FlaskClient, person: User, app: Flask):
    """The mailed link sets a new password once; every browser is signed out; the old password is over."""
    other = sign_in(app.test_client(), person)
    assert post(client, "/account/password/forgotten", {"email": person.email}).status_code == 303
    link = reset_link(person)
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert post(client, link, {"password": "a quite different sentence"}).location == "/account/sign-in"
    assert other.get("/account/").status_code == 302
    assert client.get(link).status_code == 410
    assert post(client, link, {"password": "a third sentence entirely"}).status_code == 410
    assert enter(client, person.email).status_code == 422
    assert enter(client, person.email, "a quite different sentence").status_code == 303


def test_a_reset_link_dies_after_an_hour_or_with_a_newer_one(client: FlaskClient, person: User, wall_clock: SetClock):
    """A link is good for an hour, by the machine's time, and only the newest is."""
    post(client, "/account/password/forgotten", {"email": person.email})
    first = reset_link(person)
    post(client, "/account/password/forgotten", {"email": person.email})
    second = reset_link(person)
    assert client.get(first).status_code == 410
    wall_clock.forward(minutes=59)
    assert client.get(second).status_code == 200
    wall_clock.forward(minutes=2)
    assert client.get(second).status_code == 410


def test_asking_for_a_link_tells_nothing(client: FlaskClient, person: User):
    """For an e-mail without an account the answer is the same, and nothing is sent or recorded."""
    known = post(client, "/account/password/forgotten", {"email": person.email})
    before = db.session.scalar(select(db.func.count()).select_from(AuditRecord))
    unknown = post(client, "/account/password/forgotten", {"email": "nobody@example.kz"})
    assert (known.status_code, known.data, known.location) == (unknown.status_code, unknown.data, unknown.location)
    assert db.session.scalars(select(OutboxMessage).where(OutboxMessage.to == "nobody@example.kz")).all() == []
    assert db.session.scalar(select(db.func.count()).select_from(AuditRecord)) == before


def test_the_mail_speaks_the_language_of_its_reader(client: FlaskClient, app: Flask):
    """A mail is written in its reader's language, whatever the page's."""
    reader = factories.user(language="ru", password_hash=KEPT)
    post(client, "/account/password/forgotten?lang=en", {"email": reader.email})
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.to == reader.email)).one()
    assert mail.language == "ru"


def test_an_invitation_sets_password_and_language_and_lets_in(client: FlaskClient, app: Flask):
    """Who accepts an invitation chooses password and language and is signed in; the link is over then."""
    invited = factories.user(Role.SPECIALIST, factories.organisation())
    mailed_links.invite(invited)
    db.session.commit()
    link = reset_link(invited)
    assert client.get(link).status_code == 200
    assert "only 5" in post(client, f"{link}?lang=en", {"password": "short", "language": "ru"}).text
    assert post(client, link, {"password": PASSWORD, "language": "ru"}).location == "/"
    assert client.get("/account/").status_code == 200
    assert db.session.get_one(User, invited.id).language == "ru"
    assert app.test_client().get(link).status_code == 410


def test_a_token_in_the_page_is_the_one_that_is_taken(client: FlaskClient):
    """The CSRF field of the page itself is accepted."""
    page = client.get("/account/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = client.post("/account/sign-in", data={"csrf_token": token, "email": "a@b.kz", "password": "x"})
    assert answer.status_code == 422
    assert csrf_token(client)


def test_the_sign_in_page_leads_suppliers_to_registration(client: FlaskClient):
    """A supplier without an account finds from the sign-in page where to register itself."""
    assert 'href="/account/register"' in client.get("/account/sign-in").text.split("<main", 1)[1]
