"""H3, H22: the opening of bids: when, by whom, what it lets out, its minutes, who steps aside by it."""

import datetime as dt
from typing import Any

import pytest

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission import open_bids, protocols, seats
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.states import EXAMINING, NO_BIDS
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from qyzmet.tenders.sealed_models import Envelope, SealedBid
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.tenders import bidding, sitting
from tests.tenders.house import TenderHouse


def minutes(tender: Tender) -> list[dict[str, Any]]:
    """What the minutes hold, additions after them."""
    return [each.data for each in protocols.of_kind(tender, ProtocolKind.OPENING)]


@pytest.mark.slow
def test_before_its_hour_nothing_is_opened(tender_house: TenderHouse, set_clock: SetClock):
    """H3: a microsecond before 10:00 of the day it is refused, saying when it may begin; at 10:00 it is open."""
    tender = sitting.seated(tender_house)
    bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    assert tender.opening_at is not None
    set_clock.set(tender.opening_at - dt.timedelta(microseconds=1))
    with pytest.raises(NotInThisState, match="10:00") as refusal, tender_house.as_("chair"):
        engine.take(tender, "open_bids", sitting.present(tender_house))
    assert refusal.value.rule == "H3"
    set_clock.set(tender.opening_at)
    tender_house.take(tender, "secretary", "open_bids", sitting.present(tender_house))
    assert tender.state == EXAMINING


def test_only_chair_and_secretary_open(tender_house: TenderHouse, set_clock: SetClock):
    """A member's and the integrator's press open nothing."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    for key in ("member1", "integrator_head", "customer_head"):
        with pytest.raises(NotYours), tender_house.as_(key):
            engine.take(tender, "open_bids", sitting.present(tender_house))


def test_without_a_commission_nobody_opens(tender_house: TenderHouse, set_clock: SetClock):
    """The customer sets it up first, late as that is; then it opens."""
    tender = sitting.published(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    with pytest.raises(NotYours), tender_house.as_("chair"):
        engine.take(tender, "open_bids", sitting.present(tender_house))
    sitting.set_up(tender_house, tender)
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    assert tender.state == NO_BIDS


def test_chair_secretary_and_quorum_are_there(tender_house: TenderHouse, set_clock: SetClock):
    """H22: three of six are no quorum; without the secretary, or with a stranger, it is refused at the field."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)

    def wrong(*keys: str) -> str:
        with pytest.raises(Invalid) as refusal, tender_house.as_("chair"):
            engine.take(tender, "open_bids", sitting.present(tender_house, keys))
        return " ".join(text for texts in refusal.value.errors.values() for text in texts)

    assert "quorum" in wrong("chair", "secretary", "member1")
    assert "secretary" in wrong("chair", "member1", "member2", "member3")
    assert "no seat" in wrong("chair", "secretary", "member1", "member2", "customer_head")
    tender_house.take(tender, "member4", "declare", {"interest": True, "reason": "A share."})
    with pytest.raises(Invalid) as refusal, tender_house.as_("chair"):
        engine.take(tender, "open_bids", sitting.present(tender_house))
    assert list(refusal.value.errors) == ["present.5"]


@pytest.mark.slow
def test_minutes_say_who_was_there_and_what_was_opened(tender_house: TenderHouse, set_clock: SetClock):
    """Published at once: the present and the absent, each bid with bidder, prices, receipt and instant, by a hash."""
    tender = sitting.seated(tender_house)
    first = bidding.submitted(tender_house, tender, 1)
    bidding.closed(tender_house, tender, set_clock)
    there = ("chair", "secretary", "member1", "member2")
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house, there))
    (protocol,) = protocols.of_kind(tender, ProtocolKind.OPENING)
    assert protocol.published_at == protocol.made_at
    assert protocol.hash == protocols.hash_of(tender, 1, protocol.data)
    assert [each["user"] for each in protocol.data["present"]] == [tender_house[key].public_id for key in there]
    assert {each["name"] for each in protocol.data["absent"]} == {
        tender_house["member3"].full_name,
        tender_house["member4"].full_name,
    }
    (bid,) = protocol.data["bids"]
    assert bid["number"] == first.public_number
    assert (bid["supplier"], bid["price_lease"], bid["price_service"]) == (
        tender_house.suppliers[0].bin,
        bidding.LEASE,
        bidding.SERVICE,
    )
    assert len(bid["receipt"]) == 64
    assert db.session.query(AuditRecord).filter_by(action="release_seal", subject=tender.number).count() == 1


