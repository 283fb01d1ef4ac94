"""Each votes for oneself on what the chair proposes, and so signs it (Law 45-1; H22, H43): in the acts themselves."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Stale
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission.voting import counting, proposals
from qyzmet.tenders.decision import choice, sign_protocol
from qyzmet.vocabulary import Role
from tests import factories
from tests.signing_in import bearer, sign_in
from tests.tenders import sitting
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
    without_bids,
)
from tests.tenders.voting import VOTERS, ballot, vote


def refused(house: TenderHouse, tender, key, action="sign_protocol", body=None, error=NotInThisState):
    """The refusal of a move."""
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


@pytest.fixture
def proposed(tender_house, set_clock):
    """A ranked tender whose chair has proposed the first supplier."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    return tender


def test_the_chair_alone_changes_nothing(tender_house, proposed):
    """Proposing is no decision: the state stays, and nobody but the Commission is told."""
    assert proposed.state == "ranked"
    assert proposals.open_of(proposed).signatures == []
    told = db.session.scalars(select(Notification).where(Notification.facts.contains("decide"))).all()
    assert {note.user_id for note in told} == {
        tender_house[key].id for key in ("secretary", "member1", "member2", "member3", "member4")
    }


def test_each_votes_once_and_for_oneself(tender_house, proposed):
    """A vote is its signature; a second one of the same person is refused, and others than voters have none."""
    body = ballot(proposed)
    tender_house.take(proposed, "member1", "sign_protocol", body)
    assert refused(tender_house, proposed, "member1", body=body).rule == "H22"
    assert refused(tender_house, proposed, "member1", body=body | {"for": False, "dissent": "No."}).rule == "H22"
    for key in ("secretary", "customer_head", "auditor"):
        refused(tender_house, proposed, key, body=body, error=NotYours)
    assert [vote.person for vote in counting.votes_on(proposals.open_of(proposed))] == [
        tender_house["member1"].public_id
    ]


@pytest.mark.slow
def test_what_was_read_is_what_is_signed(tender_house, proposed):
    """The hash of another proposal is 412, and a newer proposal withdraws the older with its votes."""
    older = proposals.open_of(proposed)
    vote(tender_house, proposed, VOTERS[:3])
    tender_house.take(proposed, "chair", "decide", decision(tender_house, proposed, ready_within_working_days=90))
    newer = proposals.open_of(proposed)
    assert (older.annulled_at is not None, len(older.signatures), older.outcome) == (True, 3, None)
    assert (newer.number, newer.signatures) == (older.number + 1, [])
    stale = {"for": True, "dissent": "", "hash": older.hash}
    # Whether one had voted on that or not.
    for key in ("member4", "member1"):
        refused(tender_house, proposed, key, body=stale, error=Stale)
    vote(tender_house, proposed)
    assert choice.in_force(proposed) is newer


@pytest.mark.slow
def test_the_audit_trail_tells_no_proposal_and_no_vote_before_its_time(client: FlaskClient, tender_house, proposed):
    """Records stand there for auditor and administrator; their content waits for the end of the vote."""
    tender_house.take(proposed, "member1", "sign_protocol", ballot(proposed, dissent="Too dear."))
    db.session.commit()
    winner = bid_of(tender_house, proposed, 1).public_number
    administrator = factories.user(Role.ADMINISTRATOR, factories.organisation(), language="en")

    def read() -> dict[str, str]:
        found = {}
        for who in (administrator, tender_house["auditor"]):
            sign_in(client, who)
            pages = (client.get(f"/admin/audit{each}?lang=en").text for each in ("", "/list.csv"))
            found[who.full_name] = " ".join(pages)
        return found

    for name, text in read().items():
        assert "Too dear." not in text, name
        assert text.count("a vote once the voting has ended") >= 2, name
    assert f'""winner"":""{winner}""' not in read()[administrator.full_name]
    vote(tender_house, proposed, [each for each in VOTERS if each != "member1"])
    db.session.commit()
    for name, text in read().items():
        assert text.count("Too dear.") >= 2, name
        assert f'""winner"":""{winner}""' in text, name


