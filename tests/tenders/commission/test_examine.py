"""Law 45-2, 45-3, H14, H23: which bids comply, on what ground one is rejected, what may be mended."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import editions, engine
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission import examine, protocols
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.states import COMPLIANT, EXAMINING, NONE_COMPLIANT, REJECTED, SCORING
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from tests.conftest import SetClock
from tests.tenders import sitting, voting
from tests.tenders.house import TenderHouse
from tests.tenders.voting import VOTERS

PRICES = ("50000000.00", "51000000.00")


def refused(house: TenderHouse, tender: Tender, body: dict[str, Any], key: str = "chair") -> dict[str, list[str]]:
    """By field, why the examination is not recorded."""
    with pytest.raises(Invalid) as refusal, house.as_(key):
        engine.take(tender, "examine", body)
    return refusal.value.errors


def at(bid: Bid, state: str) -> bool:
    """Whether the bid stands there, with the act that led it there."""
    return bid.state == state and bid.acts[-1].to_state == state


@pytest.mark.slow
def test_compliant_ones_go_on_and_each_rejection_has_ground_and_reason(tender_house: TenderHouse, set_clock: SetClock):
    """Each bid is accepted or rejected with a word to its bidder; the protocol keeps grounds and reasons."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    good, bad = opened_bids.all_of(tender)
    body = sitting.results([good, bad])
    body["results"][1] |= {"compliant": False, "ground": "document_missing", "reason": "No charter."}
    voting.resolve(tender_house, tender, "examine", body)
    assert tender.state == SCORING
    assert at(good, COMPLIANT)
    assert at(bad, REJECTED)
    assert (bad.ground, bad.reason) == ("document_missing", "No charter.")
    (protocol,) = protocols.of_kind(tender, ProtocolKind.EXAMINATION)
    supplier = tender_house.suppliers[1]
    assert protocol.data["results"][1] == {
        "bid": bad.public_number,
        "supplier": supplier.bin,
        "names": {"kk": supplier.name_kk, "ru": supplier.name_ru, "en": supplier.name_en},
        "compliant": False,
        "ground": "document_missing",
        "reason": "No charter.",
    }
    assert opened_bids.standing(tender) == [good]


@pytest.mark.slow
def test_none_compliant_is_not_no_bids(tender_house: TenderHouse, set_clock: SetClock):
    """All rejected: none compliant, and the term to examine ends; the chain of ¶ 53-1 does not move."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    body = sitting.results(opened_bids.all_of(tender))
    for row in body["results"]:
        row |= {"compliant": False, "ground": "document_non_compliant", "reason": "Under arrest."}
    voting.resolve(tender_house, tender, "examine", body)
    assert tender.state == NONE_COMPLIANT
    assert deadlines.open_deadlines(tender, "examine") == []


def test_what_is_missing_or_wrong_is_said_at_its_field(tender_house: TenderHouse, set_clock: SetClock):
    """No ground, no reason, a bid left out, twice, or of nobody: 422, and nothing changes."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    one, two = opened_bids.all_of(tender)
    both = sitting.results([one, two])["results"]
    bare = {"bid": one.public_number, "compliant": False, "ground": None, "reason": ""}
    assert set(refused(tender_house, tender, {"results": [bare, both[1]]})) == {"results.0.ground", "results.0.reason"}
    assert two.public_number in refused(tender_house, tender, {"results": both[:1]})["results"][0]
    assert "results.2.bid" in refused(tender_house, tender, {"results": [*both, both[0]]})
    assert "results.2.bid" in refused(tender_house, tender, {"results": [*both, {**both[0], "bid": "B-NOBODY"}]})
    above = {**bare, "ground": "above_ceiling", "reason": "Too dear."}
    assert "results.0.ground" in refused(tender_house, tender, {"results": [above, both[1]]})
    assert tender.state == EXAMINING


@pytest.mark.slow
def test_above_the_ceiling_is_rejected_by_the_system(tender_house: TenderHouse, set_clock: SetClock):
    """H14: a tiyn above is rejected, left out or named; a price that equals its ceiling is not."""
    tender = sitting.seated(tender_house)
    _lease, service = examine.ceilings_of(tender.frozen.data if tender.frozen else {})
    assert service is not None
    tender = sitting.opened(tender_house, set_clock, f"{service}", f"{service + Decimal('0.01')}", tender=tender)
    at_it, above = opened_bids.all_of(tender)
    wrong = sitting.results([at_it, above])
    assert "results.1.compliant" in refused(tender_house, tender, wrong)
    voting.resolve(tender_house, tender, "examine", sitting.results([at_it]))
    assert at(at_it, COMPLIANT)
    assert at(above, REJECTED)
    assert above.ground == "above_ceiling"


@pytest.mark.slow
def test_the_house_rule_may_say_that_the_ceiling_rejects_nobody(tender_house: TenderHouse, set_clock: SetClock):
    """H14 set to 0: the Commission itself says whether the bid complies."""
    tender = sitting.seated(tender_house)
    edition = db.session.get_one(Edition, tender.edition_key)
    editions.change_house_rule("H14", edition, 0, tender_house["administrator"])
    tender = sitting.opened(tender_house, set_clock, "999999999.00", tender=tender)
    assert examine.above(tender) == {}
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    assert tender.state == SCORING


