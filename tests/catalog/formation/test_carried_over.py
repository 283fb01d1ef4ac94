"""What an upgrade gives to what ran before this release formed services."""

from qyzmet import clock, context, seeding
from qyzmet.catalog.formation import carried_over
from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline
from qyzmet.requests.assignment.without_tender import carried_over as operator_contracts
from tests.catalog import forming
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


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
