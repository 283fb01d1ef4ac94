"""Who may know of a procedure: for everybody else it is not there."""

import datetime as dt

import pytest
from flask import Flask

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.vocabulary import WORKING_ROLES, OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.worlds import a_request, a_world


@pytest.mark.parametrize("state", REQUESTS.states)
def test_working_people_of_the_parties_know_and_the_auditor(app: Flask, state: str) -> None:
    """Working people of the parties, and auditors, know of a request; all others do not. A draft has one party."""
    world = a_world()
    request = a_request(world, state)
    parties = {row.party.value for row in request.party_rows}
    for (kind, role), _person in world.people.items():
        due = role == Role.AUDITOR or (kind.value in parties and role in WORKING_ROLES)
        assert rights.may_know(world.actor(kind, role), request) == due, (state, kind, role)
    for role in WORKING_ROLES:
        assert not rights.may_know(world.stranger(role), request)


def test_an_acting_head_is_head_on_the_given_days_only(app: Flask, set_clock: SetClock) -> None:
    """An acting head takes the head's moves from the first to the last given day, both included."""
    world = a_world()
    request = a_request(world, "opinion_given")
    organisation = world.organisations[OrganisationKind.AUTHORISED_BODY]
    deputy = factories.user(Role.SPECIALIST, organisation)
    head = world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD]
    factories.join(
        deputy, Role.HEAD, organisation, since=dt.date(2026, 3, 3), until=dt.date(2026, 3, 5), acting_for=head
    )
    move = REQUESTS.moves_of("agree")[0]
    may = {}
    for day in (2, 3, 5, 6):
        set_clock.set(f"2026-03-{day:02d}T12:00")
        may[day] = rights.capacity(context.actor_of(deputy), request, move) is not None
    assert may == {2: False, 3: True, 5: True, 6: False}


def test_a_leaver_and_a_closed_organisation_have_no_rights(app: Flask) -> None:
    """Whoever has left, and whoever's organisation is closed or unchecked, acts for nobody."""
    world = a_world()
    request = a_request(world, "submitted")
    head = world.people[OrganisationKind.STATE_BODY, Role.HEAD]
    assert rights.may_know(context.actor_of(head), request)
    head.left_on = dt.date(2026, 3, 1)
    db.session.flush()
    assert not rights.may_know(context.actor_of(head), request)
    integrator = world.organisations[OrganisationKind.INTEGRATOR]
    integrator.closed_on = dt.date(2026, 3, 1)
    db.session.flush()
    assert not rights.may_know(world.actor(OrganisationKind.INTEGRATOR, Role.HEAD), request)
