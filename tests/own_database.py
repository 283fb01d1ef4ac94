"""A PostgreSQL database that is made for one test, or one measurement, and dropped after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

# The server on which tests and measurements make databases, by its URL; None where there is only SQLite.
SERVER = os.environ.get("QYZMET_TEST_DATABASE_URL") or None


@contextmanager
def own_database(server: str, part: str) -> Iterator[str]:
    """The URL of an empty database on that server, named after this process and the part.

    It is dropped on leaving, whoever is still connected. One of that name is never replaced: it may be somebody else's.
    """
    name = f"qyzmet_{part}_{os.getpid()}"
    admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        admin.dispose()
