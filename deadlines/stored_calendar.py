"""The calendar for the command line: the database's rows where there is a database, the seed before `init`.

It reads the rows without loading the application, so that `qyzmet due` stays quick.
"""

import datetime as dt

import click

from qyzmet.config import ConfigurationError, settings_from

from . import seed
from .working_days import CalendarDay, DayKind, WorkingCalendar


def calendar() -> WorkingCalendar:
    """The calendar in force. Ends with one line for a setting that is wrong or a database that does not answer."""
    try:
        settings = settings_from()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    url = make_url(settings.database_url)
    if settings.is_sqlite:
        from pathlib import Path

        if not Path(str(url.database)).is_file():
            return seed.seed_calendar()
    engine = create_engine(url)
    try:
        if not inspect(engine).has_table("calendar_day"):
            return seed.seed_calendar()
        with engine.connect() as connection:
            found = connection.execute(text('SELECT "on", kind, name, source FROM calendar_day')).all()
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database does not answer: {first_line(error)}") from error
    finally:
        engine.dispose()
    return WorkingCalendar.of(
        CalendarDay(_date(row.on), DayKind(row.kind), row.name, row.source) for row in found
    )


def _date(value: dt.date | str) -> dt.date:
    # SQLite keeps dates as text.
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def first_line(error: Exception) -> str:
    """What went wrong, in one line."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]
