"""Steps are kept by blocks of procedures: what was done somewhere is counted there again, and nothing else is."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.catalog.under_way.models import Need
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.table import Procedure as Table
from qyzmet.requests.models import DesignAssignment
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.statistics import numbers, steps
from qyzmet.statistics.scope import Scope
from qyzmet.statistics.steps import BLOCK
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.web.kept.memory import Kept
from tests.conftest import SetClock
from tests.worlds import World, a_procedure, a_world


@pytest.fixture
def world(app: Flask, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> World:
    """People of every kind, on a Monday, where steps are kept."""
    monkeypatch.setitem(app.extensions, "qyzmet_statistics_steps", Kept(1_000_000))
    set_clock.set("2026-03-02T09:00:00+05:00")
    return a_world()


def _far_away(world: World, table: Table, state: str) -> Procedure:
    """A procedure of the next block but one, beside which nothing else stands."""
    near = a_procedure(world, table, state)
    kept = {each.key: getattr(near, each.key) for each in inspect(type(near)).column_attrs}
    apart = {"id": near.id + 2 * BLOCK, "number": f"{near.number}-far", "draft_number": f"{near.draft_number}-far"}
    made = type(near)(**kept | apart)
    db.session.add(made)
    db.session.flush()
    return made


def _step(of: Procedure, term: str) -> None:
    day: Any = {"event_on": clock.today(), "starts_on": clock.today(), "due_on": clock.today()}
    now = clock.now()
    db.session.add(
        Deadline(
            procedure_id=of.id,
            term=term,
            rule="H7",
            owner="integrator",
            event_at=now,
            working_days=3,
            due_at=now,
            calendar_version=0,
            state=DeadlineState.CLOSED,
            closed_at=now,
            took=1,
            **day,
        )
    )
    db.session.flush()


def _done() -> int:
    return sum(each.done for each in numbers.of(Scope()).steps)


def _act(of: Procedure) -> None:
    """Something was done in it, as the trail says."""
    with context.acting(context.COMMAND_LINE, "test"):
        audit.record("act", chain=engine.chain_of(of), subject="test")
    db.session.flush()


def test_what_was_done_somewhere_is_counted_there_again(world: World):
    """After an act its procedure's block is right; what changed elsewhere without an act shows with an act there."""
    near, far = a_procedure(world, TENDERS, "published"), _far_away(world, TENDERS, "published")
    near.is_public = far.is_public = True
    _step(far, "publish")
    _act(near)
    assert _done() == 1
    _step(near, "publish")
    _step(far, "publish")
    assert _done() == 1
    _act(near)
    assert _done() == 2
    _act(far)
    assert _done() == 3
    assert _done() == sum(each.done for each in steps.count(Scope(), [2026]))


def test_what_is_not_public_any_more_is_counted_no_more(world: World):
    """A need that leaves the public register takes the steps of all its procedures along, wherever they stand."""
    assignment = _far_away(world, ASSIGNMENTS, "approved")
    assert isinstance(assignment, DesignAssignment)
    source = assignment.source
    need = Need(id=source.id, stage="agreed", ended=False, agreed_at=clock.now(), since=clock.now())
    db.session.add(need)
    _step(source, "opinion")
    _step(assignment, "develop")
    _act(source)
    assert _done() == 2
    db.session.delete(need)
    _act(source)
    assert _done() == 0
