"""¶ 42; H28: what a tender rests on: the frozen version, the approval, and what becomes of it when these fall."""

import pytest

from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import DeadlineState
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import NotInThisState, NotYours
from qyzmet.tenders.announcement import design_assignment
from tests.tenders.announcement.seen import running
from tests.tenders.house import TenderHouse


@pytest.mark.slow
def test_weights_changed_after_the_publication_change_nothing(tender_house: TenderHouse):
    """The version is frozen: neither the assignment's amendment nor its new approval changes what bidders rely on."""
    tender = tender_house.published()
    before = dict(design_assignment.assignment_data(tender))
    criteria = [dict(each) for each in before["criteria"]]
    scored = [each for each in criteria if each["kind"] == "scored"]
    scored[0]["weight"], scored[1]["weight"] = scored[1]["weight"], scored[0]["weight"]
    assert criteria != before["criteria"]
    tender_house.amended(tender.assignment, criteria=criteria)
    assert tender.assignment.data["criteria"] == criteria
    assert design_assignment.assignment_data(tender) == before
    assert tender.frozen.number == 1


def test_a_publication_cannot_be_annulled_from_behind(tender_house: TenderHouse):
    """It is final: neither it nor the consent before it is annulled once everybody relies on the announcement."""
    tender = tender_house.consented()
    customer, authorised = actor_of(tender_house["customer_head"]), actor_of(tender_house["authorised_head"])
    assert [act.action for act in annulment.annullable(tender, customer)] == ["consent"]
    tender_house.take(tender, "integrator_head", "publish")
    for key, actor in (("customer_head", customer), ("authorised_head", authorised)):
        assert annulment.annullable(tender, actor) == []
        with tender_house.as_(key), pytest.raises((NotInThisState, NotYours)):
            annulment.annul(tender, "consent", "A mistake.")
    assert tender.state == "published"


def test_a_consent_given_by_mistake_is_annulled_before_the_publication(tender_house: TenderHouse):
    """Its term runs on as if it had not been closed."""
    tender = tender_house.consented()
    with tender_house.as_("customer_head"):
        annulment.annul(tender, "consent", "It was the wrong file.")
    assert (tender.state, running(tender)) == ("draft", {"consent_to_announce": "2026-03-03"})


@pytest.mark.slow
def test_the_newest_approved_version_is_published(tender_house: TenderHouse):
    """While the assignment is amended the announcement waits; with the approval terms and consent start anew."""
    tender = tender_house.consented()
    assignment = tender.assignment
    tender_house.take(assignment, "integrator_specialist", "amend", {"reason": "Prices have changed."})
    assert (tender.state, running(tender)) == ("draft", {})
    for key, action in (("customer_head", "consent"), ("integrator_head", "publish")):
        with pytest.raises(NotInThisState):
            tender_house.take(tender, key, action)
    for key, action in (
        ("integrator_head", "propose"),
        ("head", "consent"),
        ("security_head", "agree_security"),
        ("authorised_head", "approve"),
    ):
        tender_house.take(assignment, key, action)
    assert running(assignment) == {"announce": "2026-03-05"}
    assert running(tender) == {"consent_to_announce": "2026-03-03"}
    tender_house.take(tender, "customer_head", "consent")
    tender_house.take(tender, "integrator_head", "publish")
    assert tender.frozen.number == 2
    closed = [each for each in deadlines.all_deadlines(assignment) if each.term == "announce"]
    assert [each.state for each in closed] == [DeadlineState.CLOSED, DeadlineState.CLOSED]


def test_an_annulled_approval_cancels_what_rests_on_it(tender_house: TenderHouse):
    """A published tender falls with the approval of its version; its parties are told, and its terms end."""
    tender = tender_house.published()
    with tender_house.as_("authorised_head"):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
    assert (tender.assignment.state, tender.state) == ("security_agreed", "cancelled")
    assert running(tender) == {}
    assert tender.acts[-1].user_id == tender_house["authorised_head"].id
    tender_house.take(tender.assignment, "authorised_head", "approve")
    assert tender_house.drafted(tender.assignment).state == "draft"


@pytest.mark.slow
def test_an_annulled_approval_of_a_newer_version_leaves_a_published_tender_alone(tender_house: TenderHouse):
    """The tender rests on the version that it was published with."""
    tender = tender_house.published()
    tender_house.amended(tender.assignment)
    with tender_house.as_("authorised_head"):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
    assert tender.state == "published"


def test_an_approval_cannot_be_annulled_once_a_supplier_is_named(tender_house: TenderHouse):
    """Where the tender has gone too far to be cancelled, the annulment is refused and nothing changes."""
    tender = tender_house.published()
    tender.state = "decided"
    db.session.flush()
    with tender_house.as_("authorised_head"), pytest.raises(NotInThisState):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
    db.session.rollback()


@pytest.mark.slow
def test_a_draft_waits_for_the_approval_that_was_annulled(tender_house: TenderHouse):
    """Nothing was published: the draft stays and is asked about again after the new approval."""
    tender = tender_house.consented()
    with tender_house.as_("authorised_head"):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
    assert (tender.state, running(tender)) == ("draft", {})
    tender_house.take(tender.assignment, "authorised_head", "approve")
    assert running(tender.assignment) == {"announce": "2026-03-05"}
    assert running(tender) == {"consent_to_announce": "2026-03-03"}


@pytest.mark.slow
def test_an_annulled_order_of_creation_cancels_the_draft(tender_house: TenderHouse):
    """Approval and order are annulled, one after the other: nothing is left to announce."""
    tender = tender_house.drafted()
    source = tender.assignment.source
    with tender_house.as_("authorised_head"):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
        annulment.annul(source, "order_creation", "It was ordered by mistake.")
    assert (tender.assignment.state, tender.state) == ("cancelled", "cancelled")


def test_the_assignment_that_a_draft_shows(tender_house: TenderHouse):
    """Before the publication it is the newest approved version, also while the next one is being written."""
    tender = tender_house.drafted()
    data = design_assignment.assignment_data(tender)
    assert data == tender.assignment.version_of(1).data
    tender_house.take(tender.assignment, "integrator_specialist", "amend", {"reason": "Prices have changed."})
    with tender_house.as_("integrator_specialist"):
        engine.save(tender.assignment, {"training": "Another text"})
    assert design_assignment.assignment_data(tender) == data
    assert design_assignment.approved_now(tender.assignment) is None
