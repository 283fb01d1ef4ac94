"""The database's schema: is it this release's, and how it is brought there."""

import logging

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from qyzmet import paths
from qyzmet.database import db


class SchemaError(Exception):
    """The schema is not this release's; the text is one line that says what to do."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    return config


def check() -> None:
    """Raise SchemaError unless the schema is exactly this release's."""
    scripts = ScriptDirectory.from_config(_config())
    with db.engine.connect() as connection:
        has_tables = inspect(connection).has_table("procedure")
        found = MigrationContext.configure(connection).get_current_revision()
    newest = scripts.get_current_head()
    if found == newest:
        return
    if found is None:
        what = "was not made by this application" if has_tables else "is empty"
        raise SchemaError(f"The database {what}. Run: qyzmet init")
    if found in {revision.revision for revision in scripts.walk_revisions()}:
        raise SchemaError(f"The database's schema {found} is older than this release's {newest}. Run: qyzmet init")
    raise SchemaError(
        f"The database's schema {found} is newer than this release's {newest}. Run the newer release, "
        "or restore a backup of this one."
    )


def upgrade() -> None:
    """Bring the schema to this release's. Raises SchemaError for a newer one."""
    try:
        check()
    except SchemaError as error:
        if "newer" in str(error) or "was not made" in str(error):
            raise
        logging.getLogger("alembic").setLevel(logging.WARNING)
        command.upgrade(_config(), "head")