@pytest.mark.slow
def test_all_above_the_ceiling_need_no_word_of_the_commission(tender_house: TenderHouse, set_clock: SetClock):
    """Nothing is left to judge: an empty list records that none complies."""
    tender = sitting.opened(tender_house, set_clock, "999999999.00")
    voting.resolve(tender_house, tender, "examine", {"results": []})
    assert tender.state == NONE_COMPLIANT


@pytest.mark.slow
def test_false_information_starts_the_customers_term(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-3: 30 calendar days to sue, from the day on which the Commission established it."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    one, two = opened_bids.all_of(tender)
    body = sitting.results([one, two])
    body["results"][0] |= {"compliant": False, "ground": "false_information", "reason": "The licence is forged."}
    voting.resolve(tender_house, tender, "examine", body)
    (deadline,) = deadlines.open_deadlines(one, "sue")
    assert deadline.calendar_days == 30
    assert deadline.event_on == clock.today()
    assert deadlines.open_deadlines(two, "sue") == []


@pytest.mark.slow
def test_a_formal_defect_gets_one_working_day(tender_house: TenderHouse, set_clock: SetClock):
    """H23: while it is mended nobody examines; after its day the examination goes on, mended or not."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    one, two = opened_bids.all_of(tender)
    ask = {"bid": one.public_number, "text": "The authority of the signer is not signed."}
    act = sitting.take(tender_house, tender, "chair", "request_correction", ask)
    assert act.body == {"bid": one.public_number}
    (deadline,) = deadlines.open_deadlines(one, "correct")
    assert deadline.working_days == 1
    with pytest.raises(Invalid) as refusal, tender_house.as_("chair"):
        engine.take(tender, "request_correction", ask)
    assert list(refusal.value.errors) == ["bid"]
    with pytest.raises(NotInThisState, match=one.public_number), tender_house.as_("chair"):
        engine.take(tender, "examine", sitting.results([one, two]))
    set_clock.set(deadline.due_at)
    voting.resolve(tender_house, tender, "examine", sitting.results([one, two]))
    assert tender.state == SCORING
    assert deadlines.open_deadlines(one, "correct") == []


@pytest.mark.slow
def test_a_mended_defect_holds_nobody_up(tender_house: TenderHouse, set_clock: SetClock):
    """H23: as soon as the bidder has mended it the examination goes on."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    one, two = opened_bids.all_of(tender)
    tender_house.take(tender, "chair", "request_correction", {"bid": one.public_number, "text": "Sign it."})
    paper = tender_house.document("supplier1_head", "signed.pdf")
    tender_house.take(one, "supplier1_head", "correct", {"documents": [paper]})
    voting.resolve(tender_house, tender, "examine", sitting.results([one, two]))
    assert at(one, COMPLIANT)


def test_a_correction_is_asked_of_a_bid_that_is_there(tender_house: TenderHouse, set_clock: SetClock):
    """A number of nobody is refused at its field; a member does not ask."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    with pytest.raises(Invalid) as refusal, tender_house.as_("chair"):
        engine.take(tender, "request_correction", {"bid": "B-NOBODY", "text": "Sign it."})
    assert list(refusal.value.errors) == ["bid"]
    with pytest.raises(NotYours), tender_house.as_("member1"):
        engine.take(tender, "request_correction", {"bid": "B-NOBODY", "text": "Sign it."})


@pytest.mark.slow
def test_who_has_not_declared_does_not_examine(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-1: the chair is told to declare first."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    tender = sitting.opened(tender_house, set_clock, *PRICES, tender=tender)
    with pytest.raises(NotInThisState, match="Declare first"), tender_house.as_("chair"):
        engine.take(tender, "examine", sitting.results(opened_bids.all_of(tender)))


@pytest.mark.slow
def test_without_a_quorum_of_voters_nothing_is_decided(tender_house: TenderHouse, set_clock: SetClock):
    """H22: of five voters two stepped aside; three are no two thirds, until the customer has replaced one."""
    tender = sitting.seated(tender_house)
    tender = sitting.opened(tender_house, set_clock, *PRICES, tender=tender)
    for key in ("member3", "member4"):
        tender_house.take(tender, key, "declare", {"interest": True, "reason": "A share."})
    with pytest.raises(NotInThisState, match="3 of 5"), tender_house.as_("chair"):
        engine.take(tender, "examine", sitting.results(opened_bids.all_of(tender)))
    members = tender_house.commission()["members"]
    new = ("operator_head", "head")
    sitting.set_up(
        tender_house,
        tender,
        members=[*members[:2], *(tender_house[key].public_id for key in new)],
        reason="stepped_aside",
    )
    sitting.declared(tender_house, tender, new)
    tender_house.take(tender, "chair", "examine", sitting.results(opened_bids.all_of(tender)))
    voting.vote(tender_house, tender, (*VOTERS[:3], *new))
    assert tender.state == SCORING


@pytest.mark.slow
def test_the_examination_is_due_ten_working_days_after_the_opening(tender_house: TenderHouse, set_clock: SetClock):
    """H4: the term runs from the opening until the protocol, over the examination."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    (deadline,) = deadlines.open_deadlines(tender, "examine")
    assert (deadline.working_days, deadline.event_on) == (10, clock.today())
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    assert deadlines.open_deadlines(tender, "examine") == [deadline]
    assert deadline.due_at > clock.now() + dt.timedelta(days=9)