@pytest.mark.slow
def test_over_the_api_a_wrong_hash_is_412_and_none_is_422(client: FlaskClient, tender_house, proposed):
    """The contract: of the proposal that was read; against needs a dissent."""
    db.session.commit()
    address, token = f"/api/v1/tenders/{proposed.number}/sign_protocol", bearer(tender_house["member1"])
    hash_ = proposals.open_of(proposed).hash
    for body, status in (
        ({"for": True, "dissent": ""}, 422),
        ({"for": True, "dissent": "", "hash": "0" * 64}, 412),
        ({"for": False, "dissent": "", "hash": hash_}, 422),
        ({"dissent": "", "hash": hash_}, 422),
        ({"for": True, "hash": hash_}, 200),
        ({"for": True, "hash": hash_}, 409),
    ):
        answer = client.post(address, headers=token, json=body)
        assert answer.status_code == status, (body, answer.json)
    answer = client.post(address, headers=bearer(tender_house["secretary"]), json={"for": True, "hash": hash_})
    assert answer.status_code == 403


@pytest.mark.slow
def test_a_proposal_without_a_majority_falls_and_the_state_stays(tender_house, proposed):
    """Three against two: it stays to be seen with its votes; the Commission is told, and the chair proposes anew."""
    found = proposals.open_of(proposed)
    vote(tender_house, proposed, against=dict.fromkeys(VOTERS[2:], "Too dear."))
    assert (proposed.state, proposals.open_of(proposed)) == ("ranked", None)
    assert (found.published_at, found.outcome["carried"]) == (None, False)
    assert [len(found.outcome["tally"][side]) for side in ("for", "against")] == [2, 3]
    assert (proposed.acts[-1].action, proposed.acts[-1].user_id) == ("proposal_falls", None)
    assert refused(tender_house, proposed, "chair", body={"for": True, "hash": found.hash}).rule == "H22"
    decided(tender_house, proposed)
    assert proposed.state == "decided"


@pytest.mark.slow
def test_the_chair_closes_with_a_quorum_and_having_voted(tender_house, proposed):
    """H22: four of five, the chair among them; before that it is refused."""
    assert refused(tender_house, proposed, "chair", "close_voting").rule == "H22"
    vote(tender_house, proposed, VOTERS[1:])
    assert "The chair votes first" in refused(tender_house, proposed, "chair", "close_voting").detail
    refused(tender_house, proposed, "member1", "close_voting", error=NotYours)
    vote(tender_house, proposed, VOTERS[:1])
    assert proposed.state == "decided"
    assert refused(tender_house, proposed, "chair", "close_voting").rule


@pytest.mark.slow
def test_closing_counts_those_who_voted(tender_house, proposed):
    """Four have voted, two and two: the chair's vote decides (H43), and the protocol says so."""
    vote(tender_house, proposed, VOTERS[:4], dict.fromkeys(VOTERS[2:4], "No."))
    tender_house.take(proposed, "chair", "close_voting")
    outcome = choice.in_force(proposed).outcome
    assert (proposed.state, outcome["tally"]["by_chair"], outcome["closed_by_chair"]) == ("decided", True, True)


def test_between_equals_the_chair_against_lets_it_fall(tender_house, proposed):
    """H43 the other way round."""
    vote(tender_house, proposed, VOTERS[:4], {"chair": "No.", "member3": "No."})
    tender_house.take(proposed, "chair", "close_voting")
    assert (proposed.state, proposals.open_of(proposed)) == ("ranked", None)


