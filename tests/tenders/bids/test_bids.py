"""Bids before the opening (¶ 47, 49; Law 45-2, 45-3; H29, H30): who does what with them, and until when."""

import datetime as dt
from typing import Any

import pytest

from qyzmet.audit.models import AuditRecord
from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.procedure import engine
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Refused, Stale
from qyzmet.search.models import SearchWord
from qyzmet.tenders.bids import draft as drafting
from qyzmet.tenders.bids import receipt as bid_receipts
from qyzmet.tenders.bids.draft import draft
from qyzmet.tenders.bids.sealed import keeper, sealed_bids
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.sealed_models import SealedBid
from tests.conftest import SetClock
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


def test_so_many_are_begun_and_no_more(tender_house: TenderHouse, tender: Tender, monkeypatch: pytest.MonkeyPatch):
    """H55: each takes room; another supplier, and the head's act on those that there are, are not hindered."""
    monkeypatch.setattr(drafting, "MOST_BEGUN", 2)
    bids = [bidding.drafted(tender_house, tender) for _each in range(2)]
    with pytest.raises(NotInThisState, match="begun 2 bids") as found:
        bidding.drafted(tender_house, tender)
    assert found.value.rule == "H55"
    bidding.drafted(tender_house, tender, 2)
    bidding.take(tender_house, bids[1], "submit")


