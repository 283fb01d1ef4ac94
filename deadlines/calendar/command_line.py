"""The calendar for the command line: the database's rows where there is a database, the seed before `init`.

It reads the rows without loading the application, and on SQLite without loading SQLAlchemy either, so that
`qyzmet due` stays quick.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from qyzmet.config import ConfigurationError, Settings, settings_from

from ..working_days import CalendarDay, DayKind, WorkingCalendar
from . import seed

_QUERY = 'SELECT "on", kind, name, source FROM calendar_day'


def calendar() -> WorkingCalendar:
    """The calendar in force. Ends with one line for a setting that is wrong or a database that does not answer."""
    rows = _rows()
    if rows is None:
        return seed.seed_calendar()
    return WorkingCalendar.of(CalendarDay(_date(on), DayKind(kind), name, source) for on, kind, name, source in rows)


def is_there() -> bool:
    """Whether there is a database that holds a calendar, which is so from `init` on. Ends as `calendar` does."""
    return _rows() is not None


def _rows() -> Iterable[Sequence[Any]] | None:
    try:
        settings = settings_from()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    return _from_sqlite(settings) if settings.is_sqlite else _from_server(settings)


def _from_sqlite(settings: Settings) -> Iterable[Sequence[Any]] | None:
    path = Path(settings.database_url.removeprefix("sqlite:///").partition("?")[0])
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(path, timeout=30)
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'calendar_day'").fetchone():
                return None
            return connection.execute(_QUERY).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _no_answer(error) from error


def _from_server(settings: Settings) -> Iterable[Sequence[Any]] | None:
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.exc import SQLAlchemyError

    engine = create_engine(settings.database_url)
    try:
        if not inspect(engine).has_table("calendar_day"):
            return None
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(_QUERY))]
    except SQLAlchemyError as error:
        raise _no_answer(error) from error
    finally:
        engine.dispose()


def _no_answer(error: Exception) -> click.ClickException:
    return click.ClickException(f"The database does not answer: {first_line(error)}")


def _date(value: dt.date | str) -> dt.date:
    # SQLite keeps dates as text.
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def first_line(error: Exception) -> str:
    """What went wrong, in one line."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]
