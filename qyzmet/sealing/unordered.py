"""What databases remember besides the columns: in which order rows were written, and together with which others.

Whoever steals the database's files would read from it after whose sign-in a sealed row came. PostgreSQL keeps the
writing transaction with each row, and rows lie in the order of writing: here they are written anew, all at one stroke
and in random order. On SQLite rows lie by their random numbers; what is freed, and the journal, is emptied.
What PostgreSQL's own journal still holds is not ours to empty: docs/sealing.md says so.
"""

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import Connection, Engine, Table, TextClause, bindparam, func, select, text, update
from sqlalchemy.exc import OperationalError

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.sealing.columns import unordered_tables

# Who writes at that moment is waited for no longer: it is done at the next time.
WAIT_SECONDS = 2
_BETWEEN_SECONDS = 0.05
# In a rush somebody acts under the seal at any moment: then the journal is emptied so often all the same.
RUSH_SECONDS = 1.0
_emptying = threading.Lock()
_asked = threading.Event()
log = structlog.get_logger("qyzmet.sealing")


@dataclass
class _Acts:
    """What people do under the seal in this process just now, and when the journal was emptied last."""

    under_way: int = 0
    emptied_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_acts = _Acts()


def begin_act() -> None:
    """Somebody begins to write under the seal."""
    with _acts.lock:
        _acts.under_way += 1


def end_act() -> None:
    """It is written, or given up: of many at once the last one empties the journal for all, and one in each second.

    As long as others write it could not be cut, and what is carried over would keep the disk from them.
    """
    with _acts.lock:
        _acts.under_way -= 1
        is_left = _acts.under_way and clock.elapsed() - _acts.emptied_at < RUSH_SECONDS
    if not is_left:
        empty_journal()


def empty_journal() -> None:
    """Carry SQLite's journal over into its file and cut it to nothing; where others read or write, not now.

    Waits for nobody. PostgreSQL empties its own in its own time.
    """
    path = _file()
    journal = path.with_name(path.name + "-wal") if path is not None else None
    if path is None or journal is None or not journal.exists() or journal.stat().st_size == 0:
        return
    _acts.emptied_at = clock.elapsed()
    _asked.set()
    # Of many who come at once one empties it for all, once more after the last of them; the others need not wait.
    while _asked.is_set() and _emptying.acquire(blocking=False):
        try:
            _asked.clear()
            _empty(path)
        finally:
            _emptying.release()


def _empty(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            log.debug("journal_not_emptied")


def lay_anew() -> bool:
    """Let sealed rows, and the marks of people beside them, keep no order. Whether anything was to be done.

    Commits, over a connection of its own. Where others write for longer it is left for the next time.
    """
    path = _file()
    try:
        return _lay_anew_sqlite(path) if path is not None else _lay_anew_postgresql(db.engine)
    except (OperationalError, sqlite3.OperationalError) as busy:
        log.info("rows_not_laid_anew", error=type(busy).__name__)
        return False


def _file() -> Path | None:
    """SQLite's file; None where it is PostgreSQL."""
    settings: Settings = current_app.config["QYZMET"]
    return Path(settings.database_url.removeprefix("sqlite:///")) if settings.is_sqlite else None


def _lay_anew_sqlite(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute("VACUUM")
    empty_journal()
    return True


def _lay_anew_postgresql(engine: Engine) -> bool:
    tables = unordered_tables()
    with engine.connect() as connection:
        mixed = [table for table in tables if _writers(connection, table) > 1]
        connection.rollback()
        if not mixed:
            return False
        # All or none, and nobody writes or holds a row meanwhile: so all have one writer.
        names = ", ".join(engine.dialect.identifier_preparer.format_table(table) for table in tables)
        _lock(connection, text(f"LOCK TABLE {names} IN EXCLUSIVE MODE NOWAIT"))
        for table in tables:
            _write_anew(connection, table)
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The rows as they lay before are still there until they are swept away.
        connection.execute(text(f"VACUUM {names}"))
    return True


def _lock(connection: Connection, statement: TextClause) -> None:
    """Have it at one moment or not at all: who waited holding some of it could wait for a bidder who waits for the
    rest, and of the two PostgreSQL ended the bidder's act. Raises OperationalError where it is never free.
    """
    until = clock.elapsed() + WAIT_SECONDS
    while True:
        try:
            connection.execute(statement)
            return
        except OperationalError:
            connection.rollback()
            if clock.elapsed() > until:
                raise
            clock.sleep(_BETWEEN_SECONDS)


def _writers(connection: Connection, table: Table) -> int:
    """How many transactions wrote the rows that are there."""
    return connection.scalar(select(func.count(text("DISTINCT xmin::text"))).select_from(table)) or 0


def _write_anew(connection: Connection, table: Table) -> None:
    (key,) = table.primary_key.columns
    rows = connection.scalars(select(key).order_by(func.random())).all()
    if rows:
        same = update(table).where(key == bindparam("row")).values({key: key})
        connection.execute(same, [{"row": row} for row in rows])
