"""The demonstration's clock over the API: forward only, and what falls due on the way is done."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from qyzmet import clock, context
from qyzmet.audit import verify
from qyzmet.database import db
from qyzmet.deadlines.models import Firing
from qyzmet.demo import clock as demo_clock
from qyzmet.web.time_of_receipt import COMPLETE_AT

START = "2026-03-02T09:00:00+05:00"


def move(browser: FlaskClient, now: Any) -> Any:
    """Ask for the clock to be moved."""
    return browser.post("/api/v1/demo/clock", json={"now": now})


def requests_of(browser: FlaskClient, key: str = "auditor") -> dict[str, Any]:
    """The requests that somebody may know of, by number."""
    people = browser.get("/api/v1/demo").json["people"]
    token = next(person["token"] for person in people if person["key"] == key)
    answer = browser.get("/api/v1/requests?limit=100", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return {item["number"]: item for item in answer.json["items"]}


def test_it_stands_at_the_start(browser: FlaskClient):
    """The demonstration begins on Monday, 2 March 2026, at nine, and stands still until it is moved."""
    first, second = browser.get("/api/v1/demo").json, browser.get("/api/v1/demo").json
    assert first["now"] == second["now"] == START


def test_nothing_is_received_before_the_hour_at_which_it_stands(demo: Flask):
    """However long a request waited for its turn, it came in at the hour that everybody sees, not the minute before."""
    late = {COMPLETE_AT: clock.elapsed() - 5}
    with demo.test_request_context("/", environ_overrides=late):
        demo.preprocess_request()
        assert clock.almaty(context.received_at()).isoformat() == START


def test_the_next_deadline_is_the_one_that_ends_next(browser: FlaskClient):
    """¶ 13: the opinion given on Friday, 27 February, leaves three working days: until 4 March, 24:00."""
    assert browser.get("/api/v1/demo").json["next_deadline"] == "2026-03-05T00:00:00+05:00"


def test_moving_does_what_falls_due(browser: FlaskClient, demo: Flask):
    """The answer comes when reminders, overdue marks and e-mails of all the days in between are done."""
    before = len(list(demo.config["QYZMET"].mail_folder.glob("*.eml")))
    decide = next(d for d in requests_of(browser)["AR-2026-000004"]["deadlines"] if d["term"] == "decide")
    assert not decide["overdue"]
    answer = move(browser, "2026-03-05T00:00:00+05:00")
    assert answer.status_code == 200
    assert answer.json["now"] == "2026-03-05T00:00:00+05:00"
    decide = next(d for d in requests_of(browser)["AR-2026-000004"]["deadlines"] if d["term"] == "decide")
    assert decide["overdue"]
    assert decide["closed_at"] is None, "nothing is decided by silence"
    assert len(list(demo.config["QYZMET"].mail_folder.glob("*.eml"))) > before
    with demo.app_context():
        # Each step was taken at its own instant: nothing was passed over, and the mark stands at midnight.
        told = db.session.query(Firing).filter(Firing.at > demo_clock.START).order_by(Firing.at).all()
        assert [clock.almaty(each.at).strftime("%d %H:%M") for each in told][-1] == "05 00:00"
        assert all(not each.skipped for each in told)


def test_nobody_sees_the_clock_on_the_way(browser: FlaskClient, demo: Flask):
    """A move is one transaction, however much falls due: where it stood or where it goes, and all done by then."""
    seen = []
    with demo.app_context():
        file, engine = db.engine.url.database, db.engine

    def look(_connection: Connection | None) -> None:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as other:
            told = "SELECT (SELECT instant FROM demo_clock), (SELECT count(*) FROM deadline_firing)"
            seen.append(other.execute(told).fetchone())

    event.listen(engine, "commit", look)
    event.listen(engine, "rollback", look)
    assert move(browser, "2026-03-23T09:00:00+05:00").status_code == 200
    look(None)
    assert {at for at, _told in seen} == {"2026-03-02 04:00:00.000000", "2026-03-23 04:00:00.000000"}
    before, after = {told for _at, told in seen}
    assert abs(after - before) > 10


def test_the_last_instant_before_the_end_is_not_overdue(browser: FlaskClient):
    """A term ends at 24:00: a second before, nothing is overdue yet."""
    move(browser, "2026-03-04T23:59:59+05:00")
    assert not any(d["overdue"] for d in requests_of(browser)["AR-2026-000004"]["deadlines"])


def test_backwards_is_refused(browser: FlaskClient):
    """422 with the field and where the clock stands; the same instant again is no move and no fault."""
    answer = move(browser, "2026-03-02T08:59:59+05:00")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert list(answer.json["errors"]) == ["now"]
    assert move(browser, START).status_code == 200
    assert browser.get("/api/v1/demo").json["now"] == START


@pytest.mark.parametrize(
    "body",
    [
        {"now": "2026-03-16T09:00:00"},
        {},
        [],
        {"now": None},
        {"now": 5},
        {"now": "soon"},
        {"now": "2026-02-31T09:00:00+05:00"},
        {"now": "9999-12-31T23:59:59-12:00"},
        {"now": "2150-01-01T00:00:00+05:00"},
        {"now": "2026-03-16T09:00:00+05:00", "than": 1},
    ],
)
def test_what_is_no_instant_is_refused(browser: FlaskClient, body: Any):
    """422 for what is no aware instant, for too far, and for fields that nobody knows; the clock stays."""
    answer = browser.post("/api/v1/demo/clock", json=body)
    assert answer.status_code == 422
    assert browser.get("/api/v1/demo").json["now"] == START


def test_a_form_of_another_site_cannot_move_it(browser: FlaskClient):
    """What a browser sends without asking is not taken: 415, as it is no JSON."""
    answer = browser.post("/api/v1/demo/clock", data='{"now": "2026-03-16T09:00:00+05:00"}', content_type="text/plain")
    assert answer.status_code == 415


def test_the_trail_holds_after_moving(browser: FlaskClient, demo: Flask):
    """The moves stand in the audit trail, which verifies from its first record."""
    move(browser, "2026-04-01T09:00:00+05:00")
    with demo.app_context():
        assert verify.verify().fault is None


def on_the_bar(browser: FlaskClient, address: str, **typed: str) -> str:
    """Press a button of the bar, and read the page that it leads back to."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/?lang=en").text)
    assert token is not None
    sent = {"next": "/?lang=en", "csrf_token": token[1], **typed}
    return browser.post(address, data=sent, follow_redirects=True).text.replace("\xa0", " ")


