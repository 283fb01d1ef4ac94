"""A table as rooms have them, with wrapped keys and the names of sealed files.

`python -m tests.sealing.drawers …` is the command line `qyzmet …` of an application that has this table. Where the
environment's `DRAWERS_KILLED_AT` says so, it is killed before so many a row of it is changed.
"""

import os
import signal

from sqlalchemy import Column, Connection, Engine, Integer, Table, event, insert

from qyzmet.cli import main
from qyzmet.database import Base, db
from qyzmet.sealing import wrapping
from qyzmet.sealing.columns import SealedName, WrappedKey
from qyzmet.sealing.key.generations import OutsideKey
from qyzmet.sealing.wrapping import Purpose


def make_drawer() -> Table:
    """The table, known to the application's metadata from now on."""
    return Table(
        "drawer",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("key", WrappedKey),
        Column("second_key", WrappedKey),
        Column("file", SealedName()),
    )


def secret_of(row: int) -> bytes:
    """What the key of a row wraps."""
    return row.to_bytes(32, "big")


def fill(drawer: Table, key: OutsideKey, count: int) -> None:
    """Put rows 1 to `count` in; every third has a second key. Commits."""
    rows = [
        {
            "id": row,
            "key": wrapping.wrap(key, Purpose.OWN, secret_of(row), "200140000017", f"row {row}"),
            "second_key": None if row % 3 else wrapping.wrap(key, Purpose.PAIR, secret_of(row), f"row {row}"),
        }
        for row in range(1, count + 1)
    ]
    db.session.execute(insert(drawer), rows)
    db.session.commit()


def check(drawer: Table, key: OutsideKey, count: int) -> None:
    """Every row is there, and its keys open to what was put in."""
    rows = db.session.execute(drawer.select().order_by(drawer.c.id)).all()
    assert [row.id for row in rows] == list(range(1, count + 1))
    for row in rows:
        assert wrapping.unwrap(key, Purpose.OWN, row.key, "200140000017", f"row {row.id}") == secret_of(row.id)
        if row.id % 3:
            assert row.second_key is None
        else:
            assert wrapping.unwrap(key, Purpose.PAIR, row.second_key, f"row {row.id}") == secret_of(row.id)
    db.session.rollback()


def _be_killed_at(change: int) -> None:
    left = iter(range(1, change))

    @event.listens_for(Engine, "before_cursor_execute")
    def before(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("UPDATE drawer") and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)


def program() -> None:
    """The command line, where keys lie in a drawer too."""
    make_drawer()
    if change := os.environ.get("DRAWERS_KILLED_AT"):
        _be_killed_at(int(change))
    main()


if __name__ == "__main__":
    program()
