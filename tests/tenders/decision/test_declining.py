"""Who declines a contract or is silent (H5, H25, H36): what was signed is void, and the Commission goes on."""

import datetime as dt

import pytest

from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import NotInThisState, NotYours
from qyzmet.tenders.decision import choice, contracts, no_supplier, record_silence
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import (
    OFFERS,
    bid_of,
    contract,
    decided,
    decision,
    ranked,
    reading,
    resolution,
    signed,
)
from tests.tenders.voting import resolve


def refused(house: TenderHouse, tender, key, body=None, error=NotInThisState, action="decline_contract"):
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


@pytest.fixture
def named(tender_house, set_clock):
    """A tender whose protocol names the first supplier."""
    return decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))


@pytest.mark.slow
def test_a_supplier_who_declines_falls_away(tender_house, named):
    """H25: the next by rank; also what others had concluded for it is void."""
    signed(tender_house, named, "service")
    tender_house.take(named, "operator_head", "sign_contract", contract(tender_house, "lease"))
    tender_house.take(named, "supplier1_head", "decline_contract", {"reason": "Not for this price."})
    assert (named.state, contracts.standing(named)) == ("ranked", {})
    assert bid_of(tender_house, named, 1).state == "not_chosen"
    assert choice.can_be_chosen(named) == [bid_of(tender_house, named, 2).public_number]
    assert not any(each.term.startswith("sign_") for each in deadlines.open_deadlines(named))


@pytest.mark.slow
def test_who_has_signed_all_of_its_contracts_is_bound(tender_house, named):
    """H25, H36: one that is still open can be declined with what was signed."""
    for kind in ("service", "lease"):
        signed(tender_house, named, kind)
    assert refused(tender_house, named, "operator_head", {"reason": "No."}).rule == "H36"
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, "product"))
    assert refused(tender_house, named, "customer_head", {"reason": "No."}).rule == "H36"
    tender_house.take(named, "supplier1_head", "decline_contract", {"reason": "The product stays ours."})
    assert (named.state, contracts.standing(named)) == ("ranked", {})


@pytest.mark.parametrize("key", ["customer_head", "operator_head"])
def test_the_customer_or_operator_who_declines_leaves_the_commission_to_decide(tender_house, named, key):
    """H36: the bid can be chosen again, and the tender can be repeated or cancelled."""
    tender_house.take(named, key, "decline_contract", {"reason": "The budget was cut."})
    assert (named.state, contracts.standing(named)) == ("ranked", {})
    first = bid_of(tender_house, named, 1)
    assert first.state == "compliant"
    assert choice.can_be_chosen(named)[0] == first.public_number
    lawful = no_supplier.lawful_now(named)
    assert (lawful.decisions, lawful.names, lawful.reason.rule) == (("repeat", "cancel"), True, "H36")


@pytest.mark.slow
def test_the_same_supplier_can_be_named_again(tender_house, named):
    """H36: with a new protocol all is signed anew; a later decline of the supplier is its own again."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    tender_house.take(named, "operator_head", "decline_contract", {"reason": "The dates do not hold."})
    decided(tender_house, named)
    assert bid_of(tender_house, named, 1).state == "winner"
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    assert contracts.standing(named)["service"].version == 1
    tender_house.take(named, "supplier1_head", "decline_contract", {"reason": "Other work."})
    assert no_supplier.lawful_now(named).decisions == ()


@pytest.mark.slow
def test_after_a_customer_who_declined_the_tender_can_be_cancelled(tender_house, named):
    """H36: the Commission cancels, and the bids end with the tender."""
    tender_house.take(named, "customer_head", "decline_contract", {"reason": "The budget was cut."})
    resolve(tender_house, named, "cancel", resolution())
    assert named.state == "cancelled"
    assert bid_of(tender_house, named, 1).state == "not_chosen"


def test_only_the_parties_decline(tender_house, named):
    """Neither the integrator, nor the chair, nor a supplier that was not named."""
    for key in ("integrator_head", "chair", "supplier2_head", "customer_specialist"):
        refused(tender_house, named, key, {"reason": "No."}, NotYours)


@pytest.mark.slow
def test_silence_is_recorded_after_the_suppliers_term_and_not_before(tender_house, named, set_clock):
    """H5, H25: ten working days from the signature before the supplier's; the bid falls away and the next follows."""
    tender_house.take(named, "operator_head", "sign_contract", contract(tender_house, "lease"))
    until = record_silence.silent_from(named)
    refused(tender_house, named, "chair", action="record_silence")
    set_clock.set(until - dt.timedelta(microseconds=1))
    refused(tender_house, named, "chair", action="record_silence")
    set_clock.forward(microseconds=1)
    refused(tender_house, named, "member1", error=NotYours, action="record_silence")
    resolve(tender_house, named, "record_silence", {"note": "Not reached by telephone."})
    assert (named.state, bid_of(tender_house, named, 1).state) == ("ranked", "not_chosen")
    assert contracts.standing(named) == {}
    resolve(tender_house, named, "decide", decision(tender_house, named, 2))
    assert named.state == "decided"


def test_a_supplier_with_nothing_to_sign_is_not_silent(tender_house, named, set_clock):
    """Before others have signed there is nothing to sign; after a late signature the supplier has its own ten days."""
    set_clock.forward(days=60)
    refused(tender_house, named, "chair", action="record_silence")
    tender_house.take(named, "operator_head", "sign_contract", contract(tender_house, "lease"))
    refused(tender_house, named, "chair", action="record_silence")
    tender_house.take(named, "supplier1_head", "sign_contract", reading("lease"))
    set_clock.forward(days=60)
    refused(tender_house, named, "chair", action="record_silence")