@pytest.mark.slow
def test_an_interest_declared_later_takes_the_vote_out(tender_house, proposed):
    """The others have voted: it is carried with the declaration, without the vote of who stepped aside."""
    vote(tender_house, proposed, ("member4", "chair", "member1", "member2"))
    tender_house.take(proposed, "member4", "declare", {"interest": True, "reason": "My brother works there."})
    assert proposed.state == "ranked"
    vote(tender_house, proposed, ("member3",))
    assert proposed.state == "decided"
    outcome = choice.in_force(proposed).outcome
    assert tender_house["member4"].public_id not in outcome["tally"]["for"]
    assert [each["user"] for each in outcome["aside"]] == [tender_house["member4"].public_id]
    refused(tender_house, proposed, "member4", error=NotYours)


@pytest.mark.slow
def test_who_steps_aside_last_is_waited_for_no_more(tender_house, proposed):
    """All others have voted and are a quorum: the declaration ends the voting."""
    vote(tender_house, proposed, VOTERS[:4])
    tender_house.take(proposed, "member4", "declare", {"interest": True, "reason": "A share."})
    assert proposed.state == "decided"


def test_all_having_voted_without_a_quorum_lets_it_fall(tender_house, proposed):
    """The quorum is of all seats with a vote: three of five are none, however they voted."""
    vote(tender_house, proposed, VOTERS[:3])
    for key in VOTERS[3:]:
        tender_house.take(proposed, key, "declare", {"interest": True, "reason": "A share."})
    assert (proposed.state, proposals.open_of(proposed)) == ("ranked", None)


@pytest.mark.slow
def test_who_has_not_declared_neither_votes_nor_is_waited_for(tender_house, proposed):
    """A member who came anew declares first; a changed seat withdraws what was proposed before."""
    older = proposals.open_of(proposed)
    tender_house.take(proposed, "member4", "declare", {"interest": True, "reason": "A share."})
    assert proposals.open_of(proposed) is older
    other = factories.user(Role.SPECIALIST, tender_house.requests.operator)
    tender_house.requests.people["newcomer"] = other
    members = [*tender_house.commission()["members"][:3], other.public_id]
    again = tender_house.commission() | {"members": members, "reason": "stepped_aside"}
    tender_house.take(proposed, "customer_head", "set_commission", again)
    assert (proposals.open_of(proposed), older.annulled_at is not None) == (None, True)
    tender_house.take(proposed, "chair", "decide", decision(tender_house, proposed))
    assert refused(tender_house, proposed, "newcomer", body=ballot(proposed)).rule == "Law 45-1"
    vote(tender_house, proposed, VOTERS[:4])
    assert proposed.state == "decided"


@pytest.mark.slow
def test_where_no_bid_came_each_votes_too(tender_house, set_clock):
    """¶ 53-1: announcing again is the Commission's decision as any other; the protocol names who signed when."""
    tender = without_bids(tender_house, set_clock)
    tender_house.take(tender, "chair", "reannounce", resolution())
    assert (tender.state, tender.successors) == ("no_bids", [])
    vote(tender_house, tender, VOTERS[:4])
    assert tender.state == "no_bids"
    tender_house.take(tender, "chair", "close_voting")
    assert tender.state == "reannounced"


