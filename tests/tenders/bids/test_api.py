"""Bids over the API: the contract's shapes, the bidder's alone until the opening, judged by the instant of receipt."""

import base64
import datetime as dt
import re
import threading
from typing import Any

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.tenders.models import Tender
from qyzmet.tenders.sealed_models import SealedBid
from qyzmet.web.time_of_receipt import COMPLETE_AT
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

BID_KEYS = {
    "number",
    "kind",
    "state",
    "edition",
    "version",
    "channel",
    "title",
    "created_at",
    "submitted_at",
    "data",
    "deadlines",
    "actions",
    "annullable",
    "links",
    "receipt",
    "tender",
    "supplier",
    "ground",
    "reason",
    "suit",
    "signature",
    "signatures",
}


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    return tender_house.published()


@pytest.fixture
def callers(app: Flask, tender_house: TenderHouse, tender: Tender) -> dict[str, Caller]:
    """Systems that call as the people of the suppliers and of the offices."""
    keys = ("supplier1_head", "supplier1_specialist", "supplier2_head", "integrator_head", "auditor", "administrator")
    return {key: Caller(app, tender_house[key]) for key in keys} | {"nobody": Caller(app, None)}


def drafted(callers: dict[str, Caller], tender: Tender, **changes: Any) -> str:
    """The number of a complete draft."""
    body = {"tender": tender.public_number, "data": bidding.data(tender, **changes)}
    answer = callers["supplier1_specialist"].post("/bids", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json["number"])


def test_the_whole_way(callers: dict[str, Caller], tender: Tender, tender_house: TenderHouse):
    """POST /bids, save, submit with its receipt, replace with a new one, withdraw: in the contract's words."""
    made = callers["supplier1_specialist"].post("/bids", {"tender": tender.public_number})
    assert made.status_code == 201
    number = made.json["number"]
    assert made.headers["Location"] == f"/api/v1/bids/{number}"
    assert set(made.json) == BID_KEYS
    assert (made.json["state"], made.json["receipt"], made.json["tender"]) == ("draft", None, tender.public_number)
    assert made.json["supplier"] == tender_house.suppliers[0].bin
    assert made.json["links"]["tender"] == f"/api/v1/tenders/{tender.public_number}"
    assert made.json["links"]["page"] == f"/tenders/{number}"
    saved = callers["supplier1_specialist"].post(f"/bids/{number}/save", {"data": bidding.data(tender)})
    assert (saved.status_code, saved.json["version"]) == (200, 2)
    head = callers["supplier1_head"]
    submitted = head.post(f"/bids/{number}/submit")
    assert submitted.status_code == 200, submitted.text
    receipt = submitted.json["receipt"]
    assert set(receipt) == {"hash", "received_at"}
    assert (len(receipt["hash"]), receipt["received_at"]) == (64, "2026-03-02T09:00:00+05:00")
    replaced = head.post(f"/bids/{number}/replace", {"data": {"price_service": "50000000.00"}})
    assert replaced.status_code == 200, replaced.text
    assert replaced.json["receipt"]["hash"] != receipt["hash"]
    assert replaced.json["data"]["price_service"] == "50000000.00"
    assert replaced.json["data"]["price_lease"] == bidding.LEASE
    assert head.get(f"/bids/{number}").json == replaced.json
    withdrawn = head.post(f"/bids/{number}/withdraw")
    assert (withdrawn.json["state"], withdrawn.json["actions"]) == ("withdrawn", [])


@pytest.mark.slow
def test_for_others_it_is_not_there(callers: dict[str, Caller], tender: Tender):
    """401 without a token, 404 for everybody but the bidder's people, whatever they try, and no list shows it."""
    number = drafted(callers, tender)
    for key, caller in callers.items():
        if key.startswith("supplier1"):
            continue
        due = 401 if key == "nobody" else 404
        assert caller.get(f"/bids/{number}").status_code == due, key
        for action in ("save", "submit", "replace", "withdraw", "confirm", "correct", "annul"):
            assert caller.post(f"/bids/{number}/{action}", {}).status_code == due, (key, action)
        if key != "nobody":
            assert caller.get("/bids").json == {"items": [], "next": None}, key
    assert callers["integrator_head"].post("/bids", {"tender": tender.public_number}).status_code == 403


def test_checks_come_in_the_contracts_order(callers: dict[str, Caller], tender: Tender):
    """403, 412, 409, 422: a specialist submits nothing, an old version and a wrong state go before the body."""
    number = drafted(callers, tender, price_lease=None)
    specialist, head = callers["supplier1_specialist"], callers["supplier1_head"]
    broken = {"data": {"price_lease": 5}}
    assert specialist.post(f"/bids/{number}/replace", broken, If_Match="99").status_code == 403
    assert head.post(f"/bids/{number}/replace", broken, If_Match="99").status_code == 412
    assert head.post(f"/bids/{number}/replace", broken).status_code == 409
    lacks = head.post(f"/bids/{number}/submit", {}, If_Match="1")
    assert lacks.status_code == 422
    assert "data.price_lease" in lacks.json["errors"]
    wrong = specialist.post(f"/bids/{number}/save", {"data": {"price_lease": "0.00", "colour": "blue"}})
    assert wrong.status_code == 422
    assert set(wrong.json["errors"]) == {"data.price_lease", "data.colour"}


