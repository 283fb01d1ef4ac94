"""Migration 0006: what ran under an older release keeps its term, and what had none gets it."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, update

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.worker import fall_due
from qyzmet.requests.assignment import sample
from tests.conftest import SetClock
from tests.tenders.announcement.seen import running
from tests.tenders.house import TenderHouse

# It works on a database of its own.
pytestmark = pytest.mark.slow

MISSING = {"missing": [{"field": "technical_documents", "text": "The passport is not attached."}]}


@pytest.fixture
def migrate() -> Callable[[str], None]:
    """Takes the migration's step up or down over what the test has made."""

    def step(name: str) -> None:
        module = import_module("qyzmet.migrations.versions.0006_terms")
        db.session.flush()
        with Operations.context(MigrationContext.configure(db.session.connection())):
            getattr(module, name)()
        db.session.expire_all()

    return step


def as_before(tender_house: TenderHouse) -> None:
    """No term runs on any assignment, as in the release before."""
    db.session.execute(update(Deadline).values(opened_by_id=None, closed_by_id=None))
    for each in db.session.scalars(select(Deadline).where(Deadline.term.in_(("announce", "complete")))):
        db.session.delete(each)
    db.session.flush()


def test_an_approved_assignment_gets_its_term_from_the_approval(tender_house: TenderHouse, set_clock, migrate):
    """¶ 42: with all three conditions where it is a PPP project; none where the operator creates the service."""
    lease, operator = tender_house.approved_assignment(), tender_house.requests.approved(sample.operator())
    unlisted = tender_house.requests.approved(sample.ppp())
    published = tender_house.published()
    set_clock.set("2026-03-03T10:00")
    listed = tender_house.listed_ppp()
    as_before(tender_house)
    migrate("upgrade")
    assert running(lease) == {"announce": "2026-03-05"}
    assert running(listed) == {"announce": "2026-03-06"}
    assert [running(each) for each in (unlisted, published.assignment)] == [{}, {}]
    assert set(running(operator)) == {"sign_service_customer"}
    set_clock.set("2026-03-06T09:00")
    fall_due.run_due()
    assert [each.overdue_at is not None for each in deadlines.open_deadlines(lease)] == [True]


def test_a_returned_request_has_its_days_from_the_upgrade(tender_house: TenderHouse, set_clock: SetClock, migrate):
    """H40 is new: nobody is late by it before it was there."""
    request = tender_house.requests.submitted()
    tender_house.take(request, "integrator_head", "return", MISSING)
    as_before(tender_house)
    set_clock.set("2026-05-04T10:00")
    migrate("upgrade")
    assert running(request) == {"complete": "2026-05-20"}


def old_term(tender, due: dt.date) -> Deadline:
    """The term as drafts had it."""
    made = Deadline(
        procedure_id=tender.id, term="announce", rule="¶ 42", owner="integrator", event_at=clock.now(),
        event_on=clock.today(), working_days=3, starts_on=due, due_on=due, due_at=clock.end_of(due),
        calendar_version=1, state=DeadlineState.OPEN,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def test_what_a_draft_had_is_the_assignments(tender_house: TenderHouse, migrate):
    """The row goes to the assignment with its days; of an announcement made again it stays, as H44; and back again."""
    first, second = tender_house.drafted(), tender_house.drafted()
    second.previous = first
    second.announcement = 2
    as_before(tender_house)
    rows = [old_term(each, dt.date(2026, 3, 5)) for each in (first, second)]
    migrate("upgrade")
    assert [(row.term, row.rule, row.procedure_id) for row in rows] == [
        ("announce", "¶ 42", first.assignment.id),
        ("announce_again", "H44", second.id),
    ]
    assert running(second.assignment) == {}
    migrate("downgrade")
    assert [(row.term, row.procedure_id) for row in rows] == [("announce", first.id), ("announce", second.id)]
    assert {act.action for act in first.acts} == {"prepare", "ask_again"}


def test_a_draft_keeps_the_consent_that_was_asked_for(tender_house: TenderHouse, migrate):
    """Its contact stands for the address until somebody writes one; where it has none, nobody was asked."""
    asked, bare = tender_house.drafted(), tender_house.drafted()
    for tender, contact in ((asked, "The office, +7"), (bare, "")):
        tender.data = {"assignment": tender.assignment.number, "title": tender.title, "contact": contact}
    migrate("upgrade")
    assert asked.data["paper_address"] == "The office, +7"
    assert (set(running(asked)), running(bare)) == ({"consent_to_announce"}, {})
    tender_house.take(asked, "customer_head", "consent")
    tender_house.take(asked, "integrator_head", "publish")
    assert asked.state == "published"
