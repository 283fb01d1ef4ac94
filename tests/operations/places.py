"""Whole applications for tests of backups: each with a database of its own, on either kind, and its own folder."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from qyzmet import context, database, schema, seeding
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.factory import create_app
from qyzmet.sealing import start
from tests.own_database import SERVER, own_database

KINDS = ("sqlite", "postgresql") if SERVER else ("sqlite",)
_serial = itertools.count(1)


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'place-{next(_serial)}.sqlite3'}"
        return
    assert SERVER
    with own_database(SERVER, f"place_{next(_serial)}") as url:
        yield url


@contextmanager
def place(kind: str, folder: Path, *, prepared: bool = True) -> Iterator[Flask]:
    """An application in its context on a database of its own; `prepared` as `qyzmet init` leaves it."""
    instance = folder / f"instance-{next(_serial)}"
    with empty_database(kind, folder) as url:
        app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=str(instance), DATABASE_URL=url))
        database.read_only(False)
        with app.app_context(), context.acting(context.COMMAND_LINE, "test"):
            try:
                if prepared:
                    schema.upgrade()
                    seeding.seed()
                    db.session.commit()
                    start.make_where_free(app.config["QYZMET"])
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()