@pytest.mark.parametrize("submitted", [False, True])
def test_nothing_of_a_sealed_bid_is_annulled(callers: dict[str, Caller], tender: Tender, submitted: bool):
    """No act of it is kept before the opening: its head is told so, its specialist that heads annul, others nothing."""
    path = f"/bids/{drafted(callers, tender)}"
    head = callers["supplier1_head"]
    if submitted:
        assert head.post(f"{path}/submit", {}).status_code == 200
    for body in ({}, {"act": "submit", "grounds": "A mistake"}, {"zz": 1}):
        refused = head.post(f"{path}/annul", body)
        assert refused.status_code in (409, 422)
        assert refused.json["detail"]
        assert callers["supplier1_specialist"].post(f"{path}/annul", body).status_code == 403
        assert callers["supplier2_head"].post(f"{path}/annul", body).status_code == 404


def test_a_change_is_given_whole_or_in_part_and_never_empty(callers: dict[str, Caller], tender: Tender):
    """replace takes the keys that are given, refuses none at all, and what it cannot understand."""
    number = drafted(callers, tender)
    head = callers["supplier1_head"]
    assert head.post(f"/bids/{number}/submit").status_code == 200
    for body in ({}, {"data": []}, {"data": {"price_lease": None}}, {"data": {"group": "none"}}, {"prices": {}}):
        assert head.post(f"/bids/{number}/replace", body).status_code == 422, body
    assert head.post(f"/bids/{number}/replace", {"data": {"statements": []}}).status_code == 422
    assert head.get(f"/bids/{number}").json["data"] == bidding.data(tender)


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-03-27T23:59:59.999999", 200), ("2026-03-28T00:00:00", 409), ("2026-03-28T00:00:00.001", 409)],
)
def test_the_instant_of_receipt_decides(
    callers: dict[str, Caller], tender: Tender, set_clock: SetClock, received: str, due: int
):
    """¶ 47: 23:59:59.999999 is in time, 00:00 is not, and the refusal names the paragraph and the end."""
    number = drafted(callers, tender)
    set_clock.set(received)
    answer = callers["supplier1_head"].post(f"/bids/{number}/submit")
    assert answer.status_code == due, answer.text
    if due == 409:
        assert answer.json["rule"] == "¶ 47"
        assert "24:00" in answer.json["detail"]


def test_a_request_is_noted_before_it_waits(
    app: Flask, callers: dict[str, Caller], tender: Tender, set_clock: SetClock
):
    """What had come in whole before the end is in time, though its turn at the database comes after the worker's."""
    number, end = drafted(callers, tender), tender.accepts_until
    assert end is not None
    set_clock.set(end - dt.timedelta(seconds=1))

    def waits() -> None:
        # As a request does that waits for others: the worker comes in between.
        set_clock.set(end + dt.timedelta(seconds=30))
        engine.end_by_time(tender, "close", end)

    app.before_request_funcs.setdefault(None, []).append(waits)
    try:
        answer = callers["supplier1_head"].post(f"/bids/{number}/submit")
    finally:
        app.before_request_funcs[None].remove(waits)
    assert tender.state == "closed"
    assert answer.status_code == 200, answer.text
    assert answer.json["receipt"]["received_at"] == "2026-03-27T23:59:59+05:00"


@pytest.mark.parametrize(("waited", "due"), [(60, 200), (1, 409)])
def test_a_bid_that_waited_for_a_thread_is_judged_by_its_last_byte(
    app: Flask, callers: dict[str, Caller], tender: Tender, set_clock: SetClock, waited: float, due: int
):
    """¶ 47: the server says how long ago the request was complete, and no header of a client does."""
    number, end = drafted(callers, tender), tender.accepts_until
    assert end is not None
    set_clock.set(end + dt.timedelta(seconds=30))
    forged = {"Qyzmet.Complete-At": "0", "Qyzmet-Complete-At": "0", "qyzmet.complete_at": "0"}
    answer = app.test_client().post(
        f"/api/v1/bids/{number}/submit",
        json={},
        headers=callers["supplier1_head"].headers | forged,
        environ_overrides={COMPLETE_AT: clock.elapsed() - waited},
    )
    assert answer.status_code == due, answer.text
    assert callers["supplier1_head"].post(f"/bids/{number}/submit", **forged).status_code == 409


def test_the_instant_of_one_request_is_not_anothers(callers: dict[str, Caller], set_clock: SetClock):
    """A thread serves many requests: after an answer nothing of its instant is left."""
    callers["supplier1_head"].get("/bids")
    set_clock.forward(hours=1)
    assert context.received_at() == clock.now()
    other: list[dt.datetime] = []
    thread = threading.Thread(target=lambda: other.append(context.received_at()))
    thread.start()
    thread.join()
    assert other == [clock.now()]


