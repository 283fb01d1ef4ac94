"""`qyzmet init`: create or migrate the database and ask for the first administrator."""

import click

from qyzmet.commands.application import application


@click.command()
def init() -> None:
    """Create or migrate the database, and ask for the first administrator if there is none."""
    with application(checked=False):
        prepare()


def prepare() -> None:
    """Bring the database to this release's schema and give it what a new one starts with. Commits."""
    from qyzmet import schema, seeding
    from qyzmet.database import db

    schema.upgrade()
    seeding.seed()
    db.session.commit()
