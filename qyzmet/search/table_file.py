"""A list as a file for spreadsheets, CSV or XLSX, read in pieces, so that a long one does not fill the memory.

A CSV file is what the reader's own Excel opens: in Kazakh and Russian cells are parted by semicolons and decimals by a
comma. In both a BIN stays the twelve digits that it is, and no text becomes a formula.
"""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import IO, TypeVar

from flask import Response, stream_with_context

from qyzmet import clock
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.paging import Page

Row = TypeVar("Row")
# A file holds so many rows at most, and is read in pieces of so many.
MOST_ROWS, PIECE = 10_000, 500
# Excel takes no more of a cell.
_LONGEST = 32_767
_FIRST_WIDTH, _WIDTH = 22, 28


class Form(StrEnum):
    """What kind of file it is."""

    CSV = "csv"
    XLSX = "xlsx"


class Digits(str):
    """A number that is a name, such as a BIN: its digits are never counted with, and the first ones stay."""

    __slots__ = ()


class End(dt.datetime):
    """The end of a time: 24:00 belongs to the day that it ends, as on pages and in feeds."""

    @classmethod
    def of(cls, at: dt.datetime | None) -> "End | None":
        """That instant as an end."""
        return None if at is None else cls.fromtimestamp(at.timestamp(), dt.UTC)


Cell = str | Decimal | dt.date | dt.datetime | None
Line = Sequence[Cell]
_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(
    name: str,
    form: Form,
    head: Sequence[str],
    read: Callable[[int, Row | None], Page[Row]],
    cells: Callable[[Row], Line],
) -> Response:
    """The answer that hands the list out as the file `name`, to which its form's ending is added.

    `read` gives so many rows from behind the row that it is given, `cells` a row's line under `head`. The last line of
    a file says so where there are more rows than it holds.
    """
    pieces = _pieces(head, read, cells)
    content = _as_csv(pieces) if form is Form.CSV else _as_xlsx(pieces)
    # The first piece is read before the answer begins, so that what fails is answered as a failure.
    first = next(content)
    answer = Response(stream_with_context(_joined(first, content)), content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _joined(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _pieces(
    head: Line, read: Callable[[int, Row | None], Page[Row]], cells: Callable[[Row], Line]
) -> Iterator[list[Line]]:
    lines: list[Line] = [head]
    last: Row | None = None
    count = 0
    while True:
        page = read(min(PIECE, MOST_ROWS - count), last)
        yield [*lines, *map(cells, page.rows)]
        if not page.more:
            return
        lines, last, count = [], page.rows[-1], count + len(page.rows)
        if count >= MOST_ROWS:
            most = formats.number(MOST_ROWS, formats.language())
            yield [[_("Only the first %(most)s are in this file. Narrow the filters.", most=most)]]
            return


def _as_csv(pieces: Iterable[list[Line]]) -> Iterator[bytes]:
    # With its mark Excel reads the file as UTF-8.
    text = "\ufeff"
    comma = formats.language() in ("kk", "ru")
    for lines in pieces:
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";" if comma else ",")
        for line in lines:
            writer.writerow([_text(cell, comma=comma) for cell in line])
        yield (text + written.getvalue()).encode()
        text = ""


def _text(cell: Cell, *, comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",") if comma else str(cell)
    if isinstance(cell, dt.datetime):
        return end(cell) if isinstance(cell, End) else instant(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    # Excel reads the digits of a plain cell as an amount and drops its first noughts; so written, it shows them all.
    return f'="{cell}"' if isinstance(cell, Digits) and cell.isascii() and cell.isdigit() else harmless(cell)


def _as_xlsx(pieces: Iterable[list[Line]]) -> Iterator[bytes]:
    """The workbook, written row by row into a file of its own and handed out when it is whole."""
    with tempfile.TemporaryFile() as file:
        _write_xlsx(file, pieces)
        file.seek(0)
        while piece := file.read(65_536):
            yield piece


def _write_xlsx(file: IO[bytes], pieces: Iterable[list[Line]]) -> None:
    # The library is loaded with the first of these files: a process that makes none does without it.
    from xlsxwriter import Workbook

    with Workbook(file, {"constant_memory": True}) as book:
        # Otherwise the library asks the machine, and the same list made twice would be two files.
        book.set_properties({"created": clock.now()})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "#,##0.00"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.freeze_panes(1, 0)
        row = 0
        for lines in pieces:
            for line in lines:
                if row == 0:
                    sheet.set_column(0, 0, _FIRST_WIDTH)
                    sheet.set_column(1, len(line) - 1, _WIDTH)
                for place, cell in enumerate(line):
                    if isinstance(cell, Decimal):
                        sheet.write_number(row, place, cell, money)
                    elif isinstance(cell, dt.datetime) and not (isinstance(cell, End) and ends_a_day(cell)):
                        sheet.write_datetime(row, place, clock.almaty(cell).replace(tzinfo=None), moment)
                    elif isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
                        sheet.write_datetime(row, place, cell, day)
                    elif cell is not None:
                        # Written as a string it is no formula, whatever it begins with.
                        text = end(cell) if isinstance(cell, dt.datetime) else str(cell)
                        sheet.write_string(row, place, text[:_LONGEST], bold if row == 0 else None)
                row += 1


def instant(at: dt.datetime | None) -> str:
    """An instant as a cell, as people in Kazakhstan read it; empty for None."""
    return "" if at is None else clock.almaty(at).isoformat(sep=" ", timespec="minutes")


def ends_a_day(at: dt.datetime) -> bool:
    """Whether it is midnight in Kazakhstan."""
    return clock.almaty(at).time() == dt.time()


def end(at: dt.datetime | None) -> str:
    """The end of a time as a cell."""
    if at is None or not ends_a_day(at):
        return instant(at)
    day = clock.almaty(at - dt.timedelta(days=1))
    return f"{day.date()} 24:00{instant(at)[-6:]}"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else cell
