"""The worker while people act: it waits for nobody who may be waiting for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from qyzmet.database import db
from qyzmet.deadlines.worker import claims, fall_due
from qyzmet.factory import create_app
from qyzmet.people.accounts import users
from qyzmet.people.models import User
from tests.conftest import SetClock
from tests.deadlines.worker.kill_harness import Register, prepare, settings_for
from tests.own_database import SERVER, own_database

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not SERVER, reason="on SQLite there is one writer, so nobody can hold a row beside the worker"),
]


@pytest.fixture
def separate(tmp_path: Path, set_clock: SetClock) -> Iterator[tuple[Flask, Engine]]:
    """A database of its own with two due deadlines, and a second way into it."""
    with own_database(SERVER or "", "beside") as url:
        settings = settings_for(tmp_path, url)
        prepare(settings)
        app, engine = create_app(settings), create_engine(url)
        Register(engine).add(2)
        set_clock.set("2026-05-01T09:00:00")
        with app.app_context():
            yield app, engine
            db.session.remove()
            db.engine.dispose()
        engine.dispose()


@pytest.mark.parametrize("table", ["procedure", "deadline"])
def test_what_a_person_holds_is_passed_by(separate: tuple[Flask, Engine], table: str):
    """A procedure in which somebody acts just now, or a deadline being closed, is left alone until that is done."""
    _app, engine = separate
    with engine.begin() as person:
        person.execute(text(f"SELECT 1 FROM {table} WHERE id = 1 FOR UPDATE"))
        assert fall_due.run_due() == 1
    assert fall_due.run_due() == 1


def test_the_worker_never_waits_for_a_person_who_may_wait_for_it(separate: tuple[Flask, Engine]):
    """A row that a notification needs is held by somebody else: the worker comes back, as no failure of the row's."""
    _app, engine = separate
    with engine.begin() as person:
        person.execute(text('SELECT 1 FROM "user" WHERE id = 6 FOR UPDATE'))
        assert fall_due.run_due() == 0
        with engine.connect() as onlooker:
            assert onlooker.execute(text("SELECT count(*) FROM notification")).scalar_one() == 0
            assert onlooker.execute(text("SELECT sum(failures) FROM deadline")).scalar_one() == 0
    db.session.execute(text("UPDATE deadline SET retry_at = NULL"))
    db.session.commit()
    assert fall_due.run_due() == 2
    assert claims.next_due_at() is None


def test_whose_record_is_being_changed_is_told_all_the_same(separate: tuple[Flask, Engine]):
    """An administrator's work on a person's record keeps no notification to that person waiting."""
    app, _engine = separate
    users.lock(db.session.get_one(User, 6), with_referring=False)
    with app.app_context():
        assert fall_due.run_due() == 2
    db.session.rollback()
