"""The demonstration's pages, what it begins with, and that none of it is anywhere else."""

from flask import Flask
from flask.testing import FlaskClient

from qyzmet.demo import commands, keys, people
from qyzmet.rights import ROUTES, Access
from tests.demo.test_clock import requests_of
from tests.signing_in import post


def test_nothing_of_it_is_outside_the_demonstration(app: Flask, client: FlaskClient):
    """An application that is no demonstration has none of its addresses: neither a rule, nor an answer but 404."""
    rules = list(app.url_map.iter_rules())
    assert [rule.rule for rule in rules if "demo" in rule.rule or ROUTES.get(rule.endpoint) is Access.DEMO] == []
    for path in ("/demo/people", "/demo/mail", "/demo/clock", "/demo/sign-in/auditor", "/api/v1/demo"):
        assert client.get(path).status_code == 404, path
    assert client.post("/api/v1/demo/clock", json={"now": "2026-03-16T09:00:00+05:00"}).status_code == 404
    assert "/demo" not in client.get("/api/v1/openapi.json").json["paths"]
    assert "qz-demo" not in client.get("/").text


def test_it_describes_its_own_addresses(browser: FlaskClient):
    """In the demonstration the API's description names them."""
    assert {"/demo", "/demo/clock"} <= set(browser.get("/api/v1/openapi.json").json["paths"])


def test_the_requests_stand_in_several_states(browser: FlaskClient):
    """A draft, one that waits for its opinion, two for the decision (one of them late), one returned on paper."""
    found = requests_of(browser)
    states = sorted(item["state"] for item in found.values())
    assert states == [
        "completed",
        "creation_ordered",
        "creation_ordered",
        "draft",
        "opinion_given",
        "opinion_given",
        "refused",
        "returned",
        "submitted",
    ]
    late = [item["number"] for item in found.values() if any(deadline["overdue"] for deadline in item["deadlines"])]
    assert late == ["AR-2026-000003"]


def test_the_bar_is_on_every_page(browser: FlaskClient):
    """Whom one plays, the date and the way to move it; in each language; also on an error page."""
    for language, words in {"kk": "2026 жылғы", "ru": "марта 2026", "en": "March 2026"}.items():
        page = browser.get(f"/deadlines/?lang={language}").text.replace("\xa0", " ")
        assert 'class="qz-demo"' in page
        assert words in page
    assert 'class="qz-demo"' in browser.get("/nowhere").text


def test_the_mail_is_shown_newest_first(browser: FlaskClient):
    """Every e-mail can be read, page by page."""
    page = browser.get("/demo/mail?lang=en").text
    assert page.count('class="qz-mail"') == 30
    assert "Older ones" in page
    assert browser.get("/demo/mail?before=2&lang=en").text.count('class="qz-mail"') == 1
    assert browser.get("/demo/mail?before=x").status_code == 200


def test_what_was_made_by_another_release_begins_anew(tmp_path):
    """The data is kept between runs; it is made anew when asked, when unfinished, and for another database."""
    assert commands._why_anew(tmp_path, fresh=False) is not None
    (tmp_path / commands.MADE_BY).write_text(commands._release(), encoding="ascii")
    assert commands._why_anew(tmp_path, fresh=False) is None
    assert commands._why_anew(tmp_path, fresh=True) is not None
    (tmp_path / commands.MADE_BY).write_text("another", encoding="ascii")
    assert "another release" in str(commands._why_anew(tmp_path, fresh=False))


def test_beginning_anew_removes_only_what_it_made(tmp_path):
    """Other files in the folder, and the secret from which tokens come, stay."""
    for name in ("qyzmet.sqlite3", "qyzmet.sqlite3-wal", "notes.txt", "secret-key", commands.MADE_BY):
        (tmp_path / name).touch()
    (tmp_path / "mail").mkdir()
    commands._throw_away(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "secret-key"]


def test_the_signer_refuses_less_to_who_signs_in(demo: Flask, browser: FlaskClient):
    """A key for signing in lets somebody in, as anybody's own key does: only worn-out keys stand as refused there."""
    keys.make(demo.config["QYZMET"])
    iin = next(each.iin for each in people.PEOPLE if each.key == "state_body_head")
    sent = {"demo-manifest": "e30=", "demo-back": "/account/sign-in/certificate", "demo-person": iin}
    with demo.app_context():
        browser.get("/?lang=en")
        answer = post(browser, "/demo/signer", sent)
    assert answer.status_code == 200
    page = answer.text
    good, refused = page.split("What will be refused")
    assert "With my key for signing in" in good
    assert "With my key that was revoked" in refused
    assert "With the key of another person" not in page
