"""Putting a backup in the place of a database: checked whole first, in one transaction, into either database."""

import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError

from qyzmet import database, schema
from qyzmet.audit import verify
from qyzmet.audit.models import PROTECTED, trigger_statements
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.deadlines.models import WorkerBeat
from qyzmet.documents import storage
from qyzmet.operations import archive
from qyzmet.operations.archive import BackupError, Manifest

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Restored:
    """What was put in place, and what the audit trail says of it."""

    manifest: Manifest
    documents: int
    verdict: verify.Verdict


def put_back(path: Path, app: Flask, *, replace: bool = False, broken_trail: bool = False) -> Restored:
    """Restore the backup. Raises BackupError, and then nothing of the database has changed.

    `replace` deletes what the database holds; `broken_trail` takes a backup whose audit trail does not verify.
    """
    settings: Settings = app.config["QYZMET"]
    manifest = archive.check(path)
    _check_schema(manifest)
    _nobody_else(settings)
    if schema.state()[0] is schema.State.EMPTY:
        schema.upgrade()
    schema.check()
    tables = archive.plain_tables()
    for table in tables:
        if manifest.tables.get(table.name) != archive.columns_of(table):
            raise BackupError(f"The table {table.name} of the backup is not as this release has it.")
    with database.writing(), db.engine.connect() as connection, connection.begin():
        _alone(connection, tables)
        if not replace and (full := _first_with_rows(connection, tables)):
            raise BackupError(
                f"The database is not empty: {full} holds rows. To delete all that it holds and put the backup "
                "in its place, add --replace."
            )
        protection = _Protection(connection)
        protection.lift()
        _empty(connection, tables)
        with archive.reading(path):
            documents = _fill(connection, path, manifest, tables, settings)
        # Signs of life of workers that run no more would turn /readyz red.
        connection.execute(delete(WorkerBeat))
        protection.restore()
        verdict = verify.verify(connection)
        if verdict.fault is not None and not broken_trail:
            raise BackupError(
                f"The audit trail in the backup is broken at {verdict.fault}. Nothing was changed. "
                "To restore it as it is, add --broken-trail."
            )
    return Restored(manifest, documents, verdict)


def _check_schema(manifest: Manifest) -> None:
    newest = schema.newest()
    if manifest.schema == newest:
        return
    if schema.is_known(manifest.schema):
        raise BackupError(
            f"The backup's schema {manifest.schema} is older than this release's {newest}. Restore it with release "
            f"{manifest.version}, then upgrade."
        )
    raise BackupError(
        f"The backup's schema {manifest.schema!r} is not known to this release ({newest}). "
        f"Restore it with release {manifest.version}."
    )


def _nobody_else(settings: Settings) -> None:
    """Refuse while other processes use the database: they would go on with what is no longer there."""
    stop = "Stop the web and worker processes first, then restore."
    # Our own are not others.
    db.session.remove()
    db.engine.dispose()
    if settings.is_sqlite:
        path = Path(str(make_url(settings.database_url).database))
        if path.exists() and not _sqlite_is_free(path):
            raise BackupError(f"Another process has the database open. {stop}")
        return
    with db.engine.connect() as connection:
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    if others:
        raise BackupError(f"{others} other connections to the database are open. {stop}")


def _sqlite_is_free(path: Path) -> bool:
    # In WAL mode an open connection keeps a shared lock on the file for as long as it lives.
    with closing(sqlite3.connect(path, timeout=0.2, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
    return True


def _alone(connection: Connection, tables: list[Table]) -> None:
    """Let nobody else read or write the tables until this transaction ends."""
    if connection.dialect.name != "postgresql":
        return  # BEGIN IMMEDIATE has done it for writers, and readers see what stood before.
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    try:
        connection.execute(text(f"LOCK TABLE {_names(connection, tables)} IN ACCESS EXCLUSIVE MODE"))
    except DBAPIError as error:
        raise BackupError("Another process uses the database. Stop the web and worker processes first.") from error


def _names(connection: Connection, tables: Iterable[Table]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(table.name) for table in tables)


def _first_with_rows(connection: Connection, tables: list[Table]) -> str | None:
    for table in tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            return table.name
    return None


class _Protection:
    """What would stand in the way of putting rows in: the audit triggers, and references to rows still to come.

    Everything here is part of the transaction: whoever looks from outside always finds it in force.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._postgresql = connection.dialect.name == "postgresql"
        self._references: list[tuple[str, str, str]] = []

    def lift(self) -> None:
        """Take the triggers away and let references wait for the end."""
        for statement in self._drops():
            self._connection.exec_driver_sql(statement)
        if not self._postgresql:
            self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            return
        found = self._connection.exec_driver_sql(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
        self._references = [(table, name, definition) for table, name, definition in found]
        for table, name, _definition in self._references:
            self._connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def restore(self) -> None:
        """Put the triggers back, and hold every reference to its row."""
        for statement in trigger_statements(self._connection.dialect.name):
            self._connection.exec_driver_sql(statement.replace("%", "%%") if self._postgresql else statement)
        for table, name, definition in self._references:
            self._connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

    def _drops(self) -> list[str]:
        if self._postgresql:
            found = self._connection.exec_driver_sql(
                "SELECT quote_ident(tgname), tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            )
            return [f"DROP TRIGGER {trigger} ON {table}" for trigger, table in found if table in PROTECTED]
        found = self._connection.exec_driver_sql("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return [f"DROP TRIGGER {trigger}" for trigger, table in found if table in PROTECTED]


def _empty(connection: Connection, tables: list[Table]) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"TRUNCATE {_names(connection, tables)}")
        return
    for table in reversed(tables):
        connection.execute(table.delete())


def _fill(connection: Connection, path: Path, manifest: Manifest, tables: list[Table], settings: Settings) -> int:
    """Put the rows in, and the documents into the storage; returns how many documents there are."""
    by_name = {table.name: table for table in tables}
    rows = dict.fromkeys(by_name, 0)
    documents = 0
    for name, content in archive.members(path):
        if name == archive.MANIFEST:
            continue
        kind, what = archive.parts_of(name)
        if kind == "document":
            documents += what not in manifest.damaged and _keep(content, what, settings)
        else:
            rows[what] += _insert(connection, by_name[what], manifest.tables[what], content)
    if rows != manifest.rows:
        raise BackupError(f"{path} was changed: it holds other rows than its manifest says.")
    if connection.dialect.name == "postgresql":
        _set_sequences(connection, tables)
    return documents


def _insert(connection: Connection, table: Table, columns: list[list[str]], lines: Iterable[bytes]) -> int:
    read = archive.reader(columns)
    batch: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        batch.append(read(line))
        count += 1
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    return count


def _keep(content: Any, sha256: str, settings: Settings) -> bool:
    try:
        incoming = storage.receive(settings.documents, content, limit=sys.maxsize)
    except OSError as error:
        why = error.strerror or error
        raise BackupError(f"The documents cannot be written: {why}. Nothing was changed.") from error
    try:
        if incoming.sha256 != sha256:
            raise BackupError(f"The document {sha256} of the backup is damaged.")
        storage.keep(settings.documents, incoming)
    finally:
        incoming.discard()
    return True


def _set_sequences(connection: Connection, tables: list[Table]) -> None:
    """Let the next row that the application adds get the number after the highest."""
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for column in table.primary_key.columns:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(quote(table.name), column.name)))
            if sequence is not None:
                highest = connection.scalar(select(func.max(column)))
                connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))
