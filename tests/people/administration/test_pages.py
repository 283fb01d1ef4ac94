"""The pages of administration: who may open them, what they show, what they save."""

import itertools

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.identity import masked
from qyzmet.people.accounts import passwords, sessions, throttling
from qyzmet.people.accounts.credentials import SecondFactorDemand
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import editions
from qyzmet.procedure.models import Edition
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import post, sign_in


@pytest.fixture
def administrator(app: Flask) -> User:
    """Somebody who administers and can sign in."""
    return factories.user(Role.ADMINISTRATOR, factories.organisation(), password_hash="set")


@pytest.fixture
def office(client: FlaskClient, administrator: User) -> FlaskClient:
    """The administrator's browser."""
    return sign_in(client, administrator)


def last(action: str) -> AuditRecord:
    """The newest audit record of that action."""
    return db.session.scalars(
        select(AuditRecord).where(AuditRecord.action == action).order_by(AuditRecord.number.desc())
    ).first()


PAGES = (
    "/admin/",
    "/admin/organisations",
    "/admin/organisations/new",
    "/admin/organisations/{bin}",
    "/admin/organisations/{bin}/edit",
    "/admin/organisations/{bin}/successor",
    "/admin/organisations/{bin}/refuse",
    "/admin/users",
    "/admin/users/invite",
    "/admin/users/{user}",
    "/admin/users/{user}/edit",
    "/admin/users/{user}/roles/new",
    "/admin/users/{user}/roles/{membership}/end",
    "/admin/users/{user}/leave",
    "/admin/second-factor",
    "/admin/house-rules",
    "/admin/house-rules/H1",
    "/admin/editions",
    "/admin/editions/new",
    "/admin/audit",
)


@pytest.mark.parametrize(
    ("path", "language"), sampled(itertools.product(PAGES, ("kk", "ru", "en")), 4, asking_alike=True)
)
def test_pages_are_for_administrators(client: FlaskClient, administrator: User, path: str, language: str):
    """Every page opens for an administrator in each language, is 403 for a head, and asks a stranger to sign in."""
    organisation = factories.organisation()
    person = factories.user(Role.HEAD, organisation)
    address = path.format(bin=organisation.bin, user=person.public_id, membership=person.memberships[0].id)
    assert client.get(address).status_code == 302
    sign_in(client, person)
    assert client.get(address).status_code == 403
    sign_in(client, administrator)
    answer = client.get(f"{address}?lang={language}")
    assert answer.status_code == 200, answer.text
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/admin/organisations/000000000000",
        "/admin/users/U-999999",
        "/admin/users/U-1/roles/9/end",
        "/admin/users/U-99999999999999999999999",
        "/admin/house-rules/H99",
    ],
)
def test_what_is_not_there_is_404(office: FlaskClient, path: str):
    """An unknown organisation, person, role or rule is 404, however long its number."""
    assert office.get(path).status_code == 404


def test_an_impossible_bin_is_refused_at_its_field(office: FlaskClient):
    """An impossible BIN says at its field what is wrong with it, and what was typed stands there again."""
    names = {"name_kk": "Бір", "name_ru": "Один", "name_en": "One", "kind": "state_body", "national_bank": "no"}
    for number, words in (
        ("990540004035", "last digit"),
        ("991340004034", "month"),
        ("9905400040", "12 digits"),
        ("990510004034", "fifth"),
        ("990549004034", "sixth"),
    ):
        answer = post(office, "/admin/organisations/new?lang=en", {**names, "bin": number})
        assert answer.status_code == 422
        assert words in answer.text
        assert number in answer.text
    assert db.session.query(Organisation).filter_by(name_en="One").count() == 0
    answer = post(office, "/admin/organisations/new", {**names, "bin": "9905 4000 4034"})
    assert answer.status_code == 303
    assert answer.location == "/admin/organisations/990540004034"
    assert last("add_organisation").subject == "990540004034"


