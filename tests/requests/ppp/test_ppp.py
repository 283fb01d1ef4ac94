"""¶ 32, Law 45: PPP projects: the papers of the budget body, the list in 3 working days, the three conditions."""

import pytest
from flask.testing import FlaskClient

from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from qyzmet.requests.ppp import projects
from qyzmet.requests.ppp.projects import BudgetBasis
from tests.requests.conftest import House


@pytest.fixture
def project(house: House) -> DesignAssignment:
    """An approved design assignment of a PPP project."""
    return house.approved(sample.ppp())


def paper(
    house: House, basis: str = BudgetBasis.FINANCING_AGREEMENT, received_on: str = "2026-02-27"
) -> dict[str, str]:
    document = house.document("authorised_specialist")
    return {"basis": basis, "received_on": received_on, "document": document}


def test_the_list_has_three_days_from_the_receipt_of_the_paper(house: House, project: DesignAssignment):
    """¶ 32: received on Friday 27 February, the project is entered by Wednesday 4 March."""
    house.take(project, "authorised_specialist", "record_budget", paper(house))
    (term,) = deadlines.open_deadlines(project)
    assert (term.term, str(term.event_on), str(term.due_on)) == ("list_ppp", "2026-02-27", "2026-03-04")
    house.take(project, "authorised_head", "list_ppp")
    assert project.listed_at is not None
    assert deadlines.open_deadlines(project) == []


def test_without_a_paper_nothing_is_entered(house: House, project: DesignAssignment):
    """¶ 32: the agreement on financing or the proposal on state obligations comes first; then once only."""
    with pytest.raises(NotInThisState) as refused:
        house.take(project, "authorised_head", "list_ppp")
    assert refused.value.rule == "¶ 32"
    house.take(project, "authorised_specialist", "record_budget", paper(house, BudgetBasis.STATE_OBLIGATIONS))
    house.take(project, "authorised_head", "list_ppp")
    with pytest.raises(NotInThisState):
        house.take(project, "authorised_head", "list_ppp")


def test_the_three_conditions_for_the_draft_budget(house: House, project: DesignAssignment):
    """Law 45(6): the conclusion, the approved assignment and the commission's proposal: each with its day and paper."""
    assert [condition.met for condition in projects.conditions(project)] == [False, True, False]
    house.take(project, "authorised_specialist", "record_budget", paper(house))
    house.take(project, "authorised_specialist", "record_budget", paper(house, BudgetBasis.STATE_OBLIGATIONS))
    assert [condition.met for condition in projects.conditions(project)] == [True, True, True]
    assert len(deadlines.open_deadlines(project)) == 1
    with pytest.raises(NotInThisState):
        house.take(project, "authorised_specialist", "record_budget", paper(house))


def test_an_amended_project_leaves_the_list_and_needs_its_papers_anew(house: House, project: DesignAssignment):
    """A new version cancels the approval, and what rested on it."""
    house.take(project, "authorised_specialist", "record_budget", paper(house))
    house.take(project, "authorised_head", "list_ppp")
    house.take(project, "integrator_head", "amend", {"reason": "The prices have changed."})
    assert project.listed_at is None
    assert projects.recorded(project) == []


def test_a_paper_from_before_the_rules(house: House, project: DesignAssignment):
    """¶ 32 asks for no paper before its edition was in force; nor does the calendar know days before 1990."""
    for day in ("0001-01-01", "1989-12-31", "2022-03-30"):
        with pytest.raises(Invalid) as refused:
            house.take(project, "authorised_specialist", "record_budget", paper(house, received_on=day))
        assert list(refused.value.errors) == ["received_on"]


@pytest.mark.slow
def test_a_paper_of_tomorrow_and_a_project_of_another_kind(house: House, project: DesignAssignment):
    """A day to come is an error at its field; an assignment of an ordinary lease has no place in the list."""
    with pytest.raises(Invalid) as refused:
        house.take(project, "authorised_specialist", "record_budget", paper(house, received_on="2026-03-03"))
    assert list(refused.value.errors) == ["received_on"]
    ordinary = house.approved()
    with pytest.raises(NotInThisState):
        house.take(ordinary, "authorised_specialist", "record_budget", paper(house))


@pytest.mark.slow
def test_the_public_list(house: House, project: DesignAssignment, client: FlaskClient):
    """Everybody sees the draft list and the list, with the conditions; other assignments are not in it."""
    house.approved()
    house.take(project, "authorised_specialist", "record_budget", paper(house))
    page = client.get("/requests/ppp?lang=en").text
    assert page.count(str(project.number)) >= 1
    assert "DA-2026-000002" not in page


def test_acts_of_ppp_are_not_offered_on_a_lease(house: House, project: DesignAssignment):
    """¶ 32: the list is for PPP projects, and a project is entered on the ground of a paper."""
    lease = house.approved()

    def offered(assignment: DesignAssignment) -> set[str]:
        with house.as_("authorised_head") as actor:
            return {"record_budget", "list_ppp"} & set(engine.actions(assignment, actor))

    assert (offered(lease), offered(project)) == (set(), {"record_budget"})
    house.take(project, "authorised_specialist", "record_budget", paper(house))
    assert offered(project) == {"record_budget", "list_ppp"}


def test_an_incomplete_text_can_still_be_filed(house: House):
    """What is written meanwhile mends what stands against filing it: `propose` and `submit` are offered with drafts."""
    for key, procedure, action in (
        ("integrator_head", house.ordered(), "propose"),
        ("head", house.drafted(purpose=None), "submit"),
    ):
        with house.as_(key) as actor:
            assert action in engine.actions(procedure, actor)