def test_a_bid_takes_so_many_acts_and_can_always_end(
    tender_house: TenderHouse, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    """H55: with each act the whole bid is sealed anew, so that it must not grow without end."""
    monkeypatch.setattr(keeper, "MOST_ACTS", 2)
    bid = bidding.submitted(tender_house, tender)
    bidding.take(tender_house, bid, "replace", {"data": {"price_lease": "1.00"}})
    found = refused(tender_house, bid, "replace", data={"price_lease": "2.00"})
    assert (found.status, found.rule) == (409, "H55")
    bidding.take(tender_house, bid, "withdraw")
    assert bid.state == "withdrawn"


def test_attempts_to_sign_do_not_make_a_bid_grow(
    tender_house: TenderHouse, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    """Of signatures that were not taken the newest are told."""
    monkeypatch.setattr(keeper, "MOST_ATTEMPTS", 2)
    bid = bidding.drafted(tender_house, tender)
    for number in range(4):
        with tender_house.as_("supplier1_head"):
            keeper.KEEPER.note_attempt(bid, {"number": number})
    assert sealed_bids.content_of(bid).attempts == [{"number": 2}, {"number": 3}]


def test_a_bid_goes_its_way_until_the_end(tender_house: TenderHouse, tender: Tender):
    """Draft, submit, replace, withdraw; another one afterwards. Each handing in gives a receipt of its own."""
    bid = bidding.drafted(tender_house, tender)
    assert (bid.state, bid_receipts.of(bid)) == ("draft", None)
    bidding.take(tender_house, bid, "submit")
    first = bid_receipts.of(bid)
    assert bid.state == "submitted"
    assert first is not None
    assert first["received_at"] == "2026-03-02T09:00:00+05:00"
    bidding.take(tender_house, bid, "replace", {"data": {"price_lease": "1.00"}})
    second = bid_receipts.of(bid)
    assert second is not None
    assert second["hash"] != first["hash"]
    assert (bid.data["price_lease"], bid.data["price_service"]) == ("1.00", bidding.SERVICE)
    bidding.take(tender_house, bid, "withdraw")
    assert bid.state == "withdrawn"
    assert bidding.submitted(tender_house, tender).state == "submitted"
    found = bidding.seen(tender_house, bid)
    assert found is not None
    assert [act.action for act in found.acts] == ["submit", "replace", "withdraw"]
    assert found.acts[0].taker is tender_house["supplier1_head"]


def test_it_exists_for_its_bidders_people_alone(tender_house: TenderHouse, tender: Tender):
    """Specialist and head see it; integrator, customer, auditor, administrator, Commission and others find nothing."""
    bid = bidding.submitted(tender_house, tender)
    see = {key for key in tender_house.requests.people if bidding.seen(tender_house, bid, key) is not None}
    own = {"supplier_head", "supplier_specialist", "supplier1_head", "supplier1_specialist"}
    assert see == own
    for key, person in tender_house.requests.people.items():
        mine = [each.public_number for each in sealed_bids.mine(actor_of(person))]
        assert mine == ([bid.public_number] if key in own else []), key


def test_nothing_outside_of_the_seal_tells_of_it(tender_house: TenderHouse, tender: Tender):
    """No act, audit record, notice, mail, deadline, search word, and the tender's version stays."""
    counted = (AuditRecord, Act, Notification, OutboxMessage, Deadline, SearchWord, Procedure)
    before = [db.session.query(each).count() for each in counted]
    version = tender.version
    bid = bidding.submitted(tender_house, tender)
    bidding.take(tender_house, bid, "replace", {"data": {"price_lease": "2.00"}})
    bidding.take(tender_house, bid, "withdraw")
    db.session.commit()
    assert [db.session.query(each).count() for each in counted] == before
    assert tender.version == version


def test_numbers_are_random(tender_house: TenderHouse, tender: Tender):
    """A bid's number shows neither how many there are nor their order."""
    numbers = [bidding.drafted(tender_house, tender).public_number for _each in range(3)]
    assert len(set(numbers)) == 3
    assert all(number.startswith("B-") and len(number) == 14 for number in numbers)


@pytest.mark.parametrize("key", ["integrator_head", "customer_head", "operator_head", "chair", "auditor"])
def test_only_suppliers_draft_bids(tender_house: TenderHouse, tender: Tender, key: str):
    """¶ 49: a bid is a supplier's."""
    with tender_house.as_(key), pytest.raises(NotYours):
        draft(tender.public_number, {})


def test_a_draft_of_a_tender_takes_no_bids_and_is_not_there(tender_house: TenderHouse):
    """Before it is published a supplier does not know of a tender; one that does not exist answers the same."""
    unpublished = tender_house.drafted()
    said = set()
    for number in (unpublished.public_number, "T-2026-999999"):
        with tender_house.as_("supplier1_head"), pytest.raises(Invalid) as found:
            draft(number, {})
        said.add(found.value.detail)
    assert said == {"There is no tender with this number."}


def test_specialists_prepare_and_heads_bind(tender_house: TenderHouse, tender: Tender):
    """A specialist drafts and saves; submitting, replacing, confirming and withdrawing are the head's."""
    bid = bidding.drafted(tender_house, tender)
    with tender_house.as_("supplier1_specialist") as actor:
        engine.save(bid, {"price_lease": "5.00"})
        assert engine.actions(bid, actor) == ["save", "hand_over"]
        for action in ("submit", "replace", "confirm", "withdraw"):
            with pytest.raises(NotYours):
                engine.take(bid, action, {})
    with tender_house.as_("supplier1_head") as actor:
        assert engine.actions(bid, actor) == ["save", "submit"]


def test_right_version_state_and_form_in_this_order(tender_house: TenderHouse, tender: Tender):
    """403, then 412, then 409, then 422: as for everything else."""
    bid = bidding.drafted(tender_house, tender, price_lease=None)

    def broken() -> None:
        raise Invalid("The body is not right.")

    with tender_house.as_("supplier1_specialist"), pytest.raises(NotYours):
        engine.take(bid, "withdraw", {}, expected_version=99, validate=broken)
    with tender_house.as_("supplier1_head"):
        with pytest.raises(Stale):
            engine.take(bid, "withdraw", {}, expected_version=99, validate=broken)
        with pytest.raises(NotInThisState):
            engine.take(bid, "withdraw", {}, expected_version=bid.version, validate=broken)
        with pytest.raises(Invalid, match="not right"):
            engine.take(bid, "submit", {}, expected_version=bid.version, validate=broken)


def test_every_change_raises_the_version(tender_house: TenderHouse, tender: Tender):
    """Two colleagues at one bid: the one who looked at an older version is told so."""
    bid = bidding.drafted(tender_house, tender)
    seen = bid.version
    with tender_house.as_("supplier1_specialist"):
        engine.save(bid, {"price_lease": "7.00"})
        assert bid.version == seen + 1
        engine.save(bid, {"price_lease": "7.00"})
        assert bid.version == seen + 1, "saving the same changes nothing"
        with pytest.raises(Stale):
            engine.save(bid, {"price_lease": "8.00"}, expected_version=seen)


def test_the_last_instant_counts_whoever_waits(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """¶ 47: received at 23:59:59.999999 it is in time, also where its turn came when the worker had closed already."""
    bid, late = bidding.drafted(tender_house, tender), bidding.drafted(tender_house, tender, 2)
    end = end_of(tender)
    set_clock.set(end + dt.timedelta(seconds=40))
    engine.end_by_time(tender, "close", end)
    db.session.commit()
    with bidding.received(end - MOMENT, tender_house, "supplier1_head"):
        engine.take(bid, "submit", {})
        receipt = bid_receipts.of(bid)
    assert receipt is not None
    assert receipt["received_at"] == "2026-03-27T23:59:59.999999+05:00"
    with bidding.received(end, tender_house, "supplier2_head"), pytest.raises(NotInThisState) as found:
        engine.take(late, "submit", {})
    assert found.value.rule == "¶ 47"
    assert "27.03.2026, 24:00" in found.value.detail or "24:00" in found.value.detail
    seen = bidding.seen(tender_house, bid)
    assert seen is not None
    assert seen.state == "submitted"


@pytest.mark.slow
@pytest.mark.parametrize("action", ["submit", "replace", "withdraw", "save"])
def test_after_the_end_nothing_is_changed(tender_house: TenderHouse, tender: Tender, set_clock: SetClock, action: str):
    """¶ 47: each move says when acceptance ended, before the worker has come by and after; the bid stays as it was."""
    bid = bidding.submitted(tender_house, tender) if action in ("replace", "withdraw") else None
    bid = bid or bidding.drafted(tender_house, tender)
    set_clock.set(end_of(tender))
    for closed in (False, True):
        if closed:
            engine.end_by_time(tender, "close", end_of(tender))
        with tender_house.as_("supplier1_head"), pytest.raises(NotInThisState) as found:
            engine.save(bid, {"price_lease": "3.00"}) if action == "save" else engine.take(bid, action, {})
        assert (found.value.rule, "24:00" in found.value.detail) == ("¶ 47", True)
    assert bid.data["price_lease"] == bidding.LEASE


def test_a_clock_set_back_accepts_nothing(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """Once acceptance is closed, no clock that is set back opens it again."""
    bid = bidding.drafted(tender_house, tender)
    set_clock.set(end_of(tender))
    engine.end_by_time(tender, "close", end_of(tender))
    set_clock.set(end_of(tender) - dt.timedelta(days=2))
    assert refused(tender_house, bid, "submit").rule == "¶ 47"


@pytest.mark.slow
def test_a_material_amendment_asks_to_confirm(tender_house: TenderHouse, set_clock: SetClock):
    """H30: what was handed in before is to be confirmed or replaced; else it counts as withdrawn, and frees nobody."""
    assignment = tender_house.approved_assignment()
    tender = tender_house.published(assignment)
    confirmed = bidding.submitted(tender_house, tender)
    replaced, left = bidding.submitted(tender_house, tender, 2), bidding.submitted(tender_house, tender, 3)
    receipt = bid_receipts.of(confirmed)
    tender_house.amended(assignment, training="For everybody, twice.")
    tender_house.take(tender, "integrator_head", "amend", {"material": True, "text": "Training.", "documents": []})
    numbers = {1: confirmed, 2: replaced, 3: left}
    for supplier, bid in numbers.items():
        found = bidding.seen(tender_house, bid, f"supplier{supplier}_head")
        assert found is not None
        assert found.state == "unconfirmed"
        numbers[supplier] = found
    bidding.take(tender_house, numbers[1], "confirm")
    assert (numbers[1].state, bid_receipts.of(numbers[1])) == ("submitted", receipt)
    bidding.take(tender_house, numbers[2], "replace", {"data": {"price_lease": "4.00"}}, 2)
    assert numbers[2].state == "submitted"
    set_clock.set(end_of(tender))
    lapsed = bidding.seen(tender_house, left, "supplier3_head")
    assert lapsed is not None
    assert lapsed.state == "withdrawn"


@pytest.mark.slow
def test_a_bid_that_does_not_answer_any_more_is_replaced(tender_house: TenderHouse):
    """H30: where the amendment asks for another criterion, confirming is refused with what is missing."""
    assignment = tender_house.approved_assignment()
    tender = tender_house.published(assignment)
    bid = bidding.submitted(tender_house, tender)
    criteria = [*(tender.frozen.data["criteria"] if tender.frozen else [])]
    more = {"key": "c99", "name": "Recovery within an hour", "kind": "pass_fail"}
    keys = {"weight": None, "scale_max": None, "pass_mark": None}
    tender_house.amended(assignment, criteria=[*criteria, more | keys])
    tender_house.take(tender, "integrator_head", "amend", {"material": True, "text": "One more.", "documents": []})
    said = refused(tender_house, bid, "confirm")
    assert (said.status, said.rule) == (409, "H30")
    assert "Recovery within an hour" in said.detail
    answers = [*bid.data["answers"], {"criterion": "c99", "text": "In forty minutes.", "documents": []}]
    bidding.take(tender_house, bid, "replace", {"data": {"answers": answers}})
    assert bid.state == "submitted"


def test_a_bid_ends_with_a_cancelled_tender(tender_house: TenderHouse):
    """A tender that is cancelled meanwhile takes no bid, and what was handed in stays sealed for ever."""
    assignment = tender_house.approved_assignment()
    tender = tender_house.published(assignment)
    bid, draft = bidding.submitted(tender_house, tender), bidding.drafted(tender_house, tender, 2)
    tender.state = "cancelled"
    db.session.flush()
    for each, supplier, action in ((bid, 1, "withdraw"), (draft, 2, "submit")):
        said = refused(tender_house, each, action, supplier)
        assert said.status == 409
        assert "not chosen" in said.detail
    found = bidding.seen(tender_house, bid)
    assert found is not None
    assert (found.state, found.data["price_lease"]) == ("not_chosen", bidding.LEASE)


def test_a_row_that_somebody_has_changed_is_nobodys(tender_house: TenderHouse, tender: Tender):
    """Two rows whose contents were exchanged by hand open for neither bidder, and nothing answers 500."""
    one, two = bidding.submitted(tender_house, tender), bidding.submitted(tender_house, tender, 2)
    rows = [db.session.query(SealedBid).filter_by(number=each.public_number).one() for each in (one, two)]
    rows[0].content, rows[1].content = rows[1].content, rows[0].content
    rows[0].own, rows[1].own = rows[1].own, rows[0].own
    db.session.flush()
    assert bidding.seen(tender_house, one) is None
    assert bidding.seen(tender_house, two, "supplier2_head") is None