def test_the_loser_of_two_savings_sees_both_versions(office: FlaskClient):
    """Who saves a page that somebody else saved meanwhile sees both versions, loses no text and can save theirs."""
    organisation = factories.organisation(name="Old")
    address = f"/admin/organisations/{organisation.bin}/edit?lang=en"
    form = {"name_kk": "A", "name_ru": "A", "name_en": "First", "national_bank": "no", "must_sign": "no"}
    form |= {"version": organisation.version}
    assert post(office, address, form).status_code == 303
    answer = post(office, address, {**form, "name_en": "Second & last"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second &amp; last" in answer.text
    db.session.refresh(organisation)
    assert organisation.name_en == "First"
    kept = {**form, "name_en": "Second & last", "version": organisation.version}
    changing = post(office, address, {**kept, "again": "1"})
    assert changing.status_code == 200
    assert 'value="Second &amp; last"' in changing.text
    assert post(office, address, kept).status_code == 303
    db.session.refresh(organisation)
    assert organisation.name_en == "Second & last"
    assert '"en":"First"' in last("change_organisation").before


def test_the_loser_of_two_savings_of_a_person_too(office: FlaskClient):
    """A person's page keeps what the loser typed as well."""
    person = factories.user()
    form = {"surname": "Ә", "given_name": "Б", "iin": person.iin, "email": person.email, "language": "kk", "version": 1}
    assert post(office, f"/admin/users/{person.public_id}/edit", form).status_code == 303
    answer = post(office, f"/admin/users/{person.public_id}/edit", {**form, "post": "Басшы"})
    assert answer.status_code == 409
    assert "Басшы" in answer.text


def test_a_view_of_the_whole_iin_is_recorded(office: FlaskClient, administrator: User):
    """Opening a person's page shows the IIN whole and writes who saw it; the trail itself holds it masked only."""
    person = factories.user()
    assert person.iin in office.get(f"/admin/users/{person.public_id}").text
    record = last("viewed_iin")
    assert (record.chain, record.subject, record.actor) == (
        f"user:{person.id}",
        person.public_id,
        administrator.public_id,
    )
    assert person.iin not in office.get("/admin/users").text
    form = {"surname": "A", "given_name": "B", "iin": person.iin, "email": "a@b.kz", "language": "kk", "version": 1}
    post(office, f"/admin/users/{person.public_id}/edit", form)
    assert masked(person.iin) in last("change_user").after
    assert not [r for r in db.session.scalars(select(AuditRecord)) if person.iin in r.before + r.after]


def test_lists_find_regardless_of_capitals(office: FlaskClient):
    """Organisations are found by a part of the name in any capitals, Cyrillic too, or of the BIN; % is no joker."""
    one = factories.organisation(name="Қазақстан Өнер Кеңсесі")
    for wanted in ("қазақстан өнер", "ӨНЕР КЕҢ", one.bin[3:11]):
        assert one.name_kk in office.get("/admin/organisations", query_string={"q": wanted, "lang": "kk"}).text
    assert one.name_kk not in office.get("/admin/organisations", query_string={"q": "%", "lang": "kk"}).text
    person = factories.user(surname="Әуезов", given_name="Мұхтар", email="auezov@example.kz")
    for wanted in ("ӘУЕЗ", "мұхтар әуезов", "AUEZOV@"):
        assert person.surname in office.get("/admin/users", query_string={"q": wanted}).text
    assert office.get("/admin/users", query_string={"q": "\0'%_\\", "page": "99999999999"}).status_code == 200


def test_lists_are_sorted_by_the_kazakh_alphabet(office: FlaskClient):
    """Ә stands after А and Қ after К, not at the end; the second page goes on where the first ended."""
    for surname in ("Қасым", "Яковлев", "Әли", "Абай", "Кемел", "Бек"):
        factories.user(surname=surname, given_name="Сұрыптау")
    text = office.get("/admin/users", query_string={"q": "сұрыптау"}).text
    places = [text.index(f">{name} ") for name in ("Абай", "Әли", "Бек", "Кемел", "Қасым", "Яковлев")]
    assert places == sorted(places)
    for number in range(50):
        factories.user(surname=f"Яя{number:02}", given_name="Сұрыптау")
    second = office.get("/admin/users", query_string={"q": "сұрыптау", "page": "2"}).text
    assert "Яя49" in second
    assert "Абай" not in second


def test_unlocking_lets_a_person_try_again(office: FlaskClient):
    """A locked account is shown as locked; unlocking lets its owner try at once and is recorded."""
    person = factories.user(Role.HEAD, factories.organisation(), password_hash=passwords.hash_of("a long password"))
    for _ in range(throttling.LIMITS["account"].free):
        throttling.attempt(throttling.account(person.email))
    db.session.commit()
    assert "locked until" in office.get(f"/admin/users/{person.public_id}?lang=en").text
    assert post(office, f"/admin/users/{person.public_id}/unlock").status_code == 303
    assert throttling.wait_until(throttling.account(person.email)) is None
    assert last("unlock").subject == person.public_id


def test_all_sessions_of_a_person_can_be_ended(office: FlaskClient):
    """After "sign out everywhere" none of the person's sessions lives."""
    person = factories.user(Role.HEAD, factories.organisation())
    sessions.open_session(person)
    db.session.commit()
    post(office, f"/admin/users/{person.public_id}/sessions/end")
    assert sessions.open_sessions(person) == []


def test_a_second_factor_is_demanded_by_role(office: FlaskClient):
    """The marked roles, and no others, demand a second factor; before and after are recorded."""
    post(office, "/admin/second-factor", {"roles": ["head", "auditor"]})
    post(office, "/admin/second-factor", {"roles": ["auditor", "nonsense"]})
    assert [row.role for row in db.session.scalars(select(SecondFactorDemand))] == [Role.AUDITOR]
    assert (last("demand_second_factor").before, last("demand_second_factor").after) == (
        '["auditor","head"]',
        '["auditor"]',
    )


def test_a_house_rule_changes_with_its_author(office: FlaskClient, administrator: User):
    """A house rule takes what it can be, shows who changed it when, and refuses the impossible at its field."""
    for value in ("0", "251", "x", ""):
        assert post(office, "/admin/house-rules/H1?lang=en", {"value": value}).status_code == 422
    assert post(office, "/admin/house-rules/H1", {"value": "10"}).status_code == 303
    assert editions.house_rule("H1", editions.FIRST_EDITION) == 10
    assert administrator.full_name in office.get("/admin/house-rules").text
    assert (last("change_house_rule").before, last("change_house_rule").after) == ("15", "10")


@pytest.mark.slow
def test_the_next_edition_is_added_as_data(office: FlaskClient, set_clock: SetClock):
    """An edition added with a longer term is the current one from its first day on, and the pages say so."""
    form = {
        "key": "kz-2026-06-01",
        "title": "Next",
        "in_force_from": "2026-06-01",
        "tables": "kz-2022-03-31",
        "term_decide": "5",
        "term_list_ppp": "3",
        "term_announce": "3",
        "term_accept_bids": "20",
        "term_set_commission": "20",
        "term_sue": "30",
        "term_forward_judgment": "5",
        "term_call_meeting": "2",
        "term_notify_integrator": "3",
        "term_notify_authority": "3",
        "term_give_opinion": "15",
        "term_transfer": "36",
        "term_set_maintenance_price": "36",
    }
    for wrong in (
        {"key": "Kz!"},
        {"key": "kz-2022-03-31"},
        {"in_force_from": "2021-01-01"},
        {"in_force_until": "2026-05-01"},
        {"in_force_from": "31.02.2026"},
        {"tables": "nothing"},
    ):
        assert post(office, "/admin/editions/new", {**form, **wrong}).status_code == 422, wrong
    assert "in law it was in force until" in office.get("/about/audit?lang=en").text.lower()
    assert post(office, "/admin/editions/new", form).status_code == 303
    assert db.session.get_one(Edition, "kz-2026-06-01").data["tables"] == "kz-2022-03-31"
    assert editions.current_edition().key == editions.FIRST_EDITION
    set_clock.set("2026-06-01T09:00:00")
    assert editions.current_edition().key == "kz-2026-06-01"
    assert "kz-2026-06-01" in office.get("/about/audit?lang=en").text


@pytest.mark.slow
def test_auditors_read_the_trail_and_nothing_else(client: FlaskClient):
    """An auditor opens the audit trail, filtered by chain, person and day, but no other page of /admin/."""
    auditor = factories.user(Role.AUDITOR, factories.organisation())
    sign_in(client, auditor)
    assert client.get("/admin/users").status_code == 403
    assert "Settings: kz-2022-03-31" in client.get("/admin/audit?lang=en&chain=settings").text
    assert (
        "Settings: kz-2022-03-31"
        in client.get("/admin/audit?lang=en&from=02.03.2026&to=02.03.2026&chain=settings").text
    )
    assert "Settings: kz-2022-03-31" not in client.get("/admin/audit?lang=en&from=03.03.2026").text
    assert "Settings: kz-2022-03-31" not in client.get(f"/admin/audit?lang=en&person={auditor.public_id}").text
    for odd in ("from=31.02.2026", "to=9999-12-31", "before=99999999999999999999", "before=x", "chain=%00"):
        assert client.get(f"/admin/audit?lang=en&{odd}").status_code == 200, odd


def test_a_form_without_its_version_is_400(office: FlaskClient):
    """A saving that does not say which version it was made from is refused, not guessed."""
    organisation = factories.organisation(OrganisationKind.SUPPLIER, checked_at=None)
    assert post(office, f"/admin/organisations/{organisation.bin}/check").status_code == 400
    assert clock.today() is not None
