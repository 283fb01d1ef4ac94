"""¶ 49; Law 45-2, 45-3: which bids are not taken, and what is said of them."""

import datetime as dt
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, Refused
from qyzmet.tenders.bids import requirements
from qyzmet.tenders.models import Barred, Bid, Tender
from qyzmet.tenders.sealed_models import TakenPart
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

MOMENT = dt.timedelta(microseconds=1)


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    return tender_house.published()


def refused(house: TenderHouse, bid: Bid, action: str, supplier: int = 1, **body: Any) -> Refused:
    """The refusal that the supplier's head gets."""
    with pytest.raises(Refused) as found:
        bidding.take(house, bid, action, body, supplier)
    return found.value


def end_of(tender: Tender) -> dt.datetime:
    assert tender.accepts_until is not None
    return tender.accepts_until


INCOMPLETE: dict[str, dict[str, Any]] = {
    "data.price_lease": {"price_lease": None},
    "data.statements.1.confirmed": {},
    "data.statements": {"statements": []},
    "data.answers": {"answers": []},
}


@pytest.mark.parametrize("field", INCOMPLETE)
def test_an_incomplete_bid_is_not_handed_in(tender_house: TenderHouse, tender: Tender, field: str):
    """Law 45-2, ¶ 19: prices, every statement confirmed, every criterion answered; the draft keeps what there is."""
    data = bidding.data(tender) | INCOMPLETE[field]
    if field == "data.statements.1.confirmed":
        data["statements"][1]["confirmed"] = False
    bid = bidding.drafted(tender_house, tender, **data)
    assert field in refused(tender_house, bid, "submit").errors
    assert bid.state == "draft"
    assert db.session.query(TakenPart).count() == 0


def test_what_a_bid_lacks_has_its_place_in_it(tender_house: TenderHouse, tender: Tender):
    """Whatever stands there: so it is mended by writing on, and what is offered of a bid is asked without looking."""
    bid = bidding.drafted(tender_house, tender)
    integrators = tender_house.document("integrator_specialist")
    wrong: dict[str, Any] = {
        "price_lease": "much",
        "unknown": 1,
        "group": [bid.bidder.bin, "111111111111", "111111111111"],
        "statements": [{"key": "none"}, {"key": "legal_capacity", "confirmed": False, "documents": [integrators]}],
    }
    with tender_house.as_("supplier1_specialist"):
        for data in ({}, wrong, bid.data):
            found = requirements.against_bid(tender, bid.bidder, data)
            assert [each for each in found if each.is_hopeless] == []


def test_a_bid_names_its_bidders_documents_alone(tender_house: TenderHouse, tender: Tender):
    """Neither another's sealed file nor the integrator's is a document of the bid, in a draft already."""
    bid = bidding.drafted(tender_house, tender)
    for key in ("supplier2_specialist", "integrator_specialist"):
        shown = [{"key": "legal_capacity", "confirmed": True, "documents": [tender_house.document(key)]}]
        with tender_house.as_("supplier1_specialist"), pytest.raises(Invalid) as found:
            engine.save(bid, {"statements": shown})
        assert list(found.value.errors) == ["data.statements.0.documents.0"]


def test_a_price_above_the_ceiling_is_handed_in_all_the_same(tender_house: TenderHouse, tender: Tender):
    """H14: it is rejected at the examination; here it is only warned of."""
    assert bidding.submitted(tender_house, tender, price_lease="999999999999.00").state == "submitted"


def test_one_bid_a_supplier(tender_house: TenderHouse, tender: Tender):
    """H39: a second bid is refused in words that name no other bid; withdrawing the first frees its bidder."""
    first = bidding.submitted(tender_house, tender)
    second = bidding.drafted(tender_house, tender)
    said = refused(tender_house, second, "submit")
    assert (said.status, said.rule) == (409, "H39")
    assert first.public_number not in said.detail
    bidding.take(tender_house, first, "withdraw")
    bidding.take(tender_house, second, "submit")
    assert second.state == "submitted"


@pytest.mark.slow
def test_a_member_of_a_group_cannot_bid_again(tender_house: TenderHouse, tender: Tender):
    """H39: alone or in another group, in whichever order; who leaves the group is free."""
    member = tender_house.suppliers[1].bin
    group = bidding.submitted(tender_house, tender, group=[member])
    alone = bidding.drafted(tender_house, tender, 2)
    assert refused(tender_house, alone, "submit", 2).status == 409
    other = bidding.drafted(tender_house, tender, 3, group=[member])
    assert refused(tender_house, other, "submit", 3).rule == "H39"
    bidding.take(tender_house, group, "replace", {"data": {"group": []}})
    bidding.take(tender_house, alone, "submit", supplier=2)
    bidding.take(tender_house, group, "replace", {"data": {"group": [member]}})
    assert group.state == "unconfirmed"
    assert refused(tender_house, group, "confirm").rule == "H39"


@pytest.mark.parametrize("wrong", ["itself", "twice", "a state body", "no BIN"])
def test_a_group_is_made_of_other_suppliers(tender_house: TenderHouse, tender: Tender, wrong: str):
    """H39: a group that contains itself, a member named twice, and who is no supplier, are refused at the field."""
    bidder, other = tender_house.suppliers[0].bin, tender_house.suppliers[1].bin
    named = {
        "itself": [bidder],
        "twice": [other, other],
        "a state body": [tender_house.requests.other_body.bin],
        "no BIN": ["123456789012"],
    }[wrong]
    bid = bidding.drafted(tender_house, tender, group=named)
    said = refused(tender_house, bid, "submit")
    assert said.errors
    assert all(field.startswith("data.group.") for field in said.errors)


def barred(house: TenderHouse, finding_on: dt.date, supplier: int = 0) -> None:
    made = Barred(
        organisation=house.suppliers[supplier],
        finding_on=finding_on,
        document="D-1",
        recorded_by_id=house["administrator"].id,
        recorded_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()


def test_the_barred_do_not_bid(tender_house: TenderHouse, tender: Tender):
    """Law 45-3: from the day of the finding on and not before, alone or in a group."""
    bid = bidding.drafted(tender_house, tender)
    barred(tender_house, clock.today() + dt.timedelta(days=1))
    with tender_house.as_("supplier1_head"):
        assert requirements.against_bidder(tender, tender_house.suppliers[0].bin, bid.data, on=clock.today()) == []
    barred(tender_house, clock.today())
    said = refused(tender_house, bid, "submit")
    assert (said.status, said.rule) == (409, "Law 45-3")
    grouped = bidding.drafted(tender_house, tender, 2, group=[tender_house.suppliers[0].bin])
    assert list(refused(tender_house, grouped, "submit", 2).errors) == ["data.group.0"]
