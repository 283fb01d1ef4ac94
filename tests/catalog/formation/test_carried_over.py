"""What an upgrade gives to what ran before this release formed services."""

import pytest

from qyzmet import clock, context, seeding
from qyzmet.catalog.development import carried_over as developments
from qyzmet.catalog.formation import carried_over
from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.kinds import table_of
from qyzmet.requests.assignment.without_tender import carried_over as operator_contracts
from qyzmet.requests.models import DesignAssignment
from qyzmet.tenders.announcement import draft
from qyzmet.vocabulary import Party
from tests.catalog import adding, forming
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


@pytest.mark.slow
def test_a_tender_with_contracts_in_force_gets_its_formation_once(tender_house: TenderHouse, set_clock: SetClock):
    """The upgrade begins it with its parties, its Commission and the protocol's term; a second upgrade adds nothing."""
    made = forming.begun(tender_house, set_clock)
    tender, assignment = made.tender, made.assignment
    assert tender is not None
    (term,) = deadlines.open_deadlines(made)
    # As if it were another's: the tender has none then.
    made.tender, made.assignment = None, tender_house.approved_assignment()
    db.session.flush()
    set_clock.forward(days=90)
    with context.acting(context.COMMAND_LINE, "command line"):
        seeding.seed()
        assert carried_over.begin_missing() == 0
    db.session.expire(assignment)
    found = forming.formation_of(assignment)
    assert isinstance(found, Formation)
    assert (found.tender, found.state) == (tender, "created")
    assert {row.party: row.organisation_id for row in found.party_rows} == {
        row.party: row.organisation_id for row in made.party_rows
    }
    assert {row.user_id for row in found.seats} == {row.user_id for row in made.seats}
    (again,) = deadlines.open_deadlines(found)
    assert (again.term, again.due_on) == (term.term, term.due_on)


@pytest.mark.slow
def test_an_approved_assignment_without_lease_gets_the_term_of_its_contract_once(
    tender_house: TenderHouse, set_clock: SetClock
):
    """¶ 88, H5: the customer's term for the contract begins with the upgrade, so that nobody is late with it."""
    tender_house.approved_assignment()
    waiting = by_operator.approved(tender_house)
    (first,) = deadlines.open_deadlines(waiting)
    # As if it had been approved by a release that knew no such contract.
    db.session.query(Deadline).filter(Deadline.procedure_id == waiting.id).delete()
    set_clock.forward(days=90)
    with context.acting(context.COMMAND_LINE, "command line"):
        seeding.seed()
        assert operator_contracts.begin_missing() == 0
    (term,) = deadlines.open_deadlines(waiting)
    assert (term.term, term.working_days, term.overdue_at) == (first.term, first.working_days, None)
    assert (term.event_on, term.owner_organisation_id) == (clock.today(), first.owner_organisation_id)
    tender_house.take(waiting, "customer_head", "sign_contract", by_operator.terms(tender_house))
    assert by_operator.running(waiting) == {"sign_service_operator"}


def as_before(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """A development that keeps its supplier, approved by a release that would announce a tender for it (¶ 42)."""
    assignment = adding.approved(house, set_clock)
    assignment.adds_to = None
    for row in [each for each in assignment.party_rows if each.party is Party.SUPPLIER]:
        assignment.party_rows.remove(row)
        db.session.delete(row)
    db.session.query(Deadline).filter(Deadline.procedure_id == assignment.id).delete()
    approval = next(act for act in reversed(assignment.acts) if act.action == "approve")
    deadlines.open_term(assignment, table_of(assignment).term("announce"), 3, clock.now(), approval)
    db.session.flush()
    return assignment


@pytest.mark.slow
def test_a_development_that_keeps_its_supplier_is_carried_over_once(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92, H51: it leads to additions from the upgrade on, nobody is late with them, and no tender is due."""
    assignment = as_before(tender_house, set_clock)
    set_clock.forward(days=30)
    with context.acting(context.COMMAND_LINE, "command line"):
        seeding.seed()
        assert developments.begin_missing() == 0
    assert assignment.adds_to is not None
    assert assignment.adds_to["offers"] == {"operator": "1000000.00", "supplier": "4000000.00"}
    assert assignment.party(Party.SUPPLIER) == tender_house.suppliers[0]
    assert by_operator.running(assignment) == {"add_service_customer", "add_lease_operator"}
    assert all(each.event_on == clock.today() for each in deadlines.open_deadlines(assignment))
    adding.sign(tender_house, assignment, "service")
    adding.sign(tender_house, assignment, "lease")
    assert forming.formation_of(assignment).state == "created"


def test_a_development_in_a_tender_stays_there(tender_house: TenderHouse, set_clock: SetClock):
    """H51: what was announced, or is being announced, goes on by its tender."""
    assignment = as_before(tender_house, set_clock)
    with tender_house.as_("integrator_specialist"):
        draft.draft({"assignment": assignment.public_number, "title": "", "contact": "1414", "paper_address": ""})
    db.session.expire(assignment)
    with context.acting(context.COMMAND_LINE, "command line"):
        assert developments.begin_missing() == 0
    assert assignment.adds_to is None
    assert by_operator.running(assignment) == {"announce"}
