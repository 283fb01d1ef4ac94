"""¶ 53-1; H28: the announcements of one tender are a family: their place, versions, terms, parties and Commission."""

import pytest

from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.tenders.announcement import family
from qyzmet.tenders.decision.announce_again import announce_again
from qyzmet.tenders.models import Tender
from qyzmet.tenders.rules.reannouncement import Place
from qyzmet.vocabulary import Party
from tests.tenders.announcement.seen import running
from tests.tenders.house import TenderHouse


def again(house: TenderHouse, previous: Tender, place: Place, *, repeats: bool = False) -> Tender:
    """What the Commission's decision does here: the next draft, and the state that the decision leads to."""
    decided = "amending" if place is Place.THIRD and not repeats else "reannounced"
    cause = Act(
        procedure=previous,
        action="amend_and_rerun" if decided == "amending" else "reannounce",
        party=Party.COMMISSION,
        user=house["chair"],
        organisation=house.requests.state_body,
        from_state="no_bids",
        to_state=decided,
        body={},
        at=previous.accepts_until,
    )
    db.session.add(cause)
    db.session.flush()
    with house.as_("chair"):
        made = announce_again(previous, cause, place, repeats=repeats)
    previous.state = decided
    db.session.flush()
    return made


def published_again(house: TenderHouse, tender: Tender) -> Tender:
    house.take(tender, "customer_head", "consent")
    house.take(tender, "integrator_head", "publish")
    return tender


@pytest.mark.slow
def test_the_draft_of_the_second(tender_house: TenderHouse):
    """Same assignment, parties, texts and Commission; terms from the decision; a number and a key of its own."""
    first = tender_house.consented()
    tender_house.take(first, "customer_head", "set_commission", tender_house.commission())
    tender_house.take(first, "integrator_head", "publish")
    second = again(tender_house, first, Place.SECOND)
    assert (second.state, second.announcement, second.repeats) == ("draft", 2, False)
    assert second.number == "T-2026-000002"
    assert {row.party: row.organisation_id for row in second.party_rows} == {
        row.party: row.organisation_id for row in first.party_rows
    }
    assert {seat.user_id for seat in second.seats} == {seat.user_id for seat in first.seats}
    assert running(second) == {"announce_again": "2026-03-05", "consent_to_announce": "2026-03-03"}
    assert running(second.assignment) == {}
    assert [each.number for each in family.of(first)] == [each.number for each in family.of(second)]
    assert family.next_of(first) is second
    published_again(tender_house, second)
    assert second.frozen == first.frozen
    assert second.seal_public != first.seal_public
    # There is a Commission: no term to set one up.
    assert set(running(second)) == {"accept_bids"}


@pytest.mark.slow
def test_the_assignment_stays_between_announcement_and_re_announcement(tender_house: TenderHouse):
    """H28: it cannot be amended before the second is published, so that the second can be published at all."""
    first = tender_house.published()
    second = again(tender_house, first, Place.SECOND)
    amend = {"reason": "Prices have changed."}
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(first.assignment, "integrator_specialist", "amend", amend)
    assert refused.value.rule == "H28"
    published_again(tender_house, second)
    tender_house.take(first.assignment, "integrator_specialist", "amend", amend)


@pytest.mark.slow
def test_the_third_waits_for_the_amended_assignment(tender_house: TenderHouse):
    """It cannot be published without it; its terms count from the approval; then the second is run again."""
    first = tender_house.published()
    second = published_again(tender_house, again(tender_house, first, Place.SECOND))
    third = again(tender_house, second, Place.THIRD)
    assert running(third) == {}
    with pytest.raises(NotInThisState):
        tender_house.take(third, "customer_head", "consent")
    tender_house.amended(third.assignment, ceiling_service="70000000.00")
    assert running(third.assignment) == {"announce": "2026-03-05"}
    assert running(third) == {"consent_to_announce": "2026-03-03"}
    published_again(tender_house, third)
    assert (third.frozen.number, second.frozen.number) == (2, 1)
    assert second.state == "reannounced"
    assert [each.announcement for each in family.of(first)] == [1, 2, 3]


@pytest.mark.slow
def test_a_repeated_tender_has_the_newest_version(tender_house: TenderHouse):
    """None was compliant: the same place in the chain, with whatever version is approved by then."""
    first = tender_house.published()
    tender_house.amended(first.assignment)
    repeated = again(tender_house, first, Place.FIRST, repeats=True)
    published_again(tender_house, repeated)
    assert (repeated.announcement, repeated.repeats, repeated.frozen.number) == (1, True, 2)
