"""Databases that are made for one test, one stage or one measurement, and dropped after it."""

import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, text
from sqlalchemy.engine import make_url

# The server on which tests and measurements make databases, by its URL; None where there is only SQLite.
SERVER = os.environ.get("QYZMET_TEST_DATABASE_URL") or None
# Whether the server itself goes afterwards, with all that is in it (scripts/postgresql.sh with).
_SERVER_GOES = bool(os.environ.get("QYZMET_TEST_SERVER_GOES"))
_serial = itertools.count(1)


@contextmanager
def own_database(server: str, part: str, template: str | None = None, *, dropped: bool = True) -> Iterator[str]:
    """The URL of an empty database on that server, named after this process and the part, or a copy of the template.

    It is dropped on leaving, whoever is still connected, unless it may go with the server. One of that name is never
    replaced: it may be somebody else's.
    """
    name = f"qyzmet_{part}_{os.getpid()}"
    admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            # Copying files takes half the time of writing each page to the log.
            source = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
            connection.execute(text(f'CREATE DATABASE "{name}"{source}'))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            if dropped or not _SERVER_GOES:
                with admin.connect() as connection:
                    connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        admin.dispose()


@contextmanager
def copied_database(url: URL, path: Path, *, to_the_end: bool = False) -> Iterator[URL]:
    """A copy of a database to which nobody is connected: in that file, or on the server.

    One that is kept to the end of a test process is not dropped where the server goes too: each would take a moment
    more, and there are hundreds.
    """
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        yield url.set(database=str(path))
        return
    assert SERVER
    with own_database(SERVER, f"copy_{next(_serial)}", url.database, dropped=not to_the_end) as copied:
        yield make_url(copied)
