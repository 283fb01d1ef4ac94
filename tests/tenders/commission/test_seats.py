"""¶ 36, Law 45-1, H22: who sits in a Commission, when it is set up, who steps aside and is replaced."""

import datetime as dt

import pytest

from qyzmet import clock, rights
from qyzmet.audit.models import AuditRecord
from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.requests.assignment import sample
from qyzmet.tenders.commission import seats, set_commission
from qyzmet.tenders.rules.commission import Timing
from qyzmet.vocabulary import Role, Seat
from tests import factories
from tests.conftest import SetClock
from tests.tenders import bidding, sitting
from tests.tenders.house import TenderHouse


def refused(house: TenderHouse, tender, **changes) -> dict[str, list[str]]:
    """By field, why the Commission with these seats is not set up."""
    with pytest.raises(Invalid) as refusal, house.as_("customer_head"):
        engine.take(tender, "set_commission", house.commission() | changes)
    return refusal.value.errors


def test_the_customers_head_sets_it_up_and_nobody_else(tender_house: TenderHouse):
    """Six people get their seats, each for their body; the integrator's head cannot name them."""
    tender = sitting.published(tender_house)
    with pytest.raises(NotYours), tender_house.as_("integrator_head"):
        engine.take(tender, "set_commission", tender_house.commission())
    sitting.set_up(tender_house, tender)
    named = seats.commission_of(tender)
    assert named.chair == tender_house["chair"].public_id
    assert named.secretary == tender_house["secretary"].public_id
    assert len(named.voters) == 5
    assert next(row.organisation for row in seats.rows_of(tender)) is tender_house.requests.state_body
    told = db.session.query(Notification).filter_by(user_id=tender_house["member1"].id, procedure_id=tender.id).all()
    assert [each.facts["action"] for each in told] == ["set_commission"]


def test_composition_is_odd_at_least_five_and_each_person_once(tender_house: TenderHouse):
    """H22: four or three voters, and a person in two seats, are refused at their fields, in words."""
    tender = sitting.published(tender_house)
    members = tender_house.commission()["members"]
    assert "odd" in refused(tender_house, tender, members=members[:3])["members"][0]
    assert "At least 5" in refused(tender_house, tender, members=members[:2])["members"][0]
    twice = refused(tender_house, tender, members=[*members[:3], members[0]])
    assert "members.3" in twice
    same = tender_house.commission()["chair"]
    assert "secretary" in refused(tender_house, tender, secretary=same)


def test_every_body_of_law_45_1_sends_somebody(tender_house: TenderHouse):
    """Without anybody of the authorised body the Commission is refused."""
    tender = sitting.published(tender_house)
    other = factories.user(Role.COMMISSION_MEMBER, tender_house.requests.state_body)
    members = [other.public_id, *tender_house.commission()["members"][1:]]
    assert "Authorised body" in refused(tender_house, tender, members=members)["members"][0]


def test_the_chair_is_the_customers(tender_house: TenderHouse):
    """Law 45-1: somebody of the integrator does not chair."""
    tender = sitting.published(tender_house)
    chair, member = tender_house.commission()["chair"], tender_house["member2"].public_id
    members = [chair if each == member else each for each in tender_house.commission()["members"]]
    assert list(refused(tender_house, tender, chair=member, members=members)) == ["chair"]


def test_suppliers_and_people_who_left_do_not_sit(tender_house: TenderHouse):
    """A supplier sends no member, and who has left is nobody's."""
    tender = sitting.published(tender_house)
    members = tender_house.commission()["members"]
    supplier = tender_house["supplier3_head"].public_id
    assert list(refused(tender_house, tender, members=[*members[:3], supplier])) == ["members.3"]
    tender_house["member4"].left_on = clock.today() - dt.timedelta(days=1)
    assert list(refused(tender_house, tender)) == ["members.3"]


def test_until_acceptance_ends_the_customer_may_change_it_freely(tender_house: TenderHouse):
    """Who stays keeps the declaration, who comes has still to declare, who goes is told and acts no more."""
    tender = sitting.seated(tender_house)
    other = factories.user(Role.SPECIALIST, tender_house.requests.operator)
    members = [*tender_house.commission()["members"][:3], other.public_id]
    sitting.set_up(tender_house, tender, members=members)
    assert [user.public_id for user in seats.undeclared(tender)] == [other.public_id]
    assert rights.seat_of(actor_of(tender_house["member4"]), tender) is None
    told = db.session.query(Notification).filter_by(user_id=tender_house["member4"].id, kind="seat_ended").all()
    assert len(told) == 1
    with pytest.raises(NotYours), tender_house.as_("member4"):
        engine.take(tender, "declare", {"interest": False, "reason": ""})


def test_set_up_late_is_accepted_and_said(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 36 1): after the end of acceptance a first Commission is still set up; the act says that it is late."""
    tender = sitting.published(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    act = sitting.take(tender_house, tender, "customer_head", "set_commission", tender_house.commission())
    assert act.body["timing"] == Timing.LATE.value


@pytest.mark.slow
def test_after_acceptance_only_those_who_stepped_aside_are_replaced(tender_house: TenderHouse, set_clock: SetClock):
    """Nobody is picked for known bids: not at all while all sit, and nobody but the one who stepped aside."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    other = factories.user(Role.SPECIALIST, tender_house.requests.operator)
    members = tender_house.commission()["members"]
    changed = [*members[:3], other.public_id]
    assert set(refused(tender_house, tender, members=changed)) == {"reason", "members"}
    assert set(refused(tender_house, tender, members=changed, reason="stepped_aside")) == {"reason", "members"}
    assert set(refused(tender_house, tender, members=changed, reason="left")) == {"reason", "members"}
    tender_house.take(tender, "member4", "declare", {"interest": True, "reason": "My brother bids."})
    wrong = [other.public_id, *members[1:3], members[3]]
    assert "members" in refused(tender_house, tender, members=wrong, reason="stepped_aside")
    assert "members.3" in refused(tender_house, tender, reason="stepped_aside")
    sitting.set_up(tender_house, tender, members=[*members[:3], other.public_id], reason="stepped_aside")
    assert sitting.voters(tender)[-1] == other.public_id
    assert seats.aside_of(tender) == frozenset()


