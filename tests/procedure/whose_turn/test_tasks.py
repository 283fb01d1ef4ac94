"""What each person is to do, walked over every state of every kind, every role and every seat."""

import pytest
from flask import Flask
from flask_babel import force_locale

from qyzmet import context
from qyzmet.context import NOBODY, Actor
from qyzmet.procedure import engine
from qyzmet.procedure.pages import now_panel
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.whose_turn.tasks import tasks_in, waited_for
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel
from tests.procedure.test_triples import STATES, named
from tests.sampled import sampled
from tests.worlds import a_commission, a_procedure, a_world


def _told(procedure: object, actor: Actor) -> now_panel.Now:
    with context.acting(actor):
        return now_panel.now(procedure)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "state", "channel"), sampled(STATES, 5, asking_alike=True), ids=named)
def test_everybody_reads_what_to_do_or_for_whom_they_wait(app: Flask, table: Table, state: str, channel: Channel):
    """Nobody is asked for what they cannot do; who is asked for nothing reads who is next, or that nothing is left."""
    world = a_world()
    procedure = a_procedure(world, table, state, channel)
    if table is TENDERS:
        a_commission(world, procedure)
    with app.test_request_context(), force_locale("en"):
        for kind, role, actor in world.everybody():
            with context.acting(actor):
                mine, open_to_me = tasks_in(procedure, actor), engine.actions(procedure, actor)
                begun = [task for task in mine if task.begins is not None]
                assert {action for task in mine for action in task.actions} <= set(open_to_me)
                assert all(task.actions or task in begun for task in mine)
                assert mine or waited_for(procedure) or state in table.last | table.settled, (state, kind, role)
            panel = _told(procedure, actor)
            assert panel.tasks or panel.turn or panel.ready is not None, (state, kind, role)
            assert not panel.tasks or panel.buttons or panel.may_save, (state, [task.title for task in panel.tasks])


@pytest.mark.parametrize(("table", "state", "channel"), sampled(STATES, 5, asking_alike=True), ids=named)
def test_who_is_signed_out_is_promised_nothing(app: Flask, table: Table, state: str, channel: Channel):
    """A visitor has nothing to do and is never told that they will be told."""
    world = a_world()
    procedure = a_procedure(world, table, state, channel)
    if table is TENDERS:
        a_commission(world, procedure)
    with app.test_request_context(), force_locale("en"):
        panel = _told(procedure, NOBODY)
    assert not panel.tasks
    assert not panel.buttons
    assert "will be told" not in panel.turn
    assert "You wait" not in panel.turn


@pytest.mark.parametrize("state", TENDERS.states)
def test_every_seat_is_asked_for_what_it_can_do(app: Flask, state: str):
    """Those who sit in the Commission have the Commission's tasks, each those of their seat."""
    world = a_world()
    tender = a_procedure(world, TENDERS, state)
    for seat, actor in a_commission(world, tender).items():
        with context.acting(actor):
            mine = tasks_in(tender, actor)
            assert {action for task in mine for action in task.actions} <= set(engine.actions(tender, actor)), seat
            assert mine or waited_for(tender) or state in TENDERS.last | TENDERS.settled, seat
