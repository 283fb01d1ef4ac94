"""Naming the supplier (¶ 73; H24, H25, H36): what its protocol records, who can be named, and who falls away."""

import pytest

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import editions
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.commission import protocols
from qyzmet.tenders.commission.voting import proposals
from qyzmet.tenders.decision import choice, no_supplier
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from qyzmet.vocabulary import Party
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import (
    OFFERS,
    bid_of,
    decided,
    decision,
    examined,
    ranked,
    resolution,
    scored,
    with_bids,
)
from tests.tenders.voting import VOTERS, resolve, vote


def refused(house: TenderHouse, tender, key, action, body=None, error=Invalid):
    """The refusal of a move."""
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


def set_rule(house: TenderHouse, key: str, value: int) -> None:
    editions.change_house_rule(key, db.session.get_one(Edition, editions.FIRST_EDITION), value, house["administrator"])
    db.session.flush()


@pytest.mark.slow
def test_the_first_by_rank_is_named_by_the_votes(tender_house, set_clock):
    """With the last vote the protocol is the decision: bids learn of it, the supplier becomes a party."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    assert tender.state == "ranked"
    assert proposals.open_of(tender).published_at is None
    vote(tender_house, tender, VOTERS[:4])
    assert tender.state == "ranked"
    vote(tender_house, tender, VOTERS[4:])
    assert tender.state == "decided"
    found = choice.in_force(tender)
    assert found.published_at is not None
    assert [each.user.public_id for each in found.signatures] == [tender_house[key].public_id for key in VOTERS]
    assert [bid_of(tender_house, tender, number).state for number in (1, 2, 3)] == [
        "winner",
        "not_chosen",
        "not_chosen",
    ]
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[0]


@pytest.mark.slow
def test_the_protocol_records_everything(tender_house, set_clock):
    """¶ 73: bids, rejections, scores with every step, the supplier, the term for readiness; beside it the votes."""
    tender = with_bids(tender_house, set_clock)
    examined(tender_house, tender, {3: "document_missing"})
    scored(tender_house, tender, {1: "5", 2: "4"})
    against = {"member2": "I prefer the second."}
    resolve(tender_house, tender, "decide", decision(tender_house, tender), against=against)
    found = choice.in_force(tender)
    data, outcome = found.data, found.outcome
    first, third = (bid_of(tender_house, tender, number) for number in (1, 3))
    assert {each["supplier"] for each in data["bids"]} == {each.bin for each in tender_house.suppliers}
    assert data["rejected"] == [{"bid": third.public_number, "ground": "document_missing", "reason": third.reason}]
    assert [each["rank"] for each in data["ranking"]] == [1, 2]
    assert data["ranking"][0]["bid"] == first.public_number
    assert data["ranking"][0]["exact"] == "100"
    assert [step["criterion"] for step in data["ranking"][0]["steps"]] == [
        "licence",
        "approach",
        "approach",
        "price",
        None,
    ]
    assert data["winner"]["supplier"] == tender_house.suppliers[0].bin
    assert data["ready_within_working_days"] == 60
    assert [each["dissent"] for each in outcome["votes"] if not each["for"]] == ["I prefer the second."]
    assert outcome["tally"]["quorum"] is True
    assert data["differs_from_ranking"] is False
    assert len(data["commission"]) == 6


@pytest.mark.slow
def test_another_than_the_first_needs_grounds(tender_house, set_clock):
    """Differing from the ranking: grounds, and the votes of the Commission as for any other."""
    tender = ranked(tender_house, set_clock)
    found = refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, 2))
    assert set(found.errors) == {"grounds"}
    decided(tender_house, tender, 2, grounds="Faster.")
    found = choice.in_force(tender)
    assert found.data["differs_from_ranking"] is True
    assert found.data["grounds"] == "Faster."
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[1]


@pytest.mark.slow
def test_a_bid_that_is_not_ranked_cannot_be_chosen(tender_house, set_clock):
    """A rejected bid, one below a pass mark, and one of elsewhere are no choice."""
    tender = with_bids(tender_house, set_clock)
    examined(tender_house, tender, {3: "document_missing"})
    scored(tender_house, tender, {1: "5", 2: "1"})
    for number in (2, 3):
        body = decision(tender_house, tender, number, grounds="So.")
        assert set(refused(tender_house, tender, "chair", "decide", body).errors) == {"winner"}
    body = decision(tender_house, tender, winner="B-ELSEWHERE")
    assert set(refused(tender_house, tender, "chair", "decide", body).errors) == {"winner"}


@pytest.mark.slow
def test_a_single_compliant_bid_is_accepted_where_h24_says_so(tender_house, set_clock):
    """H24: one compliant bid can be named; where the house rule says no, only repeating or cancelling is left."""
    tender = ranked(tender_house, set_clock, OFFERS[:1])
    assert choice.is_single(tender)
    set_rule(tender_house, "H24", 0)
    found = refused(tender_house, tender, "chair", "decide", decision(tender_house, tender), NotInThisState)
    assert found.rule == "H24"
    assert [each.value for each in no_supplier.lawful_now(tender).decisions] == ["repeat", "cancel"]
    set_rule(tender_house, "H24", 1)
    decided(tender_house, tender)
    assert choice.in_force(tender).data["single"] is True


@pytest.mark.slow
def test_the_next_by_rank_follows_by_a_new_protocol(tender_house, set_clock):
    """H25: who declines falls away; the Commission names the next, who becomes the party in its place."""
    tender = decided(tender_house, ranked(tender_house, set_clock))
    tender_house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    assert tender.state == "ranked"
    first, second = (bid_of(tender_house, tender, number) for number in (1, 2))
    assert first.state == "not_chosen"
    assert choice.can_be_chosen(tender) == [bid_of(tender_house, tender, number).public_number for number in (2, 3)]
    assert set(refused(tender_house, tender, "chair", "decide", decision(tender_house, tender)).errors) == {"winner"}
    decided(tender_house, tender, 2)
    assert second.state == "winner"
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[1]
    earlier, later = protocols.of_kind(tender, ProtocolKind.DECISION)
    assert earlier.published_at is not None
    assert [each["bid"] for each in later.data["fell_away"]] == [first.public_number]
    assert choice.in_force(tender) is later
    refused(tender_house, tender, "supplier1_head", "decline_contract", {"reason": "Again."}, NotYours)


@pytest.mark.slow
def test_when_everybody_has_fallen_away_the_tender_is_repeated_or_cancelled(tender_house, set_clock):
    """With nobody left to name only these two are lawful, and deciding is refused with the reason."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    for number in (1, 2):
        refused(tender_house, tender, "chair", "repeat", resolution(), NotInThisState)
        decided(tender_house, tender, number)
        tender_house.take(tender, f"supplier{number}_head", "decline_contract", {"reason": "Other work."})
    assert (
        refused(tender_house, tender, "chair", "decide", decision(tender_house, tender), NotInThisState).rule == "H25"
    )
    (term,) = deadlines.open_deadlines(tender)
    assert (term.term, term.working_days) == ("decide_what_follows", 5)
    resolve(tender_house, tender, "repeat", resolution())
    assert tender.state == "reannounced"


