"""¶ 42; H35, H44: an announcement's clocks: on the design assignment from its approval, on the draft from asking."""

import pytest

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import DeadlineState, Stage
from qyzmet.deadlines.worker import fall_due
from qyzmet.procedure import annulment, editions, engine
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.requests.assignment import sample
from qyzmet.requests.ppp.projects import BudgetBasis
from qyzmet.tenders.announcement import draft
from tests.conftest import SetClock
from tests.tenders.announcement.seen import running
from tests.tenders.house import ADDRESS, CONTACT, TenderHouse

INCOMPLETE = {"contact": "", "paper_address": ""}


def test_the_term_runs_from_the_approval_with_no_draft_at_all(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 42 (A6): approved on 2 March, by the 13th the term is overdue, although nobody has begun an announcement."""
    assignment = tender_house.approved_assignment()
    (term,) = deadlines.open_deadlines(assignment)
    assert (term.term, term.rule, term.owner.value, term.working_days) == ("announce", "¶ 42", "integrator", 3)
    assert str(term.due_on) == "2026-03-05"
    set_clock.set("2026-03-13T09:00")
    fall_due.run_due()
    assert term.overdue_at is not None


def test_the_publication_ends_it_and_nothing_starts_it_twice(tender_house: TenderHouse):
    """¶ 42: closed by `publish`, with the assignment's history saying by which tender."""
    tender = tender_house.published()
    assignment = tender.assignment
    assert running(assignment) == {}
    (term,) = [each for each in deadlines.all_deadlines(assignment) if each.term == "announce"]
    assert (term.state, term.closed_at) == (DeadlineState.CLOSED, tender.published_at)
    told = assignment.acts[-1]
    assert (told.action, told.body) == ("announced", {"tender": tender.number, "assignment_version": 1})
    assert "announce_again" not in {each.term for each in deadlines.all_deadlines(tender)}


@pytest.mark.slow
def test_a_version_approved_while_bids_are_taken_has_its_term(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 42, H30: it ends with the material amendment that takes the version over, not with a clarification."""
    tender = tender_house.published()
    set_clock.set("2026-03-04T10:00")
    tender_house.amended(tender.assignment, training="Another text.")
    assert running(tender.assignment) == {"announce": "2026-03-10"}
    clarified = {"material": False, "text": "Per hour.", "documents": []}
    tender_house.take(tender, "integrator_head", "amend", clarified)
    assert running(tender.assignment) == {"announce": "2026-03-10"}
    tender_house.take(tender, "integrator_head", "amend", clarified | {"material": True})
    assert running(tender.assignment) == {}
    assert tender.assignment.acts[-1].body["assignment_version"] == 2


def test_it_lapses_with_what_it_counts_from(tender_house: TenderHouse):
    """An amended assignment, and one whose approval is annulled, is not to be announced; the next approval counts."""
    assignment = tender_house.approved_assignment()
    with tender_house.as_("authorised_head"):
        annulment.annul(assignment, "approve", "It was approved by mistake.")
    assert set(running(assignment)) == {"approve"}
    tender_house.take(assignment, "authorised_head", "approve")
    assert running(assignment) == {"announce": "2026-03-05"}
    tender_house.take(assignment, "integrator_specialist", "amend", {"reason": "Prices have changed."})
    assert set(running(assignment)) == {"revise"}


def test_the_approval_can_still_be_annulled_after_the_publication(tender_house: TenderHouse):
    """What follows from the publication is in nobody's way: the tender falls with the approval, and anew it runs."""
    tender = tender_house.published()
    with tender_house.as_("authorised_head"):
        annulment.annul(tender.assignment, "approve", "It was approved by mistake.")
    assert (tender.state, "announce" in running(tender.assignment)) == ("cancelled", False)
    tender_house.take(tender.assignment, "authorised_head", "approve")
    assert running(tender.assignment) == {"announce": "2026-03-05"}


def test_where_the_operator_creates_the_service_nothing_is_announced(tender_house: TenderHouse):
    """H16: no tender is held, so nothing is announced; the customer begins the contract with the operator (¶ 88)."""
    assert running(tender_house.requests.approved(sample.operator())) == {"sign_service_customer": "2026-03-17"}


@pytest.mark.slow
@pytest.mark.parametrize("last", ["list_ppp", "record_budget"])
def test_a_ppp_project_has_it_from_the_last_condition(tender_house: TenderHouse, set_clock: SetClock, last: str):
    """¶ 32, 42 (A8): from the later of approval and entry in the list with all three conditions."""
    project = tender_house.requests.approved(sample.ppp())
    steps = [*BudgetBasis, "list_ppp"] if last == "list_ppp" else [BudgetBasis.STATE_OBLIGATIONS, "list_ppp"]
    steps += [] if last == "list_ppp" else [BudgetBasis.FINANCING_AGREEMENT]
    for day, step in enumerate(steps, 3):
        assert "announce" not in running(project)
        set_clock.set(f"2026-03-0{day}T10:00")
        if step == "list_ppp":
            tender_house.take(project, "authorised_head", step)
            continue
        document = tender_house.document("authorised_specialist")
        paper = {"basis": step, "received_on": "2026-03-02", "document": document}
        tender_house.take(project, "authorised_specialist", "record_budget", paper)
    assert running(project) == {"announce": "2026-03-11"}
    tender = tender_house.drafted(project)
    assert running(tender) == {"consent_to_announce": "2026-03-06"}


@pytest.mark.slow
def test_a_draft_of_an_amended_ppp_project_waits_for_the_list(tender_house: TenderHouse):
    """¶ 32: a new version needs its papers anew; then alone the customer is asked."""
    project = tender_house.listed_ppp()
    tender = tender_house.drafted(project)
    tender_house.amended(project)
    assert (running(project), running(tender)) == ({}, {})
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, "customer_head", "consent")
    assert refused.value.rule == "¶ 32"
    tender_house.list_ppp(project)
    assert running(project) == {"announce": "2026-03-05"}
    assert running(tender) == {"consent_to_announce": "2026-03-03"}


def test_an_incomplete_draft_asks_with_the_save_that_completes_it(tender_house: TenderHouse, set_clock: SetClock):
    """H35 (A7, B16): until then nothing runs on the draft, and a consent is refused saying what is missing."""
    tender = tender_house.drafted(**INCOMPLETE)
    with tender_house.as_("integrator_specialist"):
        engine.save(tender, {"paper_address": " "})
    assert (running(tender), [act.action for act in tender.acts]) == ({}, ["prepare"])
    for action, body in (("consent", {}), ("decline", {"reason": "Too early."})):
        with pytest.raises(Invalid) as refused:
            tender_house.take(tender, "customer_head", action, body)
        assert set(refused.value.errors) == {"data.contact", "data.paper_address"}
    with tender_house.as_("customer_head") as customer:
        assert not {"consent", "decline"} & set(engine.actions(tender, customer))
    with tender_house.as_("integrator_specialist"):
        engine.save(tender, {"contact": CONTACT})
        assert running(tender) == {}
        set_clock.set("2026-03-03T17:00")
        engine.save(tender, {"paper_address": ADDRESS})
        engine.save(tender, {"paper_address": f"{ADDRESS}, second floor"})
    assert running(tender) == {"consent_to_announce": "2026-03-04"}
    assert [act.action for act in tender.acts] == ["prepare", "ask_consent"]


def test_what_the_customer_was_asked_about_is_not_left_out_again(tender_house: TenderHouse):
    """Nothing is published without a contact and an address for paper: once asked, they are changed, never emptied."""
    tender = tender_house.drafted()
    with tender_house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
        engine.save(tender, {"contact": " ", "title": "Another name"})
    assert list(refused.value.errors) == ["data.contact"]


def test_nothing_is_published_without_contact_and_address(tender_house: TenderHouse):
    """Where an older announcement was consented to without them, the refusal says what to do."""
    tender = tender_house.consented()
    tender.data = {**tender.data, "paper_address": ""}
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, "integrator_head", "publish")
    assert refused.value.rule == "¶ 49"


