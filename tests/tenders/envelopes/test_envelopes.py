"""¶ 49, H9: sealed envelopes: registered unopened, the clerk's own until the opening, entered before witnesses."""

import datetime as dt
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.audit.models import AuditRecord
from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Refused
from qyzmet.tenders.bids import envelopes, receipt
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.sealed_models import Envelope
from qyzmet.vocabulary import Channel, Role
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.signing_in import post, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

RECEIVED = "2026-03-02T08:59:00+05:00"


@pytest.fixture
def tender(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender published an hour ago, with its Commission."""
    set_clock.forward(hours=-1)
    made = tender_house.published()
    tender_house.take(made, "customer_head", "set_commission", tender_house.commission())
    set_clock.forward(hours=1)
    return made


def register(house: TenderHouse, tender: Tender, at: str = RECEIVED, carrier: str = "paper") -> Envelope:
    with house.as_("integrator_clerk"):
        engine.take(tender, "register_envelope", {"received_at": at, "carrier": carrier})
        found = envelopes.newest(tender)
    assert found is not None
    return found


def entering(house: TenderHouse, made: Envelope, **changes: Any) -> dict[str, Any]:
    return {
        "envelope": made.number,
        "supplier": house.suppliers[0].bin,
        "data": {"price_lease": "1.00", "price_service": "2.00", "group": [], "statements": [], "answers": []},
        "present": [house["chair"].public_id],
    } | changes


def test_a_registration_leaves_no_trace(tender_house: TenderHouse, tender: Tender):
    """Neither act nor audit record, notice or version shows that an envelope came; its number is random."""
    before = [db.session.query(each).count() for each in (Act, AuditRecord, Notification)]
    version = tender.version
    made = register(tender_house, tender)
    assert [db.session.query(each).count() for each in (Act, AuditRecord, Notification)] == before
    assert tender.version == version
    assert made.number.startswith("E-")
    assert (made.carrier, made.registered_by) == ("paper", tender_house["integrator_clerk"])
    assert made.received_at == dt.datetime.fromisoformat(RECEIVED)


@pytest.mark.parametrize("key", ["integrator_head", "customer_head", "supplier1_head", "chair", "administrator"])
def test_it_is_the_integrators_clerks_to_register(tender_house: TenderHouse, tender: Tender, key: str):
    """¶ 49: nobody else registers envelopes."""
    with tender_house.as_(key), pytest.raises(NotYours):
        engine.take(tender, "register_envelope", {"received_at": RECEIVED, "carrier": "paper"})


@pytest.mark.parametrize(
    ("at", "now", "due"),
    [
        ("2026-03-02T09:00:00+05:00", "2026-03-02T09:00:00", None),
        ("2026-03-02T09:00:00.000001+05:00", "2026-03-02T09:00:00", Invalid),
        ("2026-03-02T07:59:59+05:00", "2026-03-02T09:00:00", Invalid),
        ("2026-03-27T17:59:59+05:00", "2026-03-27T23:00:00", None),
        ("2026-03-27T18:00:00+05:00", "2026-03-27T23:00:00", NotInThisState),
    ],
)
def test_paper_is_taken_until_the_office_closes(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock, at: str, now: str, due: type[Refused] | None
):
    """H9: until 18:00 of the last day, by the instant of receipt; neither in the future nor before publication."""
    set_clock.set(now)
    if due is None:
        register(tender_house, tender, at)
        return
    with pytest.raises(due):
        register(tender_house, tender, at)
    assert db.session.query(Envelope).count() == 0


def test_what_is_said_to_be_no_other_is_registered_once(tender_house: TenderHouse, tender: Tender):
    """What looks the same, by kind and minute, is refused where it is said to be no other.

    Another clerk's is nobody's to know of, and a system that says nothing registers what it has.
    """
    first = register(tender_house, tender)
    body = {"received_at": "2026-03-02T08:59:59+05:00", "carrier": "paper"}
    with tender_house.as_("integrator_clerk"):
        with pytest.raises(Invalid) as refused:
            engine.take(tender, "register_envelope", body | {"another": False})
        assert list(refused.value.errors) == ["another"]
        assert first.number in refused.value.detail
        for said in ({}, {"another": True}):
            engine.take(tender, "register_envelope", body | said)
    for at, carrier in ((RECEIVED, "carrier"), ("2026-03-02T08:58:59+05:00", "paper")):
        register(tender_house, tender, at, carrier)
    colleague = factories.user(Role.CLERK, tender_house.requests.integrator)
    with acting(actor_of(colleague)):
        engine.take(tender, "register_envelope", {"received_at": RECEIVED, "carrier": "paper"})
    assert db.session.query(Envelope).count() == 6


def test_the_page_asks_whether_it_is_another(client: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """The question stands on the page only once it is to be asked; what was typed stays."""
    db.session.commit()
    sign_in(client, tender_house["integrator_clerk"])
    path = f"{tender.path}/envelopes"
    typed = {"received_at": "02.03.2026 08:59", "carrier": "paper"}
    assert "Did another envelope" not in client.get(path).text
    assert post(client, path, typed).status_code == 302
    again = post(client, path, typed)
    assert again.status_code == 422
    assert "Did another envelope come in the same minute?" in again.text
    assert "02.03.2026 08:59" in again.text
    assert post(client, path, typed | {"another": "yes"}).status_code == 302
    assert db.session.query(Envelope).count() == 2


def test_the_api_tells_the_number_once(app: Flask, tender_house: TenderHouse, tender: Tender):
    """The answer to the registration alone names the envelope; what is wrong is said by its field."""
    clerk = Caller(app, tender_house["integrator_clerk"])
    path = f"/tenders/{tender.public_number}"
    made = clerk.post(f"{path}/register_envelope", {"received_at": RECEIVED, "carrier": "carrier"})
    assert made.status_code == 200, made.text
    assert made.json["envelope"].startswith("E-")
    assert "envelope" not in clerk.get(path).json
    for body in ({}, {"received_at": "yesterday", "carrier": "paper"}, {"received_at": RECEIVED, "carrier": "fax"}):
        assert clerk.post(f"{path}/register_envelope", body).status_code == 422, body


@pytest.mark.slow
def test_before_the_opening_a_clerk_sees_their_own(
    app: Flask, client: FlaskClient, tender_house: TenderHouse, tender: Tender
):
    """The page lists those one has registered; for others of the integrator there is no such page."""
    made = register(tender_house, tender)
    assert made.number in sign_in(client, tender_house["integrator_clerk"]).get(f"{tender.path}/envelopes").text
    for key in ("integrator_head", "administrator", "auditor", "supplier1_head", "chair"):
        browser = sign_in(app.test_client(), tender_house[key])
        assert browser.get(f"{tender.path}/envelopes").status_code == 403, key
        assert browser.get(f"{tender.path}/envelopes/{made.number}").status_code == 403, key
        assert made.number not in browser.get(tender.path).text, key


def opened(house: TenderHouse, tender: Tender, set_clock: SetClock) -> None:
    bidding.closed(house, tender, set_clock)
    present = [seat.user.public_id for seat in tender.seats]
    house.take(tender, "chair", "open_bids", {"present": present})
    db.session.commit()


def test_the_content_becomes_a_bid_after_the_opening(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """It is a bid on paper, opened, received when the envelope was; the trail tells of the registration then."""
    made = register(tender_house, tender)
    with tender_house.as_("integrator_clerk"), pytest.raises(NotInThisState):
        engine.take(tender, "enter_envelope", entering(tender_house, made))
    opened(tender_house, tender, set_clock)
    record = db.session.query(AuditRecord).filter_by(action="register_envelope").one()
    assert json.loads(record.after)["envelope"] == made.number
    tender_house.take(tender, "integrator_clerk", "enter_envelope", entering(tender_house, made))
    bid = db.session.query(Bid).one()
    assert (bid.state, bid.channel, bid.envelope_id) == ("opened", Channel.PAPER, made.id)
    assert (bid.received_at, bid.submitted_at) == (made.received_at, made.received_at)
    assert receipt.still_fits(bid, {})
    assert made.present == [tender_house["chair"].public_id]
    assert tender.acts[-1].body == {
        "envelope": made.number,
        "bid": bid.public_number,
        "present": [tender_house["chair"].public_id],
    }
    assert bidding.seen(tender_house, bid, "supplier1_head") is not None


WRONG: dict[str, tuple[dict[str, Any], type[Refused]]] = {
    "another envelope": ({"envelope": "E-NOTTHERE"}, Invalid),
    "nobody's BIN": ({"supplier": "990540004034"}, Invalid),
    "nobody present": ({"present": []}, Invalid),
    "a stranger present": ({"present": ["U-1"]}, Invalid),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_envelope_is_entered_rightly_or_not_at_all(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock, wrong: str
):
    """An unknown envelope, an unknown supplier, no witness of the Commission: refused by the field."""
    made = register(tender_house, tender)
    opened(tender_house, tender, set_clock)
    changes, due = WRONG[wrong]
    with pytest.raises(due):
        tender_house.take(tender, "integrator_clerk", "enter_envelope", entering(tender_house, made, **changes))
    assert made.entered_at is None


@pytest.mark.slow
def test_an_envelope_is_entered_once_and_gives_nobody_a_second_bid(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """¶ 49: the same envelope again, and a supplier who takes part already, sealed or on paper, are refused."""
    bidding.submitted(tender_house, tender, 1, group=[tender_house.suppliers[1].bin])
    first, second = register(tender_house, tender), register(tender_house, tender, carrier="carrier")
    opened(tender_house, tender, set_clock)
    third = tender_house.suppliers[2].bin

    def enter(envelope: Envelope, supplier: str, **data: Any) -> None:
        body = entering(tender_house, envelope, supplier=supplier)
        tender_house.take(tender, "integrator_clerk", "enter_envelope", body | {"data": body["data"] | data})

    for supplier in tender_house.suppliers[:2]:
        with pytest.raises(NotInThisState, match="one bid a supplier"):
            enter(first, supplier.bin)
    with pytest.raises(Invalid):
        enter(first, third, group=[third])
    enter(first, third)
    with pytest.raises(NotInThisState, match="already"):
        enter(first, third)
    with pytest.raises(NotInThisState, match="one bid a supplier"):
        enter(second, third)


@pytest.mark.slow
def test_the_clerks_page_enters_an_envelope(
    client: FlaskClient, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """The page asks for the bid and the witnesses, asks once more, and keeps what was typed when it is wrong."""
    made = register(tender_house, tender)
    opened(tender_house, tender, set_clock)
    browser = sign_in(client, tender_house["integrator_clerk"])
    path = f"{tender.path}/envelopes/{made.number}"
    assert "Answers by the criteria" in browser.get(path).text
    typed = {
        "envelope": made.number,
        "supplier": tender_house.suppliers[0].bin,
        "data-price_lease": "48 000 000,00",
        "data-price_service": "",
        "present": tender_house["chair"].public_id,
        "version": str(tender.version),
    }
    wrong = post(browser, path, typed)
    assert wrong.status_code == 422
    assert "48 000 000,00" in wrong.text
    asked = post(browser, path, typed | {"data-price_service": "55 000 000"})
    assert asked.status_code == 200
    assert "What will be recorded" in asked.text
    done = post(browser, path, typed | {"data-price_service": "55 000 000", "confirmed": "1"})
    assert done.status_code == 302, done.text
    assert format(db.session.query(Bid).one().price_lease, "f") == "48000000.00"
    assert browser.get(path).status_code == 409
