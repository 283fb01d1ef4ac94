"""A list as a file for spreadsheets, read in pieces, so that a long one neither waits nor fills the memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from flask import Response, stream_with_context
from flask_babel import gettext as _

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
Line = Sequence[str]


class Read(Protocol[Row_co]):
    """Some rows of a list, and whether more follow."""

    @property
    def rows(self) -> Sequence[Row_co]:
        """The rows."""

    @property
    def more(self) -> bool:
        """Whether more follow."""


def download(
    name: str,
    head: Line,
    read: Callable[[int, Row | None], Read[Row]],
    cells: Callable[[Row], Line],
    *,
    most: int,
    piece: int,
) -> Response:
    """The answer that hands the list out as the file `name`.

    `read` gives so many rows from behind the row that it is given, `cells` a row's line under `head`. A file holds
    `most` rows; its last line says so where there are more.
    """
    # The first piece is read before the answer begins, so that what fails is answered as a failure.
    pieces = _pieces(head, read, cells, most, piece)
    first = next(pieces)
    answer = Response(stream_with_context(_joined(first, pieces)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _joined(first: str, pieces: Iterator[str]) -> Iterator[str]:
    yield first
    yield from pieces


def _pieces(
    head: Line,
    read: Callable[[int, Row | None], Read[Row]],
    cells: Callable[[Row], Line],
    most: int,
    piece: int,
) -> Iterator[str]:
    # With its mark Excel reads the file as UTF-8.
    text = "\ufeff" + _lines([head])
    last, count = None, 0
    while True:
        page = read(min(piece, most - count), last)
        yield text + _lines(cells(row) for row in page.rows)
        if not page.more:
            return
        text, last, count = "", page.rows[-1], count + len(page.rows)
        if count >= most:
            yield _lines([[_("Only the first %(most)s are in this file. Narrow the filters.", most=most)]])
            return


def _lines(lines: Iterable[Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([harmless(cell) for cell in line])
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