@pytest.mark.slow
def test_the_address_is_that_of_the_announcement_before(tender_house: TenderHouse):
    """The integrator need not type its office's address again."""
    tender_house.drafted()
    other = tender_house.approved_assignment(training="Another text.")
    assert tender_house.drafted(other, paper_address="").data["paper_address"] == ADDRESS


@pytest.mark.slow
def test_the_first_address_is_the_integrators_name(tender_house: TenderHouse):
    """A body with assignment, title and contact alone, as the contract writes it, is complete on a fresh installation:
    bids on paper are brought to the integrator by its name, and the customer is asked at once.
    """
    assignment = tender_house.approved_assignment()
    with tender_house.as_("integrator_specialist"):
        tender = draft.draft({"assignment": assignment.public_number, "title": "Certificates", "contact": CONTACT})
    assert tender.data["paper_address"] == tender_house.requests.integrator.name("en")
    assert running(tender) == {"consent_to_announce": "2026-03-03"}
    tender_house.take(tender, "customer_head", "consent")
    tender_house.take(tender, "integrator_head", "publish")
    assert tender.state == "published"


def test_consent_never_goes_past_the_announcement(tender_house: TenderHouse, set_clock: SetClock):
    """H35: asked on the last day of ¶ 42 the customer has until its end, and no reminder comes after it."""
    assignment = tender_house.approved_assignment()
    set_clock.set("2026-03-05T10:00")
    tender = tender_house.drafted(assignment)
    (term,) = deadlines.open_deadlines(tender)
    assert (str(term.due_on), term.working_days, term.next_stage) == ("2026-03-05", 0, Stage.OVERDUE)
    assert term.next_at == term.due_at
    set_clock.set("2026-03-05T23:59")
    assert term.due_at > tender.acts[-1].at


@pytest.mark.slow
def test_a_longer_consent_is_cut_to_the_announcement(tender_house: TenderHouse, set_clock: SetClock):
    """H35 set to three days: asked on the second day of ¶ 42, its last day is that of ¶ 42."""
    edition = db.session.get_one(Edition, editions.FIRST_EDITION)
    with tender_house.as_("administrator"):
        editions.change_house_rule("H35", edition, 3, tender_house["administrator"])
    assignment = tender_house.approved_assignment()
    set_clock.set("2026-03-04T10:00")
    assert running(tender_house.drafted(assignment)) == {"consent_to_announce": "2026-03-05"}


def test_nobody_is_late_before_being_asked(tender_house: TenderHouse, set_clock: SetClock):
    """H35 (A7): asked on 13 March, when ¶ 42 has passed, the customer has its whole working day."""
    assignment = tender_house.approved_assignment()
    set_clock.set("2026-03-13T10:00")
    tender = tender_house.drafted(assignment)
    assert running(tender) == {"consent_to_announce": "2026-03-16"}
    assert running(assignment) == {"announce": "2026-03-05"}


@pytest.mark.slow
def test_what_was_announced_is_not_due_again(tender_house: TenderHouse):
    """Nothing starts it twice: a project that is entered in the list anew after the publication has been announced."""
    project = tender_house.listed_ppp()
    tender_house.published(project)
    with tender_house.as_("authorised_head"):
        annulment.annul(project, "list_ppp", "It was entered under another name.")
    tender_house.take(project, "authorised_head", "list_ppp")
    assert running(project) == {}