def test_that_no_bid_came_is_known_only_by_the_opening(tender_house: TenderHouse, set_clock: SetClock):
    """Withdrawn bids did not come in: no bids, no term to examine but that of H36, and minutes that say so."""
    tender = sitting.seated(tender_house)
    bid = bidding.submitted(tender_house, tender)
    bidding.take(tender_house, bid, "withdraw")
    bidding.closed(tender_house, tender, set_clock)
    act = sitting.take(tender_house, tender, "chair", "open_bids", sitting.present(tender_house))
    assert (tender.state, act.to_state) == (NO_BIDS, NO_BIDS)
    assert minutes(tender)[0]["bids"] == []
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["decide_what_follows"]


def test_an_envelope_alone_is_a_bid_that_came(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 49: what is in it is entered after the opening, as an addition to the minutes; until then none is examined."""
    tender = sitting.seated(tender_house)
    with tender_house.as_("integrator_clerk"):
        engine.take(tender, "register_envelope", {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "paper"})
    bidding.closed(tender_house, tender, set_clock)
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    assert tender.state == EXAMINING
    envelope = db.session.query(Envelope).one()
    assert [each["envelope"] for each in minutes(tender)[0]["envelopes"]] == [envelope.number]
    with pytest.raises(NotInThisState, match=envelope.number), tender_house.as_("chair"):
        engine.take(tender, "examine", {"results": []})
    body = {
        "envelope": envelope.number,
        "supplier": tender_house.suppliers[0].bin,
        "data": bidding.data(tender),
        "present": [tender_house["chair"].public_id],
    }
    tender_house.take(tender, "integrator_clerk", "enter_envelope", body)
    first, addition = minutes(tender)
    assert first["bids"] == []
    assert addition["addition_to"] == 1
    assert [each["supplier"] for each in addition["bids"]] == [tender_house.suppliers[0].bin]
    assert addition["bids"][0]["in_envelope"] is True


@pytest.mark.slow
def test_one_that_does_not_open_stops_nothing_and_is_not_lost(tender_house: TenderHouse, set_clock: SetClock):
    """The minutes say which could not be opened; mended, it opens later, as an addition."""
    tender = sitting.seated(tender_house)
    good, bad = bidding.submitted(tender_house, tender, 1), bidding.submitted(tender_house, tender, 2)
    row = db.session.query(SealedBid).filter_by(number=bad.public_number).one()
    whole = row.content
    row.content = whole[:-1] + bytes([whole[-1] ^ 1])
    bidding.closed(tender_house, tender, set_clock)
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    assert [each["number"] for each in minutes(tender)[0]["bids"]] == [good.public_number]
    assert minutes(tender)[0]["not_opened"] == [bad.public_number]
    tender_house.take(tender, "chair", "open_remaining")
    assert minutes(tender)[1]["not_opened"] == [bad.public_number]
    row.content = whole
    tender_house.take(tender, "secretary", "open_remaining")
    assert [each["number"] for each in minutes(tender)[2]["bids"]] == [bad.public_number]
    assert len(opened_bids.all_of(tender)) == 2
    with pytest.raises(NotInThisState, match="has been opened"), tender_house.as_("chair"):
        engine.take(tender, "open_remaining", {})


@pytest.mark.slow
def test_where_the_key_is_lost_all_is_reported_and_nothing_lost(tender_house: TenderHouse, set_clock: SetClock):
    """Every bid stands in the minutes as not opened; when the key is found again they open."""
    tender = sitting.seated(tender_house)
    bids = [bidding.submitted(tender_house, tender, supplier) for supplier in (1, 2)]
    kept, tender.seal_wrapped = tender.seal_wrapped, b"lost"
    bidding.closed(tender_house, tender, set_clock)
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    assert tender.state == EXAMINING
    assert minutes(tender)[0]["not_opened"] == sorted(bid.public_number for bid in bids)
    tender_house.take(tender, "chair", "open_remaining")
    assert len(open_bids.unopened(tender)) == 2
    tender.seal_wrapped = kept
    tender_house.take(tender, "chair", "open_remaining")
    assert open_bids.unopened(tender) == []
    assert len(opened_bids.all_of(tender)) == 2


def test_the_second_press_opens_nothing(tender_house: TenderHouse, set_clock: SetClock):
    """409: it was opened already; there is one set of minutes."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    with pytest.raises(NotInThisState), tender_house.as_("secretary"):
        engine.take(tender, "open_bids", sitting.present(tender_house))
    assert len(minutes(tender)) == 1


@pytest.mark.slow
def test_a_member_who_works_for_a_bidder_steps_aside(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-1: found by the lists though no interest was declared; seat and bids are taken, minutes say it, the
    customer replaces; who works for a bidder too is not taken.
    """
    tender = sitting.seated(tender_house)
    bidder = tender_house.suppliers[0]
    factories.join(tender_house["member2"], Role.SPECIALIST, bidder)
    tender = sitting.opened(tender_house, set_clock, "50000000.00", tender=tender)
    person = tender_house["member2"].public_id
    assert minutes(tender)[0]["stepped_aside"] == [{"user": person, "bidder": bidder.bin, "tie": "works_for"}]
    assert person not in sitting.voters(tender)
    (bid,) = opened_bids.all_of(tender)
    assert all(seat.until is not None for seat in bid.seats if seat.user is tender_house["member2"])
    other = factories.user(Role.SPECIALIST, tender_house.requests.integrator)
    factories.join(other, Role.CLERK, bidder)
    members = [other.public_id if each == person else each for each in tender_house.commission()["members"]]
    again = tender_house.commission() | {"members": members, "reason": "stepped_aside"}
    with pytest.raises(Invalid) as refusal, tender_house.as_("customer_head"):
        engine.take(tender, "set_commission", again)
    assert list(refusal.value.errors) == ["members.1"]
    fit = factories.user(Role.SPECIALIST, tender_house.requests.integrator)
    members = [fit.public_id if each == person else each for each in tender_house.commission()["members"]]
    sitting.set_up(tender_house, tender, members=members, reason="stepped_aside")
    assert fit.public_id in sitting.voters(tender)
    (bid,) = opened_bids.all_of(tender)
    assert any(seat.user is fit for seat in bid.seats)


@pytest.mark.slow
def test_a_chair_who_owns_a_bidder_is_replaced(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-1: found by the owners' list of the bidder; until the customer names another chair nobody examines."""
    tender_house.suppliers[1].owners = [tender_house["chair"].iin]
    tender = sitting.opened(tender_house, set_clock, "50000000.00", "51000000.00")
    assert [each["tie"] for each in minutes(tender)[0]["stepped_aside"]] == ["owns"]
    with pytest.raises(NotYours), tender_house.as_("chair"):
        engine.take(tender, "examine", {"results": []})
    sitting.set_up(tender_house, tender, chair=tender_house["customer_head"].public_id, reason="stepped_aside")
    assert seats.commission_of(tender).chair == tender_house["customer_head"].public_id
    with pytest.raises(NotInThisState, match="Declare first"), tender_house.as_("customer_head"):
        engine.take(tender, "examine", {"results": []})


@pytest.mark.slow
def test_people_of_a_predecessor_are_the_bidders_people(tender_house: TenderHouse, set_clock: SetClock):
    """Somebody who still belongs to the organisation that the bidder succeeded works for the bidder."""
    old = factories.organisation(
        OrganisationKind.SUPPLIER, successor=tender_house.suppliers[0], closed_on=dt.date(2026, 1, 1)
    )
    factories.join(tender_house["member1"], Role.SPECIALIST, old)
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    assert [each["user"] for each in minutes(tender)[0]["stepped_aside"]] == [tender_house["member1"].public_id]
