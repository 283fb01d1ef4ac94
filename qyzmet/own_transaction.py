"""Small notes that a request leaves beside its own transaction, so that reading a page makes it no writer."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Executable
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qyzmet import database
from qyzmet.database import db

_log = logging.getLogger(__name__)


def note(*statements: Executable) -> None:
    """Carry them out in a short transaction of their own. What cannot be noted is logged: no page fails by it.

    The request must not have written anything yet: on SQLite there is one writer at a time.
    """
    try:
        # The bind is an engine, or in tests the test's own connection, within which this is a savepoint.
        with database.writing(), Session(db.engine, join_transaction_mode="create_savepoint") as own:
            for statement in statements:
                own.execute(statement)
            own.commit()
    except SQLAlchemyError as error:
        _log.warning("not noted: %s", type(error).__name__)


@contextmanager
def amid_reading() -> Iterator[None]:
    """A writing transaction within a page that otherwise reads: what the page has read stays as it was read.

    Commits at its end. On SQLite a transaction that began to read cannot go on to write beside other writers.
    """
    session = db.session()
    session.expire_on_commit, before = False, session.expire_on_commit
    try:
        session.commit()
        with database.writing():
            yield
            session.commit()
    finally:
        session.expire_on_commit = before
