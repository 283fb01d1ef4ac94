"""Law 45-3: the suit over false information, the court's decision, and the register of the barred."""

import datetime as dt

import pytest
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.barred import entries
from tests.signing_in import bearer, post, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import OFFERS, announced, bid_of, examined, with_bids

FINDING = "2026-02-27"


@pytest.fixture
def false_bid(tender_house, set_clock):
    """A bid that was rejected for false information."""
    tender = with_bids(tender_house, set_clock, OFFERS[:1])
    examined(tender_house, tender, {1: "false_information"}, count=1)
    return bid_of(tender_house, tender, 1)


def suit(house: TenderHouse, **changes):
    """The suit of the customer."""
    return {
        "court": "Specialised economic court of Almaty",
        "filed_on": clock.today().isoformat(),
        "number": "2-1234",
        "document": house.document("customer_specialist"),
    } | changes


def judgment(house: TenderHouse, **changes):
    """The court's final decision, of today."""
    today = clock.today().isoformat()
    return {
        "finding_on": today,
        "final_on": today,
        "found_false": True,
        "document": house.document("customer_specialist"),
    } | changes


def refused(house, bid, key, action, body=None, error=NotInThisState):
    with pytest.raises(error) as found:
        house.take(bid, key, action, body)
    return found.value


def test_false_information_starts_the_term_for_the_suit(tender_house, false_bid):
    """30 calendar days for the customer, from the day on which the Commission established it."""
    (term,) = deadlines.open_deadlines(false_bid)
    assert (term.term, term.calendar_days, term.event_on) == ("sue", 30, clock.today())
    assert term.due_on >= clock.today() + dt.timedelta(days=30)
    assert term.owner_organisation == tender_house.requests.state_body


def test_the_suit_goes_its_way(tender_house, false_bid, set_clock):
    """Suit, final decision, forwarding within five working days of the day on which it became final."""
    for action in ("record_judgment", "forward_judgment"):
        assert refused(tender_house, false_bid, "customer_head", action, {}).rule == "Law 45-3"
    tender_house.take(false_bid, "customer_specialist", "record_suit", suit(tender_house))
    assert deadlines.open_deadlines(false_bid) == []
    refused(tender_house, false_bid, "customer_head", "record_suit", suit(tender_house))
    final = clock.today() + dt.timedelta(days=40)
    set_clock.forward(days=42)
    body = judgment(tender_house, finding_on=final.isoformat(), final_on=final.isoformat())
    tender_house.take(false_bid, "customer_specialist", "record_judgment", body)
    (term,) = deadlines.open_deadlines(false_bid)
    assert (term.term, term.working_days, term.event_on) == ("forward_judgment", 5, final)
    forwarded = {"documents": [tender_house.document("customer_specialist")]}
    tender_house.take(false_bid, "customer_specialist", "forward_judgment", forwarded)
    assert deadlines.open_deadlines(false_bid) == []
    refused(tender_house, false_bid, "customer_head", "forward_judgment", forwarded)


def test_dates_of_a_suit_are_in_order(tender_house, false_bid):
    """No day lies in the future; no finding before the suit, no final decision before the finding."""
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    found = refused(
        tender_house, false_bid, "customer_head", "record_suit", suit(tender_house, filed_on=tomorrow), Invalid
    )
    assert set(found.errors) == {"filed_on"}
    tender_house.take(false_bid, "customer_head", "record_suit", suit(tender_house))
    for changes, fields in (
        ({"finding_on": tomorrow, "final_on": tomorrow}, {"finding_on", "final_on"}),
        ({"finding_on": yesterday}, {"finding_on"}),
        ({"final_on": yesterday}, {"final_on"}),
    ):
        found = refused(
            tender_house, false_bid, "customer_head", "record_judgment", judgment(tender_house, **changes), Invalid
        )
        assert set(found.errors) == fields


@pytest.mark.slow
def test_another_rejection_is_no_ground_for_a_suit(tender_house, set_clock):
    """Without established false information there is nothing to sue over."""
    tender = with_bids(tender_house, set_clock, OFFERS[:1])
    examined(tender_house, tender, {1: "document_missing"}, count=1)
    bid = bid_of(tender_house, tender, 1)
    assert deadlines.open_deadlines(bid) == []
    refused(tender_house, bid, "customer_head", "record_suit", suit(tender_house))
    refused(tender_house, bid, "integrator_head", "record_suit", suit(tender_house), NotYours)


def entry(house: TenderHouse, number: int = 1, **changes):
    """The body of an entry of the register."""
    return {
        "supplier": house.suppliers[number - 1].bin,
        "finding_on": FINDING,
        "document": house.document("administrator", "judgment.pdf"),
    } | changes


