"""The calendar in force: the database's rows as an index, kept by version in each process."""

from functools import lru_cache

from sqlalchemy import func, select

from qyzmet.database import db

from .models import CalendarChange, CalendarRow
from .working_days import CalendarDay, WorkingCalendar


def version() -> int:
    """The number of the newest change of the calendar; 0 before the first."""
    return db.session.scalar(select(func.max(CalendarChange.id))) or 0


def rows() -> list[CalendarDay]:
    """The calendar's rows by date, as the database holds them now."""
    found = db.session.scalars(select(CalendarRow).order_by(CalendarRow.on))
    return [CalendarDay(row.on, row.kind, row.name, row.source) for row in found]


def current() -> WorkingCalendar:
    """The calendar as of now. Its index is built once a version and process."""
    # Rows of a change that is not committed yet must not be kept under a number that a rollback gives back:
    # the rows themselves are the key, which costs one small query.
    return _index(tuple(rows()))


@lru_cache(maxsize=8)
def _index(days: tuple[CalendarDay, ...]) -> WorkingCalendar:
    return WorkingCalendar.of(days)
