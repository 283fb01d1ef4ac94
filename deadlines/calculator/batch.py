"""Many due dates at once: rows `from,working_days` in, the same rows with `due` out."""

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from ..calendar.csv_file import read_date
from ..working_days import OutOfRange, WorkingCalendar

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

COLUMNS = ["from", "working_days"]

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")


class BadRow(ValueError):
    """A row that cannot be answered; its text names the line."""

    def __init__(self, line: int, why: object) -> None:
        self.line = line
        super().__init__(f"line {line}: {why}")


def due(data: bytes, calendar: WorkingCalendar) -> tuple[str, int]:
    """The answers as CSV with the columns from, working_days, due, and how many of them are provisional.

    Takes UTF-8 with or without a byte order mark; empty lines are passed over. Raises `BadRow` for the first
    row that is bad, and then there is no answer at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadRow(data.count(b"\n", 0, fault.start) + 1, "the text is not in UTF-8") from fault
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != COLUMNS:
            raise BadRow(1, f"the first line must be {','.join(COLUMNS)}")
        return _answers(reader, calendar)
    except csv.Error as fault:
        raise BadRow(reader.line_num, "the quotation marks do not match") from fault


def _answers(reader: "CSVReader", calendar: WorkingCalendar) -> tuple[str, int]:
    # A long file names the same few thousand days and a handful of terms again and again: each is read once.
    days: dict[str, dt.date] = {}
    numbers: dict[str, int] = {}
    written: dict[dt.date, str] = {}
    out = ["from,working_days,due\n"]
    provisional = 0
    for row in reader:
        if not row:
            continue
        try:
            start, number = row
            day = days.get(start)
            if day is None:
                day = days[start] = read_date(start)
            n = numbers.get(number)
            if n is None:
                n = numbers[number] = _whole_number(number)
            due_on = calendar.add(day, n)
        except ValueError as fault:
            why = fault if len(row) == len(COLUMNS) else f"{len(row)} columns instead of {len(COLUMNS)}"
            raise BadRow(reader.line_num, why) from fault
        provisional += calendar.is_due_provisional(day, n, due_on)
        text = written.get(due_on)
        if text is None:
            text = written[due_on] = due_on.isoformat()
        out.append(f"{start},{number},{text}\n")
    return "".join(out), provisional


def _whole_number(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        if re.fullmatch(r"[+-]?[0-9]+", text):
            raise OutOfRange(f"a term of {len(text)} digits ends outside 1990-2100")
        raise ValueError(f"{text!r} is not a whole number of working days")
    return int(text)
