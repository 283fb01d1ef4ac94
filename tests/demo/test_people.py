"""The people of the demonstration: who they are, and being one of them by one click."""

from flask import Flask
from flask.testing import FlaskClient

from qyzmet.demo import people
from qyzmet.identity import is_bin, is_iin
from qyzmet.people.accounts import passwords, tokens
from tests.signing_in import post

PAIRS = ("state_body", "integrator", "authorised_body", "operator", "supplier1", "supplier2", "supplier3")
KEYS = {
    *(f"{pair}_{role}" for pair in PAIRS for role in ("head", "specialist")),
    *("state_body_clerk", "integrator_clerk", "security_service_head", "chair", "secretary"),
    *(f"member{number}" for number in range(1, 5)),
    *("auditor", "administrator"),
}


def test_everybody_of_the_contract_is_there(browser: FlaskClient):
    """GET /demo needs no token and lists each key once, with user, role, organisation and token."""
    answer = browser.get("/api/v1/demo")
    assert answer.status_code == 200
    found = answer.json["people"]
    assert len(found) == len(KEYS)
    assert {person["key"] for person in found} == KEYS
    head = next(person for person in found if person["key"] == "authorised_body_head")
    assert set(head) == {"key", "user", "name", "role", "organisation", "token"}
    assert head["role"] == "head"
    assert head["organisation"]["kind"] == "authorised_body"
    assert len({person["token"] for person in found}) == len(KEYS)


def test_their_numbers_are_possible():
    """Every IIN and BIN has its check digit, and none stands twice."""
    assert all(is_iin(person.iin) for person in people.PEOPLE)
    assert all(is_bin(body.bin) for body in people.BODIES.values())
    assert len({person.iin for person in people.PEOPLE}) == len({p.email for p in people.PEOPLE}) == len(people.PEOPLE)


def test_tokens_stay_and_come_back(demo: Flask):
    """A token is the same after every start; one that was revoked is good again after the next."""
    with demo.app_context():
        secret = people.token_of("auditor")
        token = tokens.find(secret)
        assert token is not None
        tokens.revoke(token)
        assert tokens.find(secret) is None
        people.ensure_tokens()
        assert people.token_of("auditor") == secret
        assert tokens.find(secret) is not None


def test_the_password_is_one_that_we_take():
    """What the page of people tells everybody passes our own rules."""
    assert passwords.problems(people.PASSWORD, people.PEOPLE[0].email) == []


def sign_in(browser: FlaskClient, demo: Flask, key: str, then: str) -> str:
    """Become somebody; returns where it leads."""
    with demo.app_context():
        answer = post(browser, f"/demo/sign-in/{key}", {"next": then})
    assert answer.status_code == 303
    return str(answer.location)


def test_one_click_and_back_to_the_page(browser: FlaskClient, demo: Flask):
    """One stays on a page that the person may see, lands at the procedure from its parts, else on the front page."""
    assert sign_in(browser, demo, "authorised_body_head", "/deadlines/?lang=ru") == "/deadlines/?lang=ru"
    assert sign_in(browser, demo, "auditor", "/requests/AR-2026-000004/opinion") == "/requests/AR-2026-000004"
    assert sign_in(browser, demo, "supplier1_head", "/requests/AR-2026-000004") == "/"
    assert sign_in(browser, demo, "state_body_head", "/admin/users") == "/"
    assert sign_in(browser, demo, "administrator", "https://elsewhere.example/") == "/"
    page = browser.get("/?lang=en").text
    assert "Роман Цой" in page


def test_nobody_is_played_without_the_form(browser: FlaskClient, demo: Flask):
    """Another site cannot sign anybody in: the form's own field is asked for. Unknown people are 404."""
    assert browser.post("/demo/sign-in/administrator").status_code == 400
    with demo.app_context():
        assert post(browser, "/demo/sign-in/nobody").status_code == 404


def test_the_language_of_the_page_stays(browser: FlaskClient, demo: Flask):
    """Whoever looks at the site in English goes on in English, whomever they play."""
    browser.get("/?lang=en")
    sign_in(browser, demo, "state_body_head", "/")
    assert '<html lang="en"' in browser.get("/").text
