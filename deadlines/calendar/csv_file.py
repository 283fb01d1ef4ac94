"""Calendar files: CSV with the columns date, kind, name, source, read strictly and written back the same.

A file is taken whole or not at all: every bad line is reported with its number, so that one reading is
enough to mend it. UTF-8, with or without a byte order mark, any line ends; empty lines are passed over.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qyzmet import texts

from ..working_days import FIRST_YEAR, LAST_YEAR, CalendarDay, DayKind, WorkingCalendar

COLUMNS = ("date", "kind", "name", "source")
KINDS = ", ".join(DayKind)

# In characters, as the database keeps them.
LONGEST = {"name": 300, "source": 500}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def N_(text: str) -> str:  # noqa: N802 (the name by which the extractor of messages knows it)
    """Mark a text for translation where it is shown, without translating it here."""
    return text


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with one line: an English message that is also the key of its translations."""

    line: int
    message: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"line {self.line}: {self.message % dict(self.values)}"


class CalendarErrors(ValueError):
    """A calendar file that was not taken, with every bad line in `errors`."""

    def __init__(self, errors: Iterable[LineError]) -> None:
        self.errors = sorted(errors, key=lambda error: error.line)
        super().__init__("; ".join(map(str, self.errors)))


def read(data: bytes) -> list[CalendarDay]:
    """The rows of a calendar file, in its order. Raises `CalendarErrors` and gives nothing if a line is bad."""
    text, errors = _decoded(data)
    unreadable = {error.line for error in errors}
    try:
        lines = list(_lines(text))
    except _BadLine as bad:
        # What follows an unclosed quotation mark cannot be told apart.
        raise CalendarErrors([*errors, bad.error]) from None
    first_line, header = (lines[0][0], tuple(lines[0][1])) if lines else (1, ())
    if header != COLUMNS:
        message = N_("the first line must be %(columns)s")
        wrong = [] if first_line in unreadable else [_error(first_line, message, columns=",".join(COLUMNS))]
        raise CalendarErrors([*wrong, *errors])
    rows: list[CalendarDay] = []
    first_seen: dict[dt.date, int] = {}
    for line, fields in lines[1:]:
        if line in unreadable:
            continue
        try:
            row = _row(line, fields)
        except _BadLine as bad:
            errors.append(bad.error)
            continue
        if row.on in first_seen:
            message = N_("%(date)s is already given on line %(first)s")
            errors.append(_error(line, message, date=row.on.isoformat(), first=str(first_seen[row.on])))
            continue
        first_seen[row.on] = line
        rows.append(row)
    if errors:
        raise CalendarErrors(errors)
    return rows


def write(rows: Iterable[CalendarDay]) -> str:
    """The rows as a calendar file, which `read` takes back as they were."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.on.isoformat(), row.kind.value, row.name, row.source) for row in rows)
    return out.getvalue()


def calendar(data: bytes) -> WorkingCalendar:
    """The calendar that a file describes, instead of any other. Raises `CalendarErrors`."""
    return WorkingCalendar.of(read(data))


def read_date(text: str) -> dt.date:
    """A day written as YYYY-MM-DD and in no other way. Raises ValueError."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date written as YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(f"{text!r} is not a day of the calendar") from fault


class _BadLine(Exception):
    def __init__(self, error: LineError) -> None:
        self.error = error
        super().__init__(str(error))


def _error(line: int, message: str, **values: str) -> LineError:
    return LineError(line, message, tuple(values.items()))


def _decoded(data: bytes) -> tuple[str, list[LineError]]:
    # A wrong letter is replaced, so that the other lines can still be looked at.
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        bad = [number for number, line in enumerate(data.split(b"\n"), 1) if not _is_utf8(line)]
        errors = [_error(number, N_("the text is not in UTF-8")) for number in bad]
        return data.decode("utf-8-sig", errors="replace"), errors


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    # A quoted field may run over several lines: a row is known by the number of its first.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _BadLine(_error(line, N_("the quotation marks do not match"))) from None
        if fields:
            yield line, fields


def _row(line: int, fields: list[str]) -> CalendarDay:
    if len(fields) != len(COLUMNS):
        message = N_("%(found)s columns instead of %(wanted)s")
        raise _BadLine(_error(line, message, found=str(len(fields)), wanted=str(len(COLUMNS))))
    date, kind, name, source = fields
    try:
        on = read_date(date)
    except ValueError:
        message = N_("“%(date)s” is not a date written as YYYY-MM-DD")
        raise _BadLine(_error(line, message, date=date)) from None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        message = N_("%(date)s lies outside %(first)s-%(last)s")
        raise _BadLine(_error(line, message, date=date, first=str(FIRST_YEAR), last=str(LAST_YEAR)))
    if kind not in tuple(DayKind):
        message = N_("“%(kind)s” is not a kind of day: write one of %(kinds)s")
        raise _BadLine(_error(line, message, kind=kind, kinds=KINDS))
    if not texts.leaves_ink(name):
        raise _BadLine(_error(line, N_("the name is missing")))
    for column, text in (("name", name), ("source", source)):
        if _CONTROL.search(text):
            raise _BadLine(_error(line, N_("%(column)s holds control characters: take them out"), column=column))
        if len(text.strip()) > LONGEST[column]:
            message = N_("%(column)s has more than %(most)s characters")
            raise _BadLine(_error(line, message, column=column, most=str(LONGEST[column])))
    return CalendarDay(on, DayKind(kind), texts.kept(name, lines=True), texts.kept(source, lines=True))