def test_the_bar_leads_to_the_opening_of_bids(browser: FlaskClient):
    """H3: bids are opened from 10:00 on. The next stop is that hour where it comes before the next deadline ends."""
    stops = []
    for _each in range(20):
        found = re.search(r"<button[^>]*>to the ([^<]+)</button>", browser.get("/?lang=en").text)
        assert found is not None
        stops.append(found[1])
        if stops[-1].startswith("opening"):
            break
        on_the_bar(browser, "/demo/clock/next")
    assert stops[-1] == "opening of bids: 27/03/2026, 10:00"
    assert "It is now 27 March 2026, 10:00." in on_the_bar(browser, "/demo/clock/next")


@pytest.mark.parametrize(("typed", "now"), [("9:30", "09:30"), ("10:00", "10:00"), ("", "09:00"), ("23:59", "23:59")])
def test_the_bar_moves_to_an_hour_of_a_date(browser: FlaskClient, typed: str, now: str):
    """A date and a time; without a time the morning."""
    assert f"It is now 27 March 2026, {now}." in on_the_bar(browser, "/demo/clock", to="2026-03-27", at=typed)


@pytest.mark.parametrize("typed", ["25:00", "10", "noon", "10:60"])
def test_what_is_no_time_moves_nothing(browser: FlaskClient, typed: str):
    """It is said how a time is written; the clock stays."""
    assert "Write the time to move the clock to as 10:00." in on_the_bar(
        browser, "/demo/clock", to="2026-03-27", at=typed
    )
    assert browser.get("/api/v1/demo").json["now"] == START


def test_a_report_on_a_programme_falls_due_on_the_way(browser: FlaskClient, demo: Flask):
    """Moved past one quarter, the clock has marked its report overdue and started the term of the next."""
    people = browser.get("/api/v1/demo").json["people"]
    tokens = {each["key"]: {"Authorization": f"Bearer {each['token']}"} for each in people}
    line = {"by": "a", "to": "b", "every": "quarter", "day": 10, "months_after": 1, "inclusive": True}
    data = {"kind": "sector", "title": "a", "language": "kk", "from": "2026", "to": "2026", "reports": [line]}
    made = browser.post("/api/v1/programmes", json={"data": data}, headers=tokens["state_body_specialist"])
    path = f"/api/v1/programmes/{made.json['number']}"
    assert browser.post(f"{path}/approve", json={}, headers=tokens["state_body_head"]).status_code == 200
    moved = browser.post("/api/v1/demo/clock", json={"now": "2026-07-15T09:00:00+05:00"})
    assert moved.status_code == 200
    terms = browser.get(path, headers=tokens["state_body_head"]).json["deadlines"]
    assert [(each["due_on"], each["overdue"]) for each in terms] == [
        ("2026-04-10", True),
        ("2026-07-10", True),
        ("2026-10-10", False),
    ]
