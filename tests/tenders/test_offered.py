"""What of a tender and a bid is not offered (`actions`) where the procedure forbids it, whatever state and role say."""

import pytest

from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import NotInThisState
from tests.conftest import SetClock
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse


def offered(house: TenderHouse, key: str, procedure: Procedure | None) -> set[str]:
    assert procedure is not None
    with house.as_(key) as actor:
        return set(engine.actions(procedure, actor))


def test_of_the_decisions_of_no_bids_one_is_offered(tender_house: TenderHouse, set_clock: SetClock) -> None:
    """¶ 53-1: the first announcement is announced again, and nothing else; the others say which is lawful."""
    tender = resolving.without_bids(tender_house, set_clock)
    decisions = {"reannounce", "amend_and_rerun", "cancel"}
    assert offered(tender_house, "chair", tender) & decisions == {"reannounce"}
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, "chair", "cancel")
    assert refused.value.rule == "¶ 53-1"


def test_after_the_end_of_acceptance_a_bid_stays_as_it_is(tender_house: TenderHouse, set_clock: SetClock) -> None:
    """¶ 47: until 24:00 it is replaced and withdrawn; then neither is offered, though nobody has opened it yet."""
    tender = tender_house.published()
    bid, other = bidding.submitted(tender_house, tender), bidding.drafted(tender_house, tender, 2)
    assert offered(tender_house, "supplier1_head", bid) == {"replace", "withdraw"}
    assert "submit" in offered(tender_house, "supplier2_head", other)
    set_clock.set("2026-03-28T00:00")
    later = bidding.seen(tender_house, bid), bidding.seen(tender_house, other, "supplier2_head")
    assert offered(tender_house, "supplier1_head", later[0]) == set()
    assert "submit" not in offered(tender_house, "supplier2_head", later[1])


def test_what_a_group_lacks_changes_nothing_of_what_is_offered(tender_house: TenderHouse) -> None:
    """H39: whether a member has confirmed could tell of its own bid: its leader reads it nowhere, here neither."""
    tender = tender_house.published()
    bid = bidding.drafted(tender_house, tender, group=[tender_house.suppliers[1].bin])
    before = offered(tender_house, "supplier1_head", bid)
    bidding.join(tender_house, bid, 2)
    assert "submit" in before
    assert offered(tender_house, "supplier1_head", bidding.seen(tender_house, bid)) == before
