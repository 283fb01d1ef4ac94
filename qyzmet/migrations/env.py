"""Alembic's environment: it runs inside the application, on whichever database that is set to."""

from alembic import context

from qyzmet import models  # noqa: F401 - so that the metadata knows every table.
from qyzmet.database import Base, db

with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