@pytest.mark.slow
def test_the_list_shows_ones_own_page_by_page(callers: dict[str, Caller], tender: Tender, tender_house: TenderHouse):
    """GET /bids: the oldest first, by cursor, filtered by state, number and days."""
    numbers = [drafted(callers, tender) for _each in range(5)]
    head = callers["supplier1_head"]
    head.post(f"/bids/{numbers[2]}/submit")
    seen, after = [], ""
    while True:
        page = head.get(f"/bids?limit=2&after={after}").json
        seen += [item["number"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == numbers
    asked = {
        "state=submitted": [numbers[2]],
        "state=opened": [],
        f"q={numbers[4].lower()}": [numbers[4]],
        "submitted_from=2026-03-02": [numbers[2]],
        "submitted_to=2026-03-01": [],
        "term=overdue": [],
        f"organisation={tender_house.suppliers[0].bin}": numbers,
        f"organisation={tender_house.suppliers[1].bin}": [],
    }
    for query, due in asked.items():
        assert [item["number"] for item in head.get(f"/bids?{query}").json["items"]] == due, query


@pytest.mark.slow
def test_the_list_goes_on_from_opened_bids_to_sealed_ones(
    callers: dict[str, Caller], tender: Tender, tender_house: TenderHouse, set_clock: SetClock
):
    """What was opened comes first, then what is still sealed, without a gap and without a repetition."""
    first = drafted(callers, tender)
    callers["supplier1_head"].post(f"/bids/{first}/submit")
    lapsed = drafted(callers, tender)
    bidding.closed(tender_house, tender, set_clock)
    bidding.opened(tender_house, tender)
    head = callers["supplier1_head"]
    pages = [head.get("/bids?limit=1").json]
    pages.append(head.get(f"/bids?limit=1&after={pages[0]['next']}").json)
    assert [page["items"][0]["number"] for page in pages] == [first, lapsed]
    assert pages[1]["next"] is None
    assert [item["number"] for item in head.get("/bids").json["items"]] == [first, lapsed]
    opened = head.get(f"/bids/{first}").json
    assert set(opened) == BID_KEYS
    assert (opened["state"], opened["submitted_at"]) == ("opened", "2026-03-02T09:00:00+05:00")
    assert callers["integrator_head"].get(f"/bids/{first}").status_code == 200
    assert callers["supplier2_head"].get(f"/bids/{first}").status_code == 404
    assert callers["integrator_head"].get(f"/bids/{lapsed}").status_code == 404


def test_the_same_key_submits_once(callers: dict[str, Caller], tender: Tender):
    """Idempotency-Key: the same answer with the same receipt, and one act."""
    number = drafted(callers, tender)
    head = callers["supplier1_head"]
    first = head.post(f"/bids/{number}/submit", {}, Idempotency_Key="once")
    again = head.post(f"/bids/{number}/submit", {}, Idempotency_Key="once")
    assert first.json == again.json
    assert head.post(f"/bids/{number}/submit").status_code == 409


@pytest.mark.parametrize(
    "body",
    [{}, {"tender": ""}, {"tender": "T-2026-999999"}, {"tender": 5}, {"tender": "\0"}, {"tender": "B-7K2M9QXA4T"}, []],
)
def test_a_bid_is_for_a_tender(callers: dict[str, Caller], tender: Tender, body: Any):
    """A bid for no tender, or for one that nobody knows, is refused at the field."""
    assert callers["supplier1_head"].post("/bids", body).status_code == 422


def test_no_cursor_counts_the_bids_of_others(callers: dict[str, Caller], tender: Tender, tender_house: TenderHouse):
    """A21: what a list's cursor holds is the same however many bids and drafts of others there are."""

    def cursors() -> list[str]:
        numbers, seen, after = [drafted(callers, tender) for _each in range(2)], [], ""
        page = callers["supplier1_head"].get(f"/bids?limit=1&after={after}").json
        plain = base64.urlsafe_b64decode(page["next"] + "==").decode()
        seen.append(plain.replace(page["items"][0]["number"], "NUMBER"))
        for number in numbers:
            db.session.delete(db.session.query(SealedBid).filter_by(number=number).one())
        db.session.commit()
        return seen

    before = cursors()
    for supplier in (2, 3, 2):
        bidding.drafted(tender_house, tender, supplier)
    assert cursors() == before
    assert not re.search(r"beyond:[0-9]{1,10}\.", before[0])


@pytest.mark.parametrize("cursor", ["beyond:x", "beyond:1.B-", "beyond:-1.", "before:1"])
def test_a_cursor_that_no_list_gave_is_refused(callers: dict[str, Caller], tender: Tender, cursor: str):
    """422 that says where a cursor comes from, in the list of bids and in every other."""
    after = base64.urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
    for kind in ("bids", "tenders"):
        assert "after" in callers["supplier1_head"].get(f"/{kind}?after={after}").json["errors"], kind