def test_without_h25_nobody_follows(tender_house, set_clock):
    """H25 set to no: once the winner falls away the next by rank cannot be named."""
    tender = decided(tender_house, ranked(tender_house, set_clock))
    tender_house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    set_rule(tender_house, "H25", 0)
    assert choice.can_be_chosen(tender) == []
    refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, 2), NotInThisState)


@pytest.mark.slow
def test_the_term_runs_until_the_protocol_is_in_force(tender_house, set_clock):
    """H4, H5: the Commission's term ends with the last vote, and ten working days for the contract begin."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["examine"]
    vote(tender_house, tender)
    assert {(each.term, each.working_days) for each in deadlines.open_deadlines(tender)} == {
        ("sign_service_customer", 10),
        ("sign_lease_operator", 10),
        ("sign_product_customer", 10),
    }
    tender_house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["examine"]


def test_nobody_but_the_chair_decides(tender_house, set_clock):
    """The chair proposes the decision; members, secretary and offices do not."""
    tender = ranked(tender_house, set_clock)
    for key in ("member1", "secretary", "customer_head", "integrator_head", "authorised_head", "supplier1_head"):
        refused(tender_house, tender, key, "decide", decision(tender_house, tender), NotYours)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["customer_head", "operator_head"])
def test_where_another_party_declines_the_commission_decides_what_follows(tender_house, set_clock, key):
    """H36: the bid is not to blame and stays ranked; the Commission names once more, repeats or cancels, in 5 days."""
    tender = decided(tender_house, ranked(tender_house, set_clock))
    tender_house.take(tender, key, "decline_contract", {"reason": "No money was given."})
    assert tender.state == "ranked"
    assert bid_of(tender_house, tender, 1).state == "compliant"
    (term,) = deadlines.open_deadlines(tender)
    assert (term.term, term.working_days) == ("decide_what_follows", 5)
    found = no_supplier.lawful_now(tender)
    assert ([each.value for each in found.decisions], found.names) == (["repeat", "cancel"], True)
    decided(tender_house, tender)
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[0]
    tender_house.take(tender, key, "decline_contract", {"reason": "Still no money."})
    resolve(tender_house, tender, "cancel", resolution(grounds="Without money there is no service."))
    assert (tender.state, tender.assignment.state) == ("cancelled", "cancelled")


@pytest.mark.slow
def test_a_ranking_that_leaves_nobody_has_five_days_in_place_of_ten(tender_house, set_clock):
    """H36: no bid reached the pass mark: from the end of the scoring, whoever ends it."""
    tender = with_bids(tender_house, set_clock, OFFERS[:1])
    examined(tender_house, tender, count=1)
    scored(tender_house, tender, {1: "1"})
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["decide_what_follows"]
