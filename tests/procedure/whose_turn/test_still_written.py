"""What a list leaves out because a specialist still writes it: never anything that the head is asked for."""

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel, Role
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
