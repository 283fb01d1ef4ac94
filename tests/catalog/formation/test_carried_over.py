"""Contracts that were in force before this release formed services."""

from qyzmet import context, seeding
from qyzmet.catalog.formation import carried_over
from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from tests.catalog import forming
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
