"""Writers on SQLite within one process: who waits is let in when the one before is done.

SQLite itself lets those who wait look again after pauses of up to a tenth of a second. In a rush of many threads it
would stand idle for most of the time; the lock here hands the turn on at once. Other processes are waited for as ever.
The turns of the server (operations/server/turns.py) are another thing: they say whose request a free thread takes, of
several that wait, whatever the database; those threads then meet here.
"""

import sqlite3
import threading
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection


class QueuedConnection(sqlite3.Connection):
    """A connection that gives its turn back when its transaction ends, however it ends."""

    turn: "threading.Lock | None" = None

    def commit(self) -> None:
        """As ever; then it is the next one's turn."""
        super().commit()
        self.give_back()

    def rollback(self) -> None:
        """As ever; then it is the next one's turn."""
        super().rollback()
        self.give_back()

    def close(self) -> None:
        """As ever; what was not committed is undone, and it is the next one's turn."""
        super().close()
        self.give_back()

    def give_back(self) -> None:
        """Let the next one write, if this one may now."""
        turn, self.turn = self.turn, None
        if turn is not None:
            turn.release()


class Queue:
    """The turns of one engine."""

    def __init__(self, engine: Engine, wait_seconds: float) -> None:
        self._turn = threading.Lock()
        self._wait_seconds = wait_seconds

        @event.listens_for(engine, "do_connect")
        def _connect(_dialect: Any, _record: Any, _arguments: list[Any], named: dict[str, Any]) -> None:
            named["factory"] = QueuedConnection

    def begin(self, connection: Connection) -> None:
        """Begin a writing transaction, when it is its turn; after the wait without, and SQLite says that it is busy."""
        own: Any = connection.connection.dbapi_connection
        if own.turn is None and self._turn.acquire(timeout=self._wait_seconds):
            own.turn = self._turn
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            own.give_back()
            raise
