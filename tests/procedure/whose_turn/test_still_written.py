"""What a list leaves out because a specialist still writes it, or nobody can do anything there: never anything that
somebody is asked for.
"""

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.models import Act
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.requests.assignment.choices import Mechanism
from qyzmet.requests.models import DesignAssignment
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel, OrganisationKind, Party, Role
from tests.procedure.test_triples import named, together
from tests.sampled import sampled
from tests.worlds import World, a_commission, a_procedure, a_world


def looked_at(actor: Actor) -> set[int]:
    """The procedures that are read to see what the actor is to do."""
    return set(my_tasks._candidates(actor, my_tasks.MOST_READ))


def specialists(world: World) -> list[User]:
    """Those who write."""
    return [each for each in world.people.values() if any(m.role is Role.SPECIALIST for m in each.memberships)]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "states", "channel"), sampled(together(8), 5, asking_alike=True), ids=named)
def test_nothing_that_somebody_is_asked_for_is_left_out(
    app: Flask, table: Table, states: tuple[str, ...], channel: Channel
):
    """In every state of every kind, for every role and seat; and where the specialists have left."""
    world = a_world()
    procedures = [a_procedure(world, table, state, channel) for state in states]
    seated = list(a_commission(world, *procedures).values()) if table is TENDERS else []
    db.session.flush()
    for left in (False, True):
        if left:
            for each in specialists(world):
                each.left_on = clock.today()
            db.session.flush()
        for actor in [*map(context.actor_of, world.people.values()), *seated]:
            with context.acting(actor), app.test_request_context():
                asked = {each.id for each in procedures if tasks_in(each, actor)}
                assert not asked or asked <= looked_at(actor), (actor.label, left)


@pytest.mark.parametrize(
    ("mechanism", "tender", "announced"),
    [
        (Mechanism.LEASE, None, True),
        (Mechanism.LEASE, "cancelled", True),
        (Mechanism.LEASE, "draft", False),
        (Mechanism.LEASE, "closed", False),
        (Mechanism.PPP, None, False),
        (Mechanism.OPERATOR, None, False),
    ],
)
def test_what_has_its_tender_is_looked_at_no_more(
    app: Flask, mechanism: Mechanism, tender: str | None, announced: bool
):
    """Of all that was ever approved a large office is asked for little: the rest would hide it among the most urgent.
    Whoever is asked for something, as the authorised body of a PPP project, has it among what is looked at.
    """
    world = a_world()
    approved = a_procedure(world, ASSIGNMENTS, "approved")
    assert isinstance(approved, DesignAssignment)
    approved.mechanism = mechanism
    if tender is not None:
        begun = a_procedure(world, TENDERS, tender)
        assert isinstance(begun, Tender)
        begun.assignment = approved
    db.session.flush()
    db.session.expire_all()
    for actor in map(context.actor_of, world.people.values()):
        with context.acting(actor), app.test_request_context():
            if tasks_in(approved, actor):
                assert approved.id in looked_at(actor), actor.label
    integrator = context.actor_of(world.people[OrganisationKind.INTEGRATOR, Role.HEAD])
    with context.acting(integrator), app.test_request_context():
        assert (approved.id in looked_at(integrator)) is announced
        assert bool(tasks_in(approved, integrator)) is announced


def test_where_nothing_came_of_the_contracts_the_integrator_looks(app: Flask):
    """¶ 88, H36: what the operator gave up is reopened or cancelled; as long as it is not given up nobody waits."""
    world = a_world()
    approved = a_procedure(world, ASSIGNMENTS, "approved")
    assert isinstance(approved, DesignAssignment)
    approved.mechanism = Mechanism.OPERATOR
    head = world.people[OrganisationKind.INTEGRATOR, Role.HEAD]
    integrator = context.actor_of(head)
    for given_up in (False, True):
        if given_up:
            approved.acts.append(
                Act(
                    action="formation_ended",
                    case="",
                    party=Party.INTEGRATOR,
                    user=head,
                    from_state="approved",
                    to_state="approved",
                    body={},
                    at=clock.now(),
                )
            )
        db.session.flush()
        with context.acting(integrator), app.test_request_context():
            assert bool(tasks_in(approved, integrator)) is given_up
            assert (approved.id in looked_at(integrator)) is given_up
