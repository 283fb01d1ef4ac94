"""What an act asks the database: seldom, and not the more the more people are told of it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.procedure import editions
from qyzmet.reading.read_once import nothing_is_written
from qyzmet.requests.models import DesignAssignment
from qyzmet.vocabulary import Role
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.counting import counted
from tests.requests.conftest import House
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse
from tests.tenders.voting import ballot

# Forty-six before what only reads asked once and those who are told were read together.
MOST = 36


# A bid's draft and its submission by the API; nearly twice as many before its tender was read together with it.
MOST_OF_A_DRAFT, MOST_OF_A_SUBMISSION = 8, 17


def test_a_bid_asks_seldom(app: Flask, tender_house: TenderHouse):
    """In the last minute of a window hundreds may come at once: the whole call counts, from the token to the answer."""
    tender = tender_house.published()
    supplier = Caller(app, tender_house["supplier1_head"])
    body = {
        "tender": tender.public_number,
        "data": bidding.data(tender, [tender_house.document("supplier1_head", "charter.pdf")]),
    }
    db.session.commit()
    db.session.remove()
    with counted() as drafting:
        number = supplier.post("/bids", body).json["number"]
    db.session.remove()
    with counted() as submitting:
        assert supplier.post(f"/bids/{number}/submit", {}).status_code == 200
    assert len(drafting) <= MOST_OF_A_DRAFT, "\n".join(drafting)
    assert len(submitting) <= MOST_OF_A_SUBMISSION, "\n".join(submitting)


def told() -> int:
    """How many people were told anything."""
    return db.session.scalar(select(func.count()).select_from(Notification)) or 0


def test_a_vote_asks_seldom(tender_house: TenderHouse, set_clock: SetClock):
    """A member votes on what the chair proposes: an act with a Commission, a term and people who are told."""
    tender = resolving.ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    tender_house.take(tender, "chair", "sign_protocol", ballot(tender))
    vote = ballot(tender)
    db.session.commit()
    with counted() as statements:
        tender_house.take(tender, "member1", "sign_protocol", vote)
    assert len(statements) <= MOST, "\n".join(statements)


def asked_by_proposal(house: House, assignment: DesignAssignment) -> tuple[int, int]:
    """How often the proposal of a design assignment asks, and how many people are told; it is undone again."""
    db.session.commit()
    before, undone = told(), db.session.begin_nested()
    db.session.expire_all()
    with counted() as statements:
        house.take(assignment, "integrator_head", "propose")
    found = len(statements), told() - before
    undone.rollback()
    return found


@pytest.mark.slow
def test_however_many_are_told_the_questions_are_the_same(house: House):
    """Their roles, what they have turned off and what they are to do is read of all of them together."""
    assignment = house.written()
    asked_by_proposal(house, assignment)  # This process then knows the calendar.
    few, people = asked_by_proposal(house, assignment)
    for _number in range(5):
        factories.user(Role.SPECIALIST, house.state_body)
        factories.user(Role.HEAD, house.state_body)
    many, more_people = asked_by_proposal(house, assignment)
    assert more_people == people + 10
    assert many == few


def test_what_only_reads_asks_once(house: House):
    """Outside of the block a change is seen at once; within it nothing is changed, and the same is asked one time."""
    edition = editions.current_edition()
    with counted() as statements, nothing_is_written():
        known = editions.house_rule("H24", edition.key)
        with nothing_is_written():
            assert editions.house_rule("H24", edition.key) == known
    assert len(statements) == 1
    editions.change_house_rule("H24", edition, 1 - known, house["integrator_head"])
    assert editions.house_rule("H24", edition.key) == 1 - known