def test_an_administrator_enters_a_supplier_over_the_api(client: FlaskClient, tender_house):
    """The contract's body, 201 with Location; who is no administrator is refused before the body is looked at."""
    body = entry(tender_house)
    db.session.commit()
    for key in ("customer_head", "integrator_head", "auditor"):
        answer = client.post("/api/v1/barred", headers=bearer(tender_house[key]), json={})
        assert answer.status_code == 403, key
    assert client.post("/api/v1/barred", json=body).status_code == 401
    token = bearer(tender_house["administrator"])
    answer = client.post("/api/v1/barred", headers=token, json=body)
    assert answer.status_code == 201
    assert (answer.json["finding_on"], answer.json["until"], answer.json["blocks"]) == (FINDING, "2029-02-27", True)
    assert client.get(answer.headers["Location"]).json == answer.json
    listed = client.get(f"/api/v1/barred?supplier={body['supplier']}").json
    assert listed == {"items": [answer.json], "next": None}
    assert db.session.query(AuditRecord).filter_by(action="bar_supplier").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supplier": "990540004034"}, "supplier"),
        ({"supplier": "990540004035"}, "supplier"),
        ({"finding_on": "2026-03-03"}, "finding_on"),
        ({"finding_on": "2026-02-30"}, "finding_on"),
        ({"finding_on": None}, "finding_on"),
        ({"document": "D-999999"}, "document"),
        ({"reason": "x"}, "reason"),
    ],
)
def test_what_cannot_be_entered_is_refused_at_its_field(client: FlaskClient, tender_house, changes, field):
    """An unknown or impossible BIN, a finding in the future or on no day, no document, an unknown field."""
    body = entry(tender_house, **changes)
    db.session.commit()
    answer = client.post("/api/v1/barred", headers=bearer(tender_house["administrator"]), json=body)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {field}


def test_a_state_body_cannot_be_barred_and_nothing_is_entered_twice(tender_house):
    """The register is of suppliers; the same finding stands in it once."""
    with tender_house.as_("administrator"):
        with pytest.raises(Invalid):
            entries.add(entry(tender_house, supplier=tender_house.requests.state_body.bin))
        entries.add(entry(tender_house))
        with pytest.raises(Invalid):
            entries.add(entry(tender_house))


@pytest.mark.slow
def test_an_entry_blocks_bids_for_three_years_from_the_finding_and_not_before(tender_house, set_clock):
    """Law 45-3: the day of the finding is the first, the same day three years later the last."""
    with tender_house.as_("administrator"):
        row = entries.add(entry(tender_house))
    for day, blocks in (
        (dt.date(2026, 2, 26), False),
        (dt.date(2026, 2, 27), True),
        (dt.date(2029, 2, 27), True),
        (dt.date(2029, 2, 28), False),
    ):
        assert entries.blocks(row, day) is blocks, day
    tender = announced(tender_house)
    with pytest.raises((Invalid, NotInThisState)):
        bidding.submitted(tender_house, tender, 1)
    bidding.submitted(tender_house, tender, 2)


def test_an_entry_that_is_struck_out_blocks_no_bid(tender_house):
    """Whoever was entered by mistake bids again, from the striking out on."""
    tender = announced(tender_house)
    with tender_house.as_("administrator"):
        row = entries.add(entry(tender_house))
    with pytest.raises(NotInThisState):
        bidding.submitted(tender_house, tender, 1)
    with tender_house.as_("administrator"):
        entries.strike(row, "Another supplier of this name.")
    assert bidding.submitted(tender_house, tender, 1).state == "submitted"


def test_a_mistaken_entry_is_struck_out_and_stays(client: FlaskClient, tender_house):
    """With its grounds it stays to be seen, and blocks nobody; it is struck out once."""
    body = entry(tender_house)
    db.session.commit()
    token = bearer(tender_house["administrator"])
    number = client.post("/api/v1/barred", headers=token, json=body).json["number"]
    address = f"/api/v1/barred/{number}/strike"
    assert client.post(address, headers=bearer(tender_house["auditor"]), json={"grounds": "x"}).status_code == 403
    assert client.post(address, headers=token, json={}).status_code == 422
    struck = client.post(address, headers=token, json={"grounds": "Another supplier of this name."}).json
    assert (struck["blocks"], struck["struck_grounds"]) == (False, "Another supplier of this name.")
    assert client.post(address, headers=token, json={"grounds": "Again."}).status_code == 409
    assert client.post("/api/v1/barred/999/strike", headers=token, json={"grounds": "x"}).status_code == 404
    assert entries.of_suppliers([body["supplier"]]) == []
    assert client.post("/api/v1/barred", headers=token, json=body).status_code == 201


@pytest.mark.slow
def test_the_page_is_public_and_an_administrator_enters_there(client: FlaskClient, tender_house):
    """Everybody reads who is barred until when; the form keeps what was typed where it is refused."""
    body = entry(tender_house)
    db.session.commit()
    assert "Nobody stands in the register" in client.get("/tenders/barred?lang=en").text
    sign_in(client, tender_house["customer_head"])
    assert client.get("/tenders/barred/new").status_code == 403
    sign_in(client, tender_house["administrator"])
    assert client.get("/tenders/barred/new").status_code == 200
    wrong = post(client, "/tenders/barred/new", data=body | {"finding_on": "03.03.2026"})
    assert wrong.status_code == 422
    assert body["supplier"] in wrong.text
    assert post(client, "/tenders/barred/new", data=body | {"finding_on": "27.02.2026"}).status_code == 303
    assert "/strike" in client.get("/tenders/barred?lang=en").text
    stranger = client.application.test_client()
    for language in ("kk", "ru", "en"):
        page = stranger.get(f"/tenders/barred?lang={language}")
        assert page.status_code == 200
        assert body["supplier"] in page.text
    assert "27\u00a0February 2029" in page.text
    assert "/strike" not in page.text
    assert "judgment.pdf" in page.text
    assert f"/documents/{body['document']}" not in page.text
    number = entries.found().limit(1)
    row = db.session.scalars(number).one()
    struck = post(client, f"/tenders/barred/{row.id}/strike", data={"grounds": "A mistake."})
    assert struck.status_code == 303
    assert "A mistake." in stranger.get("/tenders/barred").text
    assert client.get(f"/tenders/barred/{row.id}/strike").status_code == 409
    assert stranger.get("/tenders/barred?q=%00&page=99").status_code == 200
