"""Running procedures are carried over: a protocol that waited for signatures goes on as the proposal that is open."""

import pytest
from alembic import command
from flask import Flask

from qyzmet import schema
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.tenders.commission.voting import counting, proposals
from qyzmet.tenders.decision import choice
from qyzmet.tenders.models import Protocol, ProtocolSignature, Tender
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from tests.tenders.bids.test_at_once import app as app
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import OFFERS, decision, ranked
from tests.tenders.voting import VOTERS, vote

# It works on a database of its own.
pytestmark = pytest.mark.slow

# The last revision before members voted for themselves.
BEFORE = "0006"


def of_before(house: TenderHouse, protocol: Protocol) -> None:
    """Make the protocol what it was before: votes typed in by the chair, and signatures under it."""
    votes = [
        {"user": house[key].public_id, "name": house[key].full_name, "for": key != "member1", "dissent": ""}
        for key in VOTERS[:3]
    ]
    votes[1]["dissent"] = "The second is better."
    tally = {"for": [votes[0]["user"], votes[2]["user"]], "against": [votes[1]["user"]], "quorum": True}
    protocol.data = {**protocol.data, "votes": votes, "tally": tally | {"by_chair": False}, "aside": []}
    for key in ("chair", "member1", "member3"):
        protocol.signatures.append(ProtocolSignature(user=house[key], at=protocol.made_at))
    db.session.commit()


def carried_over(house: TenderHouse) -> None:
    """The database goes back to the release before, and comes up to this one; the house finds its people again."""
    ids = {key: user.id for key, user in house.requests.people.items()}
    db.session.remove()
    command.downgrade(schema.config(), BEFORE)
    schema.upgrade()
    house.requests.people.update({key: db.session.get_one(User, id_) for key, id_ in ids.items()})


@pytest.fixture
def proposed(tender_house, set_clock) -> int:
    """The row of a ranked tender, whose protocol waits for signatures as of before."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    of_before(tender_house, proposals.open_of(tender))
    return tender.id


def test_who_had_signed_has_voted_and_the_others_vote_now(app: Flask, tender_house, proposed):
    """As the protocol's own record of the votes says; for it where that says nothing. Text and hash stay."""
    hash_ = db.session.get_one(Tender, proposed).protocols[-1].hash
    people = {key: tender_house[key].public_id for key in VOTERS}
    carried_over(tender_house)
    tender = db.session.get_one(Tender, proposed)
    found = proposals.open_of(tender)
    assert found.hash == hash_
    assert [(vote_.person, vote_.in_favour, vote_.dissent) for vote_ in counting.votes_on(found)] == [
        (people["chair"], True, ""),
        (people["member1"], False, "The second is better."),
        (people["member3"], True, ""),
    ]
    vote(tender_house, tender, ("member2", "member4"))
    assert tender.state == "decided"
    assert choice.in_force(tender).outcome["tally"]["against"] == [people["member1"]]


def test_what_was_published_keeps_its_record_of_the_votes(app: Flask, tender_house, proposed):
    """Of a protocol in force the recorded votes are its outcome; its signatures stay signatures."""
    tender = db.session.get_one(Tender, proposed)
    protocol = tender.protocols[-1]
    protocol.published_at, protocol.outcome = protocol.made_at, None
    db.session.commit()
    carried_over(tender_house)
    protocol = db.session.get_one(Tender, proposed).protocols[-1]
    assert protocol.kind is ProtocolKind.DECISION
    assert (protocol.outcome["carried"], len(protocol.outcome["votes"])) == (True, 3)
    assert {each.in_favour for each in protocol.signatures} == {None}
