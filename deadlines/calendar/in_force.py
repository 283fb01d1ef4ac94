"""The calendar in force: the database's rows as an index, kept in each process by what the rows say.

The newest change of the calendar carries the SHA-256 of the whole calendar as a CSV file. That digest, and not the
change's number, is the key under which a process keeps the index: a change that is rolled back, a number given
twice or another process's change can then never show a calendar that is not the database's.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.reading.read_once import read_once

from ..models import CalendarChange, CalendarRow
from ..working_days import CalendarDay, WorkingCalendar
from . import csv_file

KEPT = 8

_kept: dict[str, WorkingCalendar] = {}


@dataclass(frozen=True)
class InForce:
    """The calendar and its version, as one look into the database found them."""

    version: int
    calendar: WorkingCalendar


def version() -> int:
    """The number of the newest change of the calendar; 0 before the first."""
    return newest()[0]


def rows() -> list[CalendarDay]:
    """The calendar's rows by date, as the database holds them now."""
    found = db.session.execute(
        select(CalendarRow.on, CalendarRow.kind, CalendarRow.name, CalendarRow.source).order_by(CalendarRow.on)
    )
    return [CalendarDay(*row) for row in found]


def digest_of(days: Iterable[CalendarDay]) -> str:
    """The SHA-256 of the calendar as a file: what `sha256sum` says of the download of the whole calendar."""
    ordered = sorted(days, key=lambda day: day.on)
    return hashlib.sha256(csv_file.write(ordered).encode()).hexdigest()


def is_as_recorded(days: Iterable[CalendarDay]) -> bool:
    """Whether these, the database's rows, are those that the newest change left."""
    return newest()[1] == digest_of(days)


def in_force() -> InForce:
    """The calendar as of now, with its version: one small query where this process knows the calendar already."""
    for _attempt in range(2):
        number, digest = newest()
        known = _kept.get(digest)
        if known is not None:
            return InForce(number, known)
        days = rows()
        built = WorkingCalendar.of(days)
        found = digest_of(days)
        _keep(found, built)
        if found == digest:
            return InForce(number, built)
        # Somebody's change was committed between the two questions: ask once more.
    # The rows are not what the newest change left, which `qyzmet calendar check` reports: the rows count.
    return InForce(number, built)


def current() -> WorkingCalendar:
    """The calendar as of now. Its index is built once a process and content."""
    return in_force().calendar


def of_digest(digest: str) -> WorkingCalendar:
    """The calendar as of now, for a caller who has just read the newest change's digest with something else."""
    return _kept.get(digest) or current()


# Every act asks for it several times: it is put together once.
_NEWEST = select(CalendarChange.id, CalendarChange.digest).order_by(CalendarChange.id.desc()).limit(1)


@read_once
def newest() -> tuple[int, str]:
    """Number and digest of the newest change of the calendar; 0 and "" before the first."""
    row = db.session.execute(_NEWEST).first()
    return (0, "") if row is None else (row.id, row.digest)


def _keep(digest: str, built: WorkingCalendar) -> None:
    while len(_kept) >= KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[digest] = built
