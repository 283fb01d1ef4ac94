"""A rotation wraps every key anew, goes on where it was killed, and loses nothing; what is old goes when unused."""

import datetime as dt
import signal
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, update

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.sealing import wrapping
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import file, generations, rotation, usage
from qyzmet.sealing.key.rotation import Walk
from qyzmet.sealing.wrapping import Purpose
from tests.sealing.conftest import House
from tests.sealing.drawers import check, fill
from tests.test_house import ROOT

LATER = dt.timedelta(hours=2)


def acts() -> list[tuple[str, str]]:
    """What the audit trail says of the key."""
    records = db.session.scalars(select(AuditRecord).where(AuditRecord.chain == "sealing").order_by(AuditRecord.number))
    found = [(each.action, each.subject) for each in records]
    db.session.rollback()
    return found


def test_every_key_is_wrapped_anew(house: House):
    """In all columns, in batches; what is inside and whom it belongs to stay. The trail has it, without numbers."""
    first = house.key
    fill(house.drawer, first, 25)
    done = rotation.rotate(house.path, batch=4)
    assert (done.walk.rewrapped, done.walk.broken, done.finished_earlier) == (33, [], False)
    assert done.generation == house.key.active.name != first.active.name
    assert usage.in_use() == {house.key.active.id: 33}
    check(house.drawer, house.key, 25)
    check(house.drawer, generations.without(house.key, first.active.id), 25)
    assert acts() == [("rotate_seal_key", done.generation)]


@pytest.mark.parametrize("batches", [0, 1, 3, 7])
def test_killed_in_the_middle_it_is_finished_by_the_next(house: House, batches: int):
    """Whatever it had committed stays; until then everything opens; the next call makes no further generation."""
    fill(house.drawer, house.key, 25)
    key = generations.rotated(house.key, clock.wall())
    file.replace(house.path, key)
    walk = rotation.rewrap(key, Walk(), batch=4)
    for _batch in range(batches):
        next(walk)
    walk.close()
    db.session.rollback()
    check(house.drawer, house.key, 25)
    before = usage.in_use()[key.active.id]
    assert before == min(25, batches * 4)

    done = rotation.rotate(house.path, batch=4)
    assert (done.walk.rewrapped, done.finished_earlier) == (33 - before, True)
    assert house.key == key
    check(house.drawer, house.key, 25)


def test_what_came_in_meanwhile_under_the_old_is_taken_by_the_next(house: House):
    """A process that had read the key before, or a machine whose file was copied late, loses nothing."""
    first = house.key
    rotation.rotate(house.path)
    fill(house.drawer, first, 6)
    done = rotation.rotate(house.path)
    assert (done.finished_earlier, done.walk.rewrapped) == (True, 8)
    again = rotation.rotate(house.path)
    assert (again.finished_earlier, again.walk.rewrapped) == (False, 8)
    check(house.drawer, house.key, 6)


def test_a_damaged_key_stops_no_other(house: House):
    """It is named by its row and left as it is; all others are wrapped anew."""
    fill(house.drawer, house.key, 9)
    kept = db.session.execute(select(house.drawer.c.key).where(house.drawer.c.id == 5)).scalar_one()
    damaged = kept[:-1] + bytes([kept[-1] ^ 1])
    db.session.execute(update(house.drawer).where(house.drawer.c.id == 5).values(key=damaged))
    db.session.commit()
    assert list(usage.broken(house.key)) == ["drawer.key, row 5"]
    done = rotation.rotate(house.path, batch=2)
    assert (done.walk.rewrapped, done.walk.broken) == (11, ["drawer.key, row 5"])
    left = db.session.execute(select(house.drawer.c.key).where(house.drawer.c.id == 5)).scalar_one()
    assert left == damaged
    db.session.rollback()


def test_what_is_sealed_anew_meanwhile_is_not_overwritten(house: House):
    """A row that somebody changes between our reading and our writing keeps the newer value."""
    fill(house.drawer, house.key, 4)
    key = generations.rotated(house.key, clock.wall())
    newer = wrapping.wrap(key, Purpose.OWN, b"newer" * 7, "200140000017", "row 4")
    quicker = house.drawer.update().where(house.drawer.c.id == 4).values(key=newer)

    taken: list[str] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def be_quicker(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE drawer") and not taken:
            taken.append(statement)
            connection.execute(quicker)

    walk = Walk()
    for _batch in rotation.rewrap(key, walk):
        pass
    kept = db.session.execute(select(house.drawer.c.key).where(house.drawer.c.id == 4)).scalar_one()
    assert kept == newer
    assert walk.rewrapped == 4
    db.session.rollback()


def test_a_prepared_generation_wraps_nothing_until_the_rotation(house: House):
    """All machines can hold it before the first of them uses it; preparing twice prepares one."""
    name = rotation.prepare(house.path)
    assert rotation.prepare(house.path) == name
    assert house.key.active.name != name
    fill(house.drawer, house.key, 3)
    assert rotation.rotate(house.path).generation == name
    check(house.drawer, house.key, 3)


def test_an_old_generation_is_forgotten_when_nothing_needs_it(house: House):
    """Neither the active one, nor one just retired, nor one that a key in the database needs; then it is gone."""
    first = house.key
    fill(house.drawer, first, 3)
    name = first.active.name
    with pytest.raises(KeyFileError, match="is active; only an old one"):
        rotation.forget(house.path, name)
    with pytest.raises(KeyFileError, match="no generation 'abc'"):
        rotation.forget(house.path, "abc")
    rotation.rotate(house.path)
    with pytest.raises(KeyFileError, match="wrapped until a moment ago"):
        rotation.forget(house.path, name)
    later = clock.wall() + LATER
    before = clock.use_wall(lambda: later)
    try:
        late = wrapping.wrap(first, Purpose.OWN, b"late" * 8, "x")
        db.session.execute(house.drawer.insert().values(id=99, key=late))
        db.session.commit()
        with pytest.raises(KeyFileError, match=r"1 keys in the database are still wrapped by .* seal-key rotate"):
            rotation.forget(house.path, name)
        rotation.rotate(house.path)
        rotation.forget(house.path, name)
    finally:
        clock.use_wall(before)
    assert name not in [each.name for each in house.key.generations]
    assert ("forget_seal_generation", name) in acts()
    assert list(usage.broken(house.key)) == []


@pytest.mark.slow
def test_sigkill_in_the_middle_of_a_rotation(house: House):
    """The real command, killed while it wraps: everything opens, and the command run again finishes it."""
    count = 1_200
    fill(house.drawer, house.key, count)
    first = house.key.active.id
    command = [sys.executable, "-m", "tests.sealing.drawers", "seal-key", "rotate"]
    environ = house.environ | {"DRAWERS_KILLED_AT": "700"}
    killed = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    # What was committed stays, what was not is as it was.
    used = usage.in_use()
    assert used == {first: 1_100, house.key.active.id: 500}
    check(house.drawer, house.key, count)
    answer = subprocess.run(
        command, cwd=ROOT, env=house.environ, capture_output=True, text=True, timeout=120, check=True
    )
    assert answer.stdout.startswith(f"An earlier rotation is finished: {house.key.active.name}. {used[first]} keys")
    assert set(usage.in_use()) == {house.key.active.id}
    check(house.drawer, house.key, count)