@pytest.mark.slow
def test_an_examination_is_one_vote_over_all_results(tender_house, set_clock):
    """Law 45-2: no bid is accepted or rejected before the votes have carried the whole."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00", "51000000.00")
    one, two = opened_bids.all_of(tender)
    body = sitting.results([one, two])
    body["results"][1] |= {"compliant": False, "ground": "document_missing", "reason": "No charter."}
    tender_house.take(tender, "chair", "examine", body)
    assert (one.state, two.state) == ("opened", "opened")
    vote(tender_house, tender)
    assert (tender.state, one.state, two.state) == ("scoring", "compliant", "rejected")


@pytest.mark.parametrize("mended", [False, True])
def test_a_correction_withdraws_what_was_proposed(tender_house, set_clock, mended):
    """H23: when the chair asks for one, and when a bidder mends after the day has passed: then something else lies
    before the Commission.
    """
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    (bid,) = opened_bids.all_of(tender)
    ask = {"bid": bid.public_number, "text": "Sign it."}
    if mended:
        tender_house.take(tender, "chair", "request_correction", ask)
        set_clock.forward(days=7)
    tender_house.take(tender, "chair", "examine", sitting.results([bid]))
    assert proposals.open_of(tender) is not None
    if mended:
        paper = tender_house.document("supplier1_head", "signed.pdf")
        tender_house.take(bid, "supplier1_head", "correct", {"documents": [paper]})
    else:
        tender_house.take(tender, "chair", "request_correction", ask)
    assert proposals.open_of(tender) is None
    assert refused(tender_house, tender, "member1").rule == "H22"


@pytest.mark.slow
def test_a_signature_of_the_supplier_withdraws_the_proposal_on_its_silence(tender_house, set_clock):
    """H25: who signs, if late, is not silent any more."""
    tender = decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))
    tender_house.take(tender, "operator_head", "sign_contract", contract(tender_house, "lease"))
    set_clock.forward(days=60)
    tender_house.take(tender, "chair", "record_silence", {"note": ""})
    tender_house.take(tender, "supplier1_head", "sign_contract", reading("lease"))
    assert proposals.open_of(tender) is None
    assert bid_of(tender_house, tender, 1).state == "winner"


@pytest.mark.slow
def test_a_late_signature_is_taken_until_the_end_of_the_next_working_day(tender_house, proposed, set_clock):
    """Marked and not counted, in whatever state the tender is by then; afterwards it is refused."""
    vote(tender_house, proposed, VOTERS[:4])
    tender_house.take(proposed, "chair", "close_voting")
    found = choice.in_force(proposed)
    until = sign_protocol.late_until(found)
    assert clock.almaty(until).time() == dt.time(0)
    set_clock.set(until - dt.timedelta(microseconds=1))
    late = {"for": False, "dissent": "I was ill, and against.", "hash": found.hash}
    tender_house.take(proposed, "member4", "sign_protocol", late)
    given = found.signatures[-1]
    assert (given.late, given.in_favour, given.dissent) == (True, False, "I was ill, and against.")
    assert found.outcome["tally"]["against"] == []
    assert proposed.acts[-1].case == "the protocol is in force, until the end of the next working day; " + (
        "the signature is marked late, not counted"
    )


@pytest.mark.slow
def test_after_that_day_nobody_signs(tender_house, proposed, set_clock):
    """24:00 of the next working day is the end, and it is said until when it was possible."""
    vote(tender_house, proposed, VOTERS[:4])
    tender_house.take(proposed, "chair", "close_voting")
    found = choice.in_force(proposed)
    set_clock.set(sign_protocol.late_until(found))
    late = {"for": True, "dissent": "", "hash": found.hash}
    assert "could be signed late until" in refused(tender_house, proposed, "member4", body=late).detail


def test_minutes_are_signed_by_chair_and_secretary(tender_house, proposed):
    """H3: each once, over the hash that was read; members sign none."""
    (minutes,) = [each for each in proposed.protocols if each.kind == "opening"]
    body = {"hash": minutes.hash}
    refused(tender_house, proposed, "member1", "sign_minutes", body, NotYours)
    refused(tender_house, proposed, "secretary", "sign_minutes", {"hash": "0" * 64}, Stale)
    for key in ("chair", "secretary"):
        tender_house.take(proposed, key, "sign_minutes", body)
    assert [each.user for each in minutes.signatures] == [tender_house["chair"], tender_house["secretary"]]
    assert refused(tender_house, proposed, "secretary", "sign_minutes", body).rule == "H3"
    assert proposals.open_of(proposed) is not None


def test_a_vote_against_says_why(tender_house, proposed):
    """The dissent is needed at its field."""
    body = ballot(proposed) | {"for": False, "dissent": " "}
    assert set(refused(tender_house, proposed, "member2", body=body, error=Invalid).errors) == {"dissent"}
