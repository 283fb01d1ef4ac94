"""Whole applications for tests of backups: each with a database of its own, on either kind, and its own folder."""

import atexit
import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import URL
from sqlalchemy.engine import make_url

from qyzmet import clock, context, database, schema, seeding
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.factory import create_app
from qyzmet.sealing.key import start_check
from tests.own_database import SERVER, copied_database, own_database

KINDS = ("sqlite", "postgresql") if SERVER else ("sqlite",)
START = clock.at(dt.date(2026, 3, 2), 9)
_serial = itertools.count(1)
_kept = ExitStack()
atexit.register(_kept.close)


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'place-{next(_serial)}.sqlite3'}"
        return
    assert SERVER
    with own_database(SERVER, f"place_{next(_serial)}") as url:
        yield url


@cache
def prepared_database(kind: str) -> URL:
    """A database of that kind as `qyzmet init` leaves it, made once in this process and only ever copied."""
    folder = Path(_kept.enter_context(tempfile.TemporaryDirectory(prefix="qyzmet-tests-")))
    url = _kept.enter_context(empty_database(kind, folder))
    app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=str(folder), DATABASE_URL=url))
    before = clock.use(lambda: START)
    with app.app_context(), database.writing(), context.acting(context.COMMAND_LINE, "test"):
        schema.upgrade()
        seeding.seed()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    return make_url(url)


@contextmanager
def _database(kind: str, folder: Path, prepared: bool) -> Iterator[str]:
    if not prepared:
        with empty_database(kind, folder) as url:
            yield url
        return
    with copied_database(prepared_database(kind), folder / f"place-{next(_serial)}.sqlite3") as copied:
        yield copied.render_as_string(hide_password=False)


@contextmanager
def place(kind: str, folder: Path, *, prepared: bool = True) -> Iterator[Flask]:
    """An application in its context on a database of its own; `prepared` as `qyzmet init` leaves it."""
    instance = folder / f"instance-{next(_serial)}"
    with _database(kind, folder, prepared) as url:
        app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=str(instance), DATABASE_URL=url))
        database.read_only(False)
        with app.app_context(), context.acting(context.COMMAND_LINE, "test"):
            try:
                if prepared:
                    start_check.make_where_free(app.config["QYZMET"])
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()
