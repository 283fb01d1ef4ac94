"""The database's schema: is it this release's, and how it is brought there.

Alembic brings it there, and is loaded for that alone: with the migrations it takes 10 MB, and every process of pages
asks no more than whether the schema is this release's.
"""

import logging
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from qyzmet import database
from qyzmet.database import db
from qyzmet.files import paths

if TYPE_CHECKING:
    from alembic.config import Config


class SchemaError(Exception):
    """The schema is not this release's; the text is one line that says what to do."""


class State(Enum):
    """What the database's schema is to this release."""

    READY = "ready"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def config() -> "Config":
    """Where Alembic finds the migrations."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    return found


@cache
def revisions() -> tuple[str, ...]:
    """This release's revisions, the newest first: the numbers with which the migrations' files begin."""
    files = (paths.MIGRATIONS / "versions").glob("[0-9]*.py")
    return tuple(sorted((file.name.partition("_")[0] for file in files), reverse=True))


def newest() -> str:
    """The revision of this release's schema."""
    return revisions()[0]


def is_known(revision: str) -> bool:
    """Whether this release can upgrade from that revision."""
    return revision in revisions()


def revision_of(connection: Connection) -> str | None:
    """The revision that the database itself names; None where it names none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def state(connection: Connection | None = None) -> tuple[State, str]:
    """What the database's schema is to this release, and its revision, "" if it has none.

    Asks over a connection of its own, closed again, unless one is given.
    """
    if connection is None:
        with db.engine.connect() as own:
            return state(own)
    found = revision_of(connection)
    if found is None:
        # Alembic's own table alone is what a downgrade to nothing leaves.
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return State.FOREIGN if tables else State.EMPTY, ""
    if found == newest():
        return State.READY, found
    return State.OLDER if is_known(found) else State.NEWER, found


def check(connection: Connection | None = None) -> None:
    """Raise SchemaError unless the schema is exactly this release's."""
    if connection is None and database.is_to_be_made(db.engine.engine.url):
        raise SchemaError(_explain(State.EMPTY, ""))
    what, found = state(connection)
    if what is not State.READY:
        raise SchemaError(_explain(what, found))


def _explain(what: State, found: str) -> str:
    if what is State.EMPTY:
        return "The database is empty. Run: qyzmet init"
    if what is State.FOREIGN:
        return "The database holds tables of something else. Set QYZMET_DATABASE_URL to a database of its own."
    if what is State.OLDER:
        return f"The database's schema {found} is older than this release's {newest()}. Run: qyzmet init"
    return (
        f"The database's schema {found} is newer than this release's {newest()}. Run the newer release, "
        "or restore a backup of this one."
    )


def upgrade() -> None:
    """Bring schema and search index to this release's. Raises SchemaError for a newer or a foreign schema."""
    what, found = state()
    if what in (State.NEWER, State.FOREIGN):
        raise SchemaError(_explain(what, found))
    if what is not State.READY:
        from alembic import command

        logging.getLogger("alembic").setLevel(logging.WARNING)
        command.upgrade(config(), "head")
    if what is State.OLDER:
        # Imported here because it needs every table, and most who import this module need none.
        from qyzmet.search import indexing

        # What an earlier release wrote has no words yet, or words made in another way.
        indexing.rebuild()
