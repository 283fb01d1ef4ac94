"""A list as a file for spreadsheets (CSV), read in pieces, so that a long one neither waits nor fills the memory."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from flask import Response, stream_with_context
from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.web.paging import Page

Row = TypeVar("Row")
Line = Sequence[str]
# A file holds so many rows at most, and is read in pieces of so many.
MOST_ROWS, PIECE = 10_000, 500


def download(
    name: str,
    head: Line,
    read: Callable[[int, Row | None], Page[Row]],
    cells: Callable[[Row], Line],
) -> Response:
    """The answer that hands the list out as the file `name`.

    `read` gives so many rows from behind the row that it is given, `cells` a row's line under `head`. The last line of
    a file says so where there are more rows than it holds.
    """
    # The first piece is read before the answer begins, so that what fails is answered as a failure.
    pieces = _pieces(head, read, cells)
    first = next(pieces)
    answer = Response(stream_with_context(_joined(first, pieces)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _joined(first: str, pieces: Iterator[str]) -> Iterator[str]:
    yield first
    yield from pieces


def _pieces(
    head: Line,
    read: Callable[[int, Row | None], Page[Row]],
    cells: Callable[[Row], Line],
) -> Iterator[str]:
    # With its mark Excel reads the file as UTF-8.
    text = "\ufeff" + _lines([head])
    last: Row | None = None
    count = 0
    while True:
        page = read(min(PIECE, MOST_ROWS - count), last)
        yield text + _lines(cells(row) for row in page.rows)
        if not page.more:
            return
        text, last, count = "", page.rows[-1], count + len(page.rows)
        if count >= MOST_ROWS:
            yield _lines([[_("Only the first %(most)s are in this file. Narrow the filters.", most=MOST_ROWS)]])
            return


def _lines(lines: Iterable[Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([harmless(cell) for cell in line])
    return text.getvalue()


def instant(at: dt.datetime | None) -> str:
    """An instant as a cell, as people in Kazakhstan read it; empty for None."""
    return "" if at is None else clock.almaty(at).isoformat(sep=" ", timespec="minutes")


def end(at: dt.datetime | None) -> str:
    """The end of a time as a cell: 24:00 belongs to the day that it ends, as on pages and in feeds."""
    if at is None or clock.almaty(at).time() != dt.time():
        return instant(at)
    day = clock.almaty(at - dt.timedelta(days=1))
    return f"{day.date()} 24:00{instant(at)[-6:]}"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
