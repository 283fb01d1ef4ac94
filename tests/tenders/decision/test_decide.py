"""Naming the supplier (¶ 73; Law 45-1; H22, H24, H25): protocols, votes, signatures, and who falls away."""

import pytest

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import editions
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.commission import protocols
from qyzmet.tenders.decision import choice, no_supplier, sign_protocol
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from qyzmet.vocabulary import Party
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import (
    OFFERS,
    VOTERS,
    bid_of,
    decided,
    decision,
    examined,
    ranked,
    resolution,
    scored,
    votes,
    with_bids,
)


def refused(house: TenderHouse, tender, key, action, body=None, error=Invalid):
    """The refusal of a move."""
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


def set_rule(house: TenderHouse, key: str, value: int) -> None:
    editions.change_house_rule(key, db.session.get_one(Edition, editions.FIRST_EDITION), value, house["administrator"])
    db.session.flush()


def test_the_first_by_rank_is_named_and_signed(tender_house, set_clock):
    """With a quorum of signatures the protocol is the decision: bids learn of it, the supplier becomes a party."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    assert tender.state == "ranked"
    assert sign_protocol.pending(tender).published_at is None
    for key in VOTERS[:3]:
        tender_house.take(tender, key, "sign_protocol")
    assert tender.state == "ranked"
    tender_house.take(tender, VOTERS[3], "sign_protocol")
    assert tender.state == "decided"
    found = sign_protocol.in_force(tender)
    assert found.published_at is not None
    assert [each.user.public_id for each in found.signatures] == [tender_house[key].public_id for key in VOTERS[:4]]
    assert [bid_of(tender_house, tender, number).state for number in (1, 2, 3)] == [
        "winner",
        "not_chosen",
        "not_chosen",
    ]
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[0]


def test_the_protocol_records_everything(tender_house, set_clock):
    """¶ 73: bids, rejections, scores with every step, votes, the supplier, the term for readiness."""
    tender = with_bids(tender_house, set_clock)
    examined(tender_house, tender, {3: "document_missing"})
    scored(tender_house, tender, {1: "5", 2: "4"})
    body = decision(tender_house, tender, votes=votes(tender_house, {"member2": "I prefer the second."}))
    tender_house.take(tender, "chair", "decide", body)
    data = sign_protocol.pending(tender).data
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
    assert [vote["dissent"] for vote in data["votes"] if not vote["for"]] == ["I prefer the second."]
    assert data["tally"]["quorum"] is True
    assert data["differs_from_ranking"] is False
    assert len(data["commission"]) == 6


def test_another_than_the_first_needs_votes_grounds_and_reasons(tender_house, set_clock):
    """Differing from the ranking: a recorded vote with a majority, grounds, and each dissent with its reason."""
    tender = ranked(tender_house, set_clock)
    assert (
        "votes" in refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, 2, votes=[])).errors
    )
    silent = votes(tender_house, {"member1": ""})
    found = refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, 2, votes=silent))
    assert set(found.errors) == {"votes.1.dissent", "grounds"}
    most = votes(tender_house, dict.fromkeys(VOTERS[1:4], "No."))
    assert (
        "votes"
        in refused(
            tender_house, tender, "chair", "decide", decision(tender_house, tender, 2, votes=most, grounds="Faster.")
        ).errors
    )
    few = votes(tender_house, absent=("member3", "member4"))
    assert (
        "votes"
        in refused(
            tender_house, tender, "chair", "decide", decision(tender_house, tender, 2, votes=few, grounds="Faster.")
        ).errors
    )
    dissent = votes(tender_house, {"member1": "The first is cheaper."})
    decided(tender_house, tender, 2, votes=dissent, grounds="Faster.")
    found = sign_protocol.in_force(tender)
    assert found.data["differs_from_ranking"] is True
    assert found.data["grounds"] == "Faster."
    assert tender.party(Party.SUPPLIER) == tender_house.suppliers[1]


def test_the_chair_decides_between_equal_votes(tender_house, set_clock):
    """Law 45-1: of four votes, two and two, the side of the chair carries; the protocol says so."""
    tender = ranked(tender_house, set_clock)
    equal = votes(tender_house, {"member1": "No.", "member2": "No."}, absent=("member4",))
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender, 2, votes=equal, grounds="Faster."))
    assert sign_protocol.pending(tender).data["tally"]["by_chair"] is True
    lost = votes(tender_house, {"chair": "No.", "member2": "No."}, absent=("member4",))
    found = refused(
        tender_house, tender, "chair", "decide", decision(tender_house, tender, 2, votes=lost, grounds="Faster.")
    )
    assert set(found.errors) == {"votes"}


@pytest.mark.parametrize("who", ["secretary", "auditor", "supplier1_head"])
def test_only_those_with_a_vote_vote(tender_house, set_clock, who):
    """A vote of the secretary or of a stranger is refused at its row."""
    tender = ranked(tender_house, set_clock)
    strange = [*votes(tender_house), {"user": tender_house[who].public_id, "for": True, "dissent": ""}]
    found = refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, votes=strange))
    assert set(found.errors) == {"votes.5.user"}


def test_a_vote_given_twice_is_refused(tender_house, set_clock):
    """Each member votes once."""
    tender = ranked(tender_house, set_clock)
    twice = [*votes(tender_house), votes(tender_house)[0]]
    assert set(
        refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, votes=twice)).errors
    ) == {"votes.5.user"}


def test_who_declares_an_interest_neither_votes_nor_signs(tender_house, set_clock):
    """Law 45-1: who steps aside after the ranking has no vote and no signature any more."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "member4", "declare", {"interest": True, "reason": "My brother works there."})
    found = refused(tender_house, tender, "chair", "decide", decision(tender_house, tender))
    assert set(found.errors) == {"votes.4.user"}
    body = decision(tender_house, tender, votes=votes(tender_house, absent=("member4",)))
    tender_house.take(tender, "chair", "decide", body)
    assert [each["user"] for each in sign_protocol.pending(tender).data["aside"]] == [tender_house["member4"].public_id]
    refused(tender_house, tender, "member4", "sign_protocol", error=NotYours)
    for key in VOTERS[:4]:
        tender_house.take(tender, key, "sign_protocol")
    assert tender.state == "decided"


