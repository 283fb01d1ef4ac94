"""Alembic's environment: it runs inside the application, on whichever database that is set to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from qyzmet import models  # noqa: F401 - so that the metadata knows every table.
from qyzmet.database import Base, db


@contextmanager
def tables_written_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite write a table anew that others point to.

    SQLite changes a table's constraints by copying it and dropping the old one, and a foreign key that points to it
    refuses the drop. It heeds the setting outside a transaction only, so it is set before and after.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def check_foreign_keys(connection: Connection) -> None:
    """Raise RuntimeError, before anything is committed, where a row of SQLite points to nothing."""
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"The migration would leave rows that point to nothing: {lost[:5]}")


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        # Our own BEGIN makes it one transaction on SQLite too: all of an upgrade, or nothing.
        transactional_ddl=True,
    )
    with tables_written_anew(connection), context.begin_transaction():
        context.run_migrations()
        check_foreign_keys(connection)
