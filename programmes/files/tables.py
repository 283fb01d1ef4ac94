"""The lines of a CSV or XLSX file that somebody sent, as texts, each with its number. Files may be anything at all."""

import csv
import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence

from qyzmet.documents import packages
from qyzmet.translating import gettext as _

LARGEST_FILE = 2 * 1024 * 1024
# What an XLSX file of that size may hold when it is unpacked: more is made to fill the memory.
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_LINES, MOST_CELLS, LONGEST = 10_000, 40, 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Lines = list[tuple[int, Sequence[str]]]


class NotReadable(Exception):
    """The file is no table that can be read; `detail` says what to do, translated."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def read(data: bytes) -> Lines:
    """The lines that are not blank, numbered as a spreadsheet does. Raises NotReadable."""
    if not data:
        raise NotReadable(_("The file is empty."))
    if len(data) > LARGEST_FILE:
        raise NotReadable(_("The file is too large: at most 2 MB"))
    found = _of_xlsx(data) if data.startswith(b"PK") else _of_csv(data)
    return [(number, cells) for number, cells in found if any(cell.strip() for cell in cells)]


def _of_csv(data: bytes) -> Lines:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable(_("The file is neither CSV in UTF-8 nor XLSX. Save it anew as one of them.")) from None
    if "\0" in text:
        raise NotReadable(_("The file is neither CSV in UTF-8 nor XLSX. Save it anew as one of them."))
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    found: Lines = []
    try:
        # A cell may hold several lines: it begins in the one behind the last.
        begins = 1
        for cells in reader:
            found.append((begins, _checked(begins, cells)))
            begins = reader.line_num + 1
            if len(found) > MOST_LINES:
                raise NotReadable(_("The file has too many lines: at most %(most)s.", most=MOST_LINES))
    except csv.Error:
        raise NotReadable(
            _(
                "Line %(line)s of the file cannot be read: a quotation mark is not closed, or stands where it may not.",
                line=begins,
            )
        ) from None
    return found


def _of_xlsx(data: bytes) -> Lines:
    file = io.BytesIO(data)
    try:
        good = packages.is_office(file, "xlsx", _XLSX)
    except packages.NeedsPassword:
        raise NotReadable(_("The file can be opened with a password alone. Save it without one.")) from None
    if not good:
        raise NotReadable(_("This is no XLSX file without macros. Save it anew as XLSX, or as CSV in UTF-8."))
    try:
        _refuse_bombs(data)
        # What the library says of ornaments that it does not know is nobody's affair.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_rows(io.BytesIO(data)))
    except NotReadable:
        raise
    except Exception:
        # The library meets a broken file with whatever exception its parser or its own code comes to.
        raise NotReadable(_("The XLSX file is damaged. Save it anew as XLSX, or as CSV in UTF-8.")) from None


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        left = LARGEST_UNPACKED
        for info in archive.infolist():
            with archive.open(info) as part:
                begun = b""
                while piece := part.read(65_536):
                    left -= len(piece)
                    if left < 0:
                        raise NotReadable(_("The file is too large when it is unpacked: at most 40 MB."))
                    if b"<!DOCTYPE" in begun + piece or b"<!ENTITY" in begun + piece:
                        raise NotReadable(
                            _("This is no XLSX file without macros. Save it anew as XLSX, or as CSV in UTF-8.")
                        )
                    begun = piece[-9:]


def _rows(file: io.BytesIO) -> Iterator[tuple[int, Sequence[str]]]:
    # Few processes ever read one: the library, and numpy where that is installed, are loaded with the first.
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        # What the file says of its own size is not believed.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_CELLS), 1):
            if number > MOST_LINES:
                raise NotReadable(_("The file has too many lines: at most %(most)s.", most=MOST_LINES))
            yield number, _checked(number, [_said(cell) for cell in row])
    finally:
        book.close()


def _said(cell: object) -> str:
    """A cell as text: a number in its digits, a day as ISO writes it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell)


def _checked(number: int, cells: Sequence[str]) -> Sequence[str]:
    if len(cells) > MOST_CELLS or any(len(cell) > LONGEST for cell in cells):
        raise NotReadable(
            _(
                "Line %(line)s is too long: at most %(cells)s cells of %(letters)s characters.",
                line=number,
                cells=MOST_CELLS,
                letters=LONGEST,
            )
        )
    return cells
