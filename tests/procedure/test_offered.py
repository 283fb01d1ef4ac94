"""What a person cannot lawfully do now is not offered (`actions`); whoever does it all the same is told why."""

from collections.abc import Iterable

import pytest
from flask import Flask

from qyzmet.catalog.procedure.formation import FORMATIONS
from qyzmet.context import Actor, acting
from qyzmet.procedure import engine
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Refused
from qyzmet.procedure.table import Procedure as Table
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from tests.procedure.test_triples import TABLES
from tests.sampled import sampled
from tests.worlds import a_commission, a_procedure, a_world

# A sealed bid is no row that could stand here: tests/tenders/test_offered.py looks at it.
SEALED = {"draft", "submitted", "unconfirmed", "withdrawn"}
STATES = [(table, state) for table in TABLES for state in table.states if table is not BIDS or state not in SEALED]


def refused(procedure: Procedure, action: str, actor: Actor) -> Refused | None:
    """What the engine says to somebody who takes it all the same, with nothing in the body."""
    with acting(actor):
        try:
            engine.take(procedure, action, {})
        except Refused as refusal:
            return refusal
    return None


@pytest.mark.parametrize(
    ("table", "state"),
    sampled(STATES, 4, asking_alike=True),
    ids=lambda each: each.kind if isinstance(each, Table) else each,
)
def test_what_is_not_offered_is_refused_with_its_reason(app: Flask, table: Table, state: str) -> None:
    """In every state of every kind: offered is a part of what the table allows; the rest is refused, in words."""
    world = a_world()
    procedure = a_procedure(world, table, state)
    actors: Iterable[Actor] = [world.actor(*key) for key in world.people]
    if table in (TENDERS, FORMATIONS):
        actors = [*actors, *a_commission(world, procedure).values()]
    for actor in actors:
        offered, allowed = engine.actions(procedure, actor), engine.open_to(procedure, actor)
        assert [action for action in allowed if action in offered] == offered
        for action in set(allowed) - set(offered):
            assert kind_of(procedure).action(action).hopeless(procedure, actor)
            refusal = refused(procedure, action, actor)
            assert refusal is not None, action
            assert refusal.detail
