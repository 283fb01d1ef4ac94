"""The front page of somebody who is signed in, walked over every state of every kind, every role and every seat."""

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.models import Act
from qyzmet.procedure.table import Procedure as Table
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel
from qyzmet.web import my_work
from tests.procedure.test_triples import named, together
from tests.sampled import sampled
from tests.worlds import a_commission, a_procedure, a_world


@pytest.mark.slow
@pytest.mark.parametrize(("table", "states", "channel"), sampled(together(8), 5, asking_alike=True), ids=named)
def test_each_procedure_stands_once_for_each_person(
    app: Flask, table: Table, states: tuple[str, ...], channel: Channel
):
    """Where it waits for the reader, or else where it is written at, waited for or decided: in one place, and there
    once, however many terms run.
    """
    world = a_world()
    procedures = [a_procedure(world, table, state, channel) for state in states]
    people = [context.actor_of(person) for person in world.people.values()]
    if table is TENDERS:
        people += a_commission(world, *procedures).values()
    for procedure in procedures:
        state = procedure.state
        procedure.acts.append(
            Act(action="x", party=table.starters[0], from_state=state, to_state=state, at=clock.now())
        )
        db.session.flush()
        for term in table.terms:
            deadlines.open_term(procedure, term, 3, clock.now(), procedure.acts[-1])
    for actor in people:
        with context.acting(actor), app.test_request_context():
            work = my_work.of(actor)
        asked = {each.task.procedure.public_number for each in work.tasks}
        elsewhere = [each.number for each in (*work.others, *work.prepared, *work.decided, *work.sealed)]
        shown = [*asked, *elsewhere]
        assert len(shown) == len(set(shown)), (actor.label, shown)
        assert work.others_count == len(work.others)
