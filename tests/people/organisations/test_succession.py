"""A reorganised organisation's successor inherits procedures, deadlines and, if wanted, people."""

import datetime as dt

import pytest
from flask import Flask

from qyzmet import clock, context, rights
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.people.organisations import organisations, succession
from qyzmet.people.organisations.organisations import Names
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests import factories
from tests.people.organisations.test_handover import draft

NAMES = Names("Жаңа", "Новая", "New")


def test_the_successor_takes_over_procedures_deadlines_and_people(app: Flask):
    """It is the same party of every procedure and owns the open deadlines; its people go on in the same roles."""
    old = factories.organisation()
    head, deputy = factories.user(Role.HEAD, old), factories.user()
    factories.join(deputy, Role.HEAD, old, since=dt.date(2026, 4, 1), until=dt.date(2026, 4, 9), acting_for=head)
    procedure = draft(head, old)
    rows = [
        Deadline(
            procedure_id=procedure.id,
            term="decide",
            rule="¶ 13",
            owner=Party.STATE_BODY,
            owner_organisation=old,
            event_at=clock.now(),
            event_on=clock.today(),
            working_days=3,
            starts_on=clock.today(),
            due_on=clock.today(),
            due_at=clock.now(),
            calendar_version=1,
            state=state,
        )
        for state in (DeadlineState.OPEN, DeadlineState.CLOSED)
    ]
    db.session.add_all(rows)
    db.session.flush()
    new = succession.succeed(old, factories.a_bin(), NAMES, with_people=True)
    assert (old.closed_on, old.successor, old.works, new.works) == (clock.today(), new, False, True)
    assert procedure.party(Party.STATE_BODY) == new
    for row in rows:
        db.session.refresh(row)
    assert [row.owner_organisation_id for row in rows] == [new.id, old.id]
    db.session.expire_all()
    actor = context.actor_of(head)
    assert actor.organisation == new
    assert rights.may_know(actor, procedure)
    acting = next(m for m in deputy.memberships if m.organisation_id == new.id)
    assert (acting.role, acting.since, acting.acting_for) == (Role.HEAD, dt.date(2026, 4, 1), head)
    assert [m.organisation_id for m in deputy.memberships] == [new.id]
    chains = {r.chain for r in db.session.query(AuditRecord).filter(AuditRecord.action.like("%succe%"))}
    assert chains == {f"organisation:{old.id}", f"organisation:{new.id}", f"procedure:{procedure.id}"}


def test_without_people_their_roles_end(app: Flask):
    """If the people do not move, nobody acts for either organisation until roles are given."""
    old = factories.organisation()
    head = factories.user(Role.HEAD, old)
    succession.succeed(old, factories.a_bin(), NAMES, with_people=False)
    db.session.expire_all()
    assert context.actor_of(head).memberships == ()


def test_a_single_kind_changes_hands_in_one_step(app: Flask):
    """The authorised body's successor is the authorised body at once: there are never two and never none."""
    old = factories.organisation(OrganisationKind.AUTHORISED_BODY)
    new = succession.succeed(old, factories.a_bin(), NAMES, with_people=False)
    assert organisations.working(OrganisationKind.AUTHORISED_BODY) == new


def test_what_cannot_succeed(app: Flask):
    """A known BIN, a closed organisation, and leaving nobody to administer are refused."""
    old = factories.organisation()
    with pytest.raises(Invalid):
        succession.succeed(old, factories.organisation().bin, NAMES, with_people=True)
    with pytest.raises(NotInThisState):
        succession.succeed(factories.organisation(closed_on=clock.today()), factories.a_bin(), NAMES, with_people=True)
    house = factories.organisation()
    factories.user(Role.ADMINISTRATOR, house, password_hash="set")
    with pytest.raises(NotInThisState, match="last administrator"):
        succession.succeed(house, factories.a_bin(), NAMES, with_people=False)
