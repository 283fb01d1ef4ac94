"""An upgrade counts the days of steps that were done before there was a place for them."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from qyzmet import clock, schema
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import Party
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.operations.places import place
from tests.test_migrations import KIND
from tests.worlds import World, a_world

REVISION = "0015"


def _closed(world: World, set_clock: SetClock, action: str, party: Party, on: str, *, fulfilled: bool) -> Deadline:
    set_clock.set("2026-03-02T18:00:00+05:00")
    deadline = a_term(world, "decide")
    set_clock.set(f"{on}T23:30:00+05:00")
    state = deadline.procedure.state
    act = Act(procedure=deadline.procedure, action=action, party=party, from_state=state, to_state=state)
    act.at = clock.now()
    db.session.add(act)
    db.session.flush()
    service.close_term(deadline.procedure, "decide", act, fulfilled=fulfilled)
    return deadline


@pytest.mark.slow
def test_steps_done_before_are_counted_and_what_fell_away_is_not(tmp_path: Path, set_clock: SetClock):
    """Over a weekend and two holidays as the application counts; a withdrawal and an annulled act count none."""
    with place(KIND, tmp_path):
        world = a_world()
        body = Party.AUTHORISED_BODY
        done = [
            _closed(world, set_clock, "agree", body, on, fulfilled=True)
            for on in ("2026-03-02", "2026-03-04", "2026-03-10")
        ]
        withdrawn = _closed(world, set_clock, "withdraw", Party.STATE_BODY, "2026-03-04", fulfilled=False)
        undone = _closed(world, set_clock, "agree", body, "2026-03-04", fulfilled=True)
        assert undone.closed_by is not None
        undone.closed_by.annulled_by_id = undone.closed_by_id
        service.undo(undone.procedure, [undone.closed_by], undone.closed_by)
        expected = {each.id: each.took for each in (*done, withdrawn, undone)}
        assert list(expected.values()) == [0, 2, 5, None, None]
        db.session.commit()
        db.session.remove()
        before = ScriptDirectory.from_config(schema.config()).get_revision(REVISION).down_revision
        assert isinstance(before, str)
        command.downgrade(schema.config(), before)
        schema.upgrade()
        rows = db.session.execute(text("SELECT id, took FROM deadline")).all()
        found = {each: took for each, took in rows if each in expected}
        db.session.rollback()
    assert found == expected
