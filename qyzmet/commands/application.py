"""What commands that work on the database share: the application, its context, one line for what fails."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from qyzmet import context, database, schema
from qyzmet.database import db
from qyzmet.deadlines.calendar.command_line import first_line
from qyzmet.factory import create_app
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import start_check


@contextmanager
def application(*, checked: bool = True, sealing: bool = False, reading: bool = False) -> Iterator[Flask]:
    """The application with its context, acting as the command line. Ends with one line for what is wrong.

    With `checked`, the schema must be this release's; with `sealing`, the seal key must be there and the right one.
    With `reading` nothing is written, so that the command works on a disk that cannot be.
    """
    app = create_app(reading=reading)
    database.read_only(reading)
    with app.app_context(), context.acting(context.COMMAND_LINE, "command line"):
        try:
            if checked:
                schema.check()
            if sealing:
                start_check.check(app.config["QYZMET"])
            yield app
        except (schema.SchemaError, KeyFileError) as error:
            raise click.ClickException(str(error)) from error
        except SQLAlchemyError as error:
            raise click.ClickException(f"The database does not answer as it should: {first_line(error)}") from error
        finally:
            db.session.remove()
            db.engine.dispose()
            database.read_only(False)