def test_who_left_the_organisation_may_be_replaced_too(tender_house: TenderHouse, set_clock: SetClock):
    """A chair who has left acts no more; without a successor nobody could go on."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    for membership in tender_house["chair"].memberships:
        membership.until = clock.today() - dt.timedelta(days=1)
    db.session.flush()
    chair = tender_house["customer_head"].public_id
    sitting.set_up(tender_house, tender, chair=chair, reason="left")
    assert seats.commission_of(tender).chair == chair


def test_a_chair_who_is_absent_is_replaced_from_the_customers_people(tender_house: TenderHouse, set_clock: SetClock):
    """After the acceptance too, so that the Commission can go on; and nobody besides the chair for that reason."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    chair = tender_house["customer_head"].public_id
    members = tender_house.commission()["members"]
    assert list(refused(tender_house, tender, reason="absent")) == ["reason"]
    stranger = tender_house["integrator_head"].public_id
    assert list(refused(tender_house, tender, chair=stranger, reason="absent")) == ["chair"]
    other = factories.user(Role.SPECIALIST, tender_house.requests.operator).public_id
    changed = [*members[:3], other]
    assert "members" in refused(tender_house, tender, chair=chair, members=changed, reason="absent")
    sitting.set_up(tender_house, tender, chair=chair, reason="absent")
    assert seats.commission_of(tender).chair == chair
    with pytest.raises(NotYours), tender_house.as_("chair"):
        engine.take(tender, "open_bids", sitting.present(tender_house))


def test_who_has_declared_declares_again_only_what_has_changed(tender_house: TenderHouse):
    """Law 45-1: one declaration of each; the same once more is refused, another answer is taken."""
    tender = sitting.seated(tender_house)
    with pytest.raises(NotInThisState, match="already"), tender_house.as_("member1"):
        engine.take(tender, "declare", {"interest": False, "reason": ""})
    sitting.take(tender_house, tender, "member1", "declare", {"interest": True, "reason": "A share."})
    assert seats.aside_of(tender) == {tender_house["member1"].public_id}


def test_an_interest_is_declared_with_its_reason_which_is_not_published(tender_house: TenderHouse):
    """Who declares one steps aside at once; what it is stands in no act and no audit record: it may name a bidder."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    with pytest.raises(Invalid) as refusal, tender_house.as_("member1"):
        engine.take(tender, "declare", {"interest": True, "reason": " "})
    assert list(refusal.value.errors) == ["reason"]
    act = sitting.take(tender_house, tender, "member1", "declare", {"interest": True, "reason": "I own Bidder LLP."})
    assert act.body == {"interest": True}
    kept = db.session.query(AuditRecord).filter(AuditRecord.after.contains("Bidder LLP")).count()
    assert kept == 0
    assert seats.aside_of(tender) == {tender_house["member1"].public_id}
    row = next(row for row in seats.rows_of(tender) if row.user is tender_house["member1"])
    assert row.reason == "I own Bidder LLP."


@pytest.mark.slow
def test_a_ppp_commission_is_not_set_up_before_the_positive_proposal(tender_house: TenderHouse):
    """¶ 36 2): too early is refused, saying what is missing."""
    assignment = tender_house.requests.written(sample.ppp())
    tender = tender_house.drafted()
    tender.assignment = assignment
    db.session.flush()
    assert set_commission.timing_of(tender).timing is Timing.TOO_EARLY
    with pytest.raises(NotInThisState, match="state obligations"), tender_house.as_("customer_head"):
        engine.take(tender, "set_commission", tender_house.commission())


@pytest.mark.slow
def test_it_carries_over_within_the_family_and_declares_anew(tender_house: TenderHouse):
    """¶ 36: the same people sit for the next announcement; bidders differ, so that nobody has declared."""
    tender = sitting.seated(tender_house)
    tender_house.take(tender, "member4", "declare", {"interest": True, "reason": "A share."})
    again = tender_house.drafted(tender_house.approved_assignment())
    seats.copy_seats(tender, again)
    assert seats.commission_of(again) == seats.commission_of(tender)
    assert len(seats.undeclared(again)) == 6
    assert {row.seat for row in seats.holding(again)} == set(Seat)


def test_before_the_opening_only_parties_and_the_commission_see_who_sits(tender_house: TenderHouse):
    """A bidder is not told whom to talk to."""
    from qyzmet.tenders.commission import visibility

    tender = sitting.seated(tender_house)
    for key, sees in (("customer_head", True), ("member3", True), ("integrator_specialist", True), ("auditor", True)):
        with tender_house.as_(key):
            assert visibility.may_see_commission(tender) is sees
    with tender_house.as_("supplier1_head"):
        assert not visibility.may_see_commission(tender)
