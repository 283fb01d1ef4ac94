"""The database: one typed base for all tables, column types, and how each engine is set up.

A web request that only reads runs in a plain transaction. Everything else starts as a writer: on SQLite
with BEGIN IMMEDIATE, so that two writers queue instead of failing at the commit.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, Text, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from qyzmet import look_alikes
from qyzmet.reading import sqlite_joins
from qyzmet.writers_queue import Queue

SQLITE_BUSY_SECONDS = 30
# A process for the pages has so many threads (commands/serving.py): its pool of connections is measured by them.
THREADS = 8
# So many statements stay prepared on a connection: more than all pages and the API ask for while they only read.
PREPARED = 300

# BIGINT keys on PostgreSQL; on SQLite only INTEGER is the row's own number.
Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """What every table inherits; named constraints, so that SQLite's batch migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def _as_it_is(value: Any) -> Any:
    return value


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC; SQLite gives naive ones back, which this makes aware again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be stored.")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dt.datetime | None]:
        """Most columns of a row that is read together with others are empty: those are passed over at once."""
        read = self.impl_instance.result_processor(dialect, coltype) or _as_it_is

        def aware(value: Any) -> dt.datetime | None:
            if value is None:
                return None
            instant = cast(dt.datetime, read(value))
            return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)

        return aware


class Money(TypeDecorator[Decimal]):
    """An amount in tenge with two decimals, kept exactly as whole tiyn."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        tiyn = value * 100
        if tiyn != tiyn.to_integral_value():
            raise ValueError("An amount has at most two decimals.")
        return int(tiyn)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(Decimal("0.01"))


class JSONText(TypeDecorator[Any]):
    """A JSON value kept as text, letter for letter the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """As for instants: what is empty costs nothing."""
        return lambda value: None if value is None else json.loads(value)


def canonical_json(value: Any) -> str:
    """The one spelling of a JSON value that hashes and comparisons rest on."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def to_read(url: str) -> str:
    """The URL by which the database is opened to be read alone, also on a disk that cannot be written to.

    SQLite has a journal beside its file, and needs to write for reading it where no process has it open. Where there is
    none, or an empty one, the file holds everything.
    """
    if not url.startswith("sqlite"):
        return url
    path = Path(url.removeprefix("sqlite:///"))
    journal = path.with_name(path.name + "-wal")
    writable = os.access(path.parent, os.W_OK)
    whole = not journal.exists() or journal.stat().st_size == 0
    immutable = "&immutable=1" if whole and not writable else ""
    return f"sqlite:///file:{quote(str(path))}?mode=ro{immutable}&uri=true"


def is_to_be_made(url: URL) -> bool:
    """Whether a SQLite file that is opened to be read alone is not there yet, though its folder is."""
    if url.get_backend_name() != "sqlite" or "mode" not in url.query:
        return False
    path = Path(unquote(str(url.database).removeprefix("file:")))
    return path.parent.is_dir() and not path.exists()


_reading: ContextVar[bool] = ContextVar("reading", default=False)


def read_only(reading: bool) -> None:
    """Say whether the transactions of this context only read; web requests say so for GET and HEAD."""
    _reading.set(reading)


def is_reading() -> bool:
    """Whether the transactions of this context only read."""
    return _reading.get()


@contextmanager
def reading() -> Iterator[None]:
    """Within this block new transactions only read."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Within this block new transactions are writers, also in a request that otherwise only reads."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def set_up_sqlite(engine: Engine) -> None:
    """Foreign keys, WAL, a busy timeout and our own BEGIN on every connection of a SQLite engine."""
    engine.dialect.statement_compiler = sqlite_joins.Compiler
    queue = Queue(engine, SQLITE_BUSY_SECONDS)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # sqlite3 must not open transactions by itself: _begin below does, for writers at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        if "mode=ro" not in str(engine.url):
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_SECONDS * 1000}")
        # So that INSERT OR REPLACE, which deletes, fires the triggers that protect the audit trail.
        cursor.execute("PRAGMA recursive_triggers = ON")
        cursor.close()
        connection.create_function("fold", 1, _fold, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if _reading.get():
            connection.exec_driver_sql("BEGIN")
        else:
            queue.begin(connection)


def _fold(text: str | None) -> str | None:
    # SQLite's lower() leaves Cyrillic letters as they are.
    return None if text is None else look_alikes.alike(text)


def set_up(engine: Engine) -> None:
    """Prepare an engine of either database."""
    if engine.dialect.name == "sqlite":
        set_up_sqlite(engine)
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.prepared_max = PREPARED
        # What a page asks is answered sooner than it is compiled.
        connection.execute("SET jit = off")
        connection.commit()