def test_a_signature_of_who_stepped_aside_since_does_not_count(tender_house, set_clock):
    """The quorum of signatures is of those who may sign: one who declares an interest afterwards is not counted."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    for key in ("member4", "chair", "member1"):
        tender_house.take(tender, key, "sign_protocol")
    tender_house.take(tender, "member4", "declare", {"interest": True, "reason": "My brother works there."})
    tender_house.take(tender, "member2", "sign_protocol")
    assert tender.state == "ranked"
    tender_house.take(tender, "member3", "sign_protocol")
    assert tender.state == "decided"


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


def test_deciding_again_before_the_signatures_makes_a_new_protocol(tender_house, set_clock):
    """The older protocol stays, marked; its signatures count for nothing."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    for key in VOTERS[:3]:
        tender_house.take(tender, key, "sign_protocol")
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender, ready_within_working_days=90))
    older, newer = [each for each in tender.protocols if each.kind is ProtocolKind.DECISION]
    assert older.annulled_at is not None
    assert len(older.signatures) == 3
    assert (newer.number, newer.signatures) == (older.number + 1, [])
    tender_house.take(tender, "chair", "sign_protocol")
    assert tender.state == "ranked"


def test_nobody_signs_twice_or_without_a_protocol(tender_house, set_clock):
    """There must be a protocol, and one signature of each."""
    tender = ranked(tender_house, set_clock)
    assert refused(tender_house, tender, "chair", "sign_protocol", error=NotInThisState).rule == "¶ 73"
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    tender_house.take(tender, "chair", "sign_protocol")
    assert refused(tender_house, tender, "chair", "sign_protocol", error=NotInThisState).rule == "¶ 73"
    refused(tender_house, tender, "secretary", "sign_protocol", error=NotYours)


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
    assert sign_protocol.in_force(tender).data["single"] is True


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
    assert sign_protocol.in_force(tender) is later
    refused(tender_house, tender, "supplier1_head", "decline_contract", {"reason": "Again."}, NotYours)


def test_when_everybody_has_fallen_away_the_tender_is_repeated_or_cancelled(tender_house, set_clock):
    """With nobody left to name only these two are lawful, and deciding is refused with the reason."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    for number in (1, 2):
        refused(tender_house, tender, "chair", "repeat", resolution(tender_house), NotInThisState)
        decided(tender_house, tender, number)
        tender_house.take(tender, f"supplier{number}_head", "decline_contract", {"reason": "Other work."})
    assert (
        refused(tender_house, tender, "chair", "decide", decision(tender_house, tender), NotInThisState).rule == "H25"
    )
    tender_house.take(tender, "chair", "repeat", resolution(tender_house))
    assert tender.state == "reannounced"


def test_without_h25_nobody_follows(tender_house, set_clock):
    """H25 set to no: once the winner falls away the next by rank cannot be named."""
    tender = decided(tender_house, ranked(tender_house, set_clock))
    tender_house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    set_rule(tender_house, "H25", 0)
    assert choice.can_be_chosen(tender) == []
    refused(tender_house, tender, "chair", "decide", decision(tender_house, tender, 2), NotInThisState)


def test_the_term_runs_until_the_protocol_is_signed(tender_house, set_clock):
    """H4, H5: the Commission's term ends with the quorum of signatures, and ten working days for the contract begin."""
    tender = ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["examine"]
    for key in VOTERS[:4]:
        tender_house.take(tender, key, "sign_protocol")
    assert {(each.term, each.working_days) for each in deadlines.open_deadlines(tender)} == {
        ("sign_service_customer", 10),
        ("sign_lease_operator", 10),
        ("sign_product_customer", 10),
    }
    tender_house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    assert [each.term for each in deadlines.open_deadlines(tender)] == ["examine"]


def test_nobody_but_the_chair_decides(tender_house, set_clock):
    """The chair records the decision; members, secretary and offices do not."""
    tender = ranked(tender_house, set_clock)
    for key in ("member1", "secretary", "customer_head", "integrator_head", "authorised_head", "supplier1_head"):
        refused(tender_house, tender, key, "decide", decision(tender_house, tender), NotYours)
