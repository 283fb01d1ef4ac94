"""Writers on SQLite: within a process each has its turn, and gives it back however its transaction ends."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from qyzmet import database

pytestmark = pytest.mark.once
THREADS, EACH = 8, 25


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with one row, which counts."""
    made = create_engine(f"sqlite:///{tmp_path / 'counted.sqlite'}")
    database.set_up_sqlite(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE counted (id INTEGER PRIMARY KEY, number INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counted VALUES (1, 0)"))
    yield made
    made.dispose()


def counted(engine: Engine) -> int:
    """How far it has counted."""
    with database.reading(), engine.connect() as connection:
        return int(connection.execute(text("SELECT number FROM counted WHERE id = 1")).scalar_one())


def count_on(engine: Engine) -> None:
    """Read and write in one transaction: two at once would count one of them."""
    with engine.begin() as connection:
        number = connection.execute(text("SELECT number FROM counted WHERE id = 1")).scalar_one()
        connection.execute(text("UPDATE counted SET number = :next WHERE id = 1"), {"next": number + 1})


def test_each_has_its_turn(engine: Engine):
    """Many threads write at once: none is lost, and none is told that the database is locked."""

    def write() -> None:
        for _time in range(EACH):
            count_on(engine)

    threads = [threading.Thread(target=write) for _each in range(THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert counted(engine) == THREADS * EACH


def test_a_turn_is_given_back_however_it_ends(engine: Engine):
    """By a commit, a rollback, a fault, a connection that is thrown away, and where nothing could be begun."""
    with engine.connect() as connection:
        connection.execute(text("UPDATE counted SET number = 7"))
        connection.rollback()
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO counted VALUES (1, 1)"))
    with engine.connect() as connection:
        connection.execute(text("UPDATE counted SET number = 8"))
        connection.invalidate()
    count_on(engine)
    assert counted(engine) == 1


def test_who_is_refused_keeps_no_turn(engine: Engine):
    """Where another process writes for longer than one waits, the next attempt finds the turn free."""
    url = engine.url.render_as_string()
    other = create_engine(url)
    with other.connect() as held:
        held.exec_driver_sql("BEGIN IMMEDIATE")
        with engine.connect() as connection:
            with database.reading():
                connection.exec_driver_sql("PRAGMA busy_timeout = 1")
                connection.rollback()
            with pytest.raises(OperationalError, match="locked"):
                connection.execute(text("UPDATE counted SET number = 9"))
            held.rollback()
            connection.rollback()
            connection.execute(text("UPDATE counted SET number = 3"))
            connection.commit()
    other.dispose()
    assert counted(engine) == 3


def test_reading_waits_for_nobody(engine: Engine):
    """Somebody who reads begins while another writes, and sees what stood before."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE counted SET number = 5"))
        assert counted(engine) == 0
    assert counted(engine) == 5
