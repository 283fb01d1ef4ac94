"""Suppliers register themselves, confirm their e-mail and wait for a check; nobody learns who is known."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import context
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import registration
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import post, sign_in

PASSWORD = "қызметке арналған ұзақ құпия сөз 7391"


def form(**values: str) -> dict[str, str]:
    """What a supplier fills in."""
    names = {"name_kk": "Жеткізуші", "name_ru": "Поставщик", "name_en": "Supplier"}
    head = {"surname": "Бектұр", "given_name": "Айша", "iin": factories.an_iin(), "email": "Aisha@Supplier.kz"}
    return {"bin": factories.a_bin(), **names, **head, **values}


def mails() -> list[OutboxMessage]:
    """Every e-mail queued so far."""
    return db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()


def link() -> str:
    """The path of the link in the last mail that has one."""
    found = [re.search(r"/account/register/confirm/\S+", mail.body) for mail in mails()]
    return next(match[0] for match in reversed(found) if match)


@pytest.fixture
def admin(app: Flask) -> User:
    """An administrator."""
    return factories.user(Role.ADMINISTRATOR, factories.organisation(), password_hash="set", language="en")


def test_a_supplier_registers_confirms_and_is_checked(client: FlaskClient, admin: User):
    """Registered, confirmed by the mailed link, checked by an administrator: then, and only then, its head may act."""
    sent = form()
    assert post(client, "/account/register?lang=ru", sent).location == "/account/register/sent"
    made = db.session.query(Organisation).filter_by(bin=sent["bin"]).one()
    head = made.memberships[0].user
    assert (made.kind, head.email, head.language) == (OrganisationKind.SUPPLIER, "aisha@supplier.kz", "ru")
    assert registration.waiting() == []
    assert client.get(link()).status_code == 200
    answer = post(client, link(), {"password": PASSWORD, "language": "kk"})
    assert answer.status_code == 303, answer.text
    assert client.get(link()).status_code == 410
    assert registration.waiting() == [made]
    assert mails()[-1].to == admin.email
    assert context.actor_of(head).memberships == ()
    sign_in(client, admin)
    assert made.name_en in client.get("/admin/?lang=en").text
    assert post(client, f"/admin/organisations/{made.bin}/check", {"version": made.version}).status_code == 303
    assert context.actor_of(head).has(Role.HEAD)
    assert mails()[-1].to == head.email
    assert post(client, f"/admin/organisations/{made.bin}/check", {"version": made.version}).status_code == 409


def test_a_refusal_needs_a_reason_and_tells_it(client: FlaskClient, admin: User):
    """A refused registration lets nobody act; the reason is mailed; without one nothing is refused."""
    made = factories.organisation(OrganisationKind.SUPPLIER, checked_at=None)
    head = factories.user(Role.HEAD, made, password_hash="set")
    sign_in(client, admin)
    address = f"/admin/organisations/{made.bin}/refuse"
    assert post(client, address, {"reason": " ", "version": made.version}).status_code == 422
    assert post(client, address, {"reason": "Wrong head", "version": made.version}).status_code == 303
    assert "Wrong head" in mails()[-1].body
    assert mails()[-1].to == head.email
    assert registration.waiting() == []
    assert not made.works


def test_known_bins_and_emails_answer_alike(client: FlaskClient):
    """A known BIN, e-mail or IIN gets the same answer as a new one; nothing is made and its owner is told by mail."""
    there = factories.organisation(OrganisationKind.SUPPLIER)
    owner = factories.user(Role.HEAD, there, password_hash="set")
    before = db.session.query(User).count(), db.session.query(Organisation).count()
    new = post(client, "/account/register", form(email="other@one.kz"))
    for known in ({"bin": there.bin}, {"email": owner.email.upper()}, {"iin": owner.iin}):
        answer = post(client, "/account/register", form(**{"email": f"{next(iter(known))}@mail.kz", **known}))
        assert (answer.status_code, answer.location, answer.data) == (new.status_code, new.location, new.data)
        assert mails()[-1].to == owner.email
    assert (db.session.query(User).count(), db.session.query(Organisation).count()) == (before[0] + 1, before[1] + 1)
    assert len(mails()) == 4


def test_an_unconfirmed_registration_holds_no_bin(client: FlaskClient):
    """Whoever registers somebody else's BIN and never confirms does not stand in the owner's way."""
    number = factories.a_bin()
    post(client, "/account/register", form(bin=number, email="squatter@mail.kz"))
    squatters = link()
    post(client, "/account/register", form(bin=number, email="owner@mail.kz"))
    made = db.session.query(Organisation).filter_by(bin=number).one()
    assert [m.user.email for m in made.memberships] == ["owner@mail.kz"]
    assert db.session.query(User).filter_by(email="squatter@mail.kz").count() == 0
    assert client.get(squatters).status_code == 410


def test_impossible_numbers_are_named_at_their_fields(client: FlaskClient):
    """An impossible BIN or IIN and a malformed e-mail are field errors; what was typed stands there again."""
    answer = post(client, "/account/register?lang=en", form(bin="123", iin="850231400011", email="nobody"))
    assert answer.status_code == 422
    assert "A BIN has 12 digits" in answer.text
    assert "There is no such date" in answer.text
    assert "nobody" in answer.text
    assert mails() == []


def test_registrations_are_throttled(client: FlaskClient):
    """The same e-mail cannot have mail sent to it without end: 429 after a few."""
    codes = [post(client, "/account/register", form(email="one@mail.kz")).status_code for _ in range(6)]
    assert codes[0] == 303
    assert codes[-1] == 429
