"""What stands in the cells of a list that is handed out as a file."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import force_locale

from qyzmet import clock
from qyzmet.search import table_file
from qyzmet.web.paging import Page
from tests.conftest import SetClock

pytestmark = pytest.mark.once

DAY = dt.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        (None, ""),
        (clock.end_of(DAY), "2026-03-27 24:00+05:00"),
        (clock.at(DAY, 23, 59), "2026-03-27 23:59+05:00"),
        (clock.at(DAY, 18), "2026-03-27 18:00+05:00"),
        (clock.end_of(DAY) + dt.timedelta(minutes=1), "2026-03-28 00:01+05:00"),
        (clock.end_of(dt.date(2026, 12, 31)), "2026-12-31 24:00+05:00"),
    ],
)
def test_the_end_of_a_time_stands_on_the_day_that_it_ends(at: dt.datetime | None, cell: str):
    """A time that ends at midnight ends at 24:00 of its last day, not at 00:00 of a day on which nothing is taken."""
    assert table_file.end(at) == cell


def test_what_happens_at_midnight_stands_on_its_own_day():
    """An instant that ends nothing is written as it is."""
    assert table_file.instant(clock.at(DAY)) == "2026-03-27 00:00+05:00"


LINE = ["=SUM(A1)", table_file.Digits("010340004512"), Decimal("50000000.50"), clock.at(DAY), DAY, None]


def written(form: table_file.Form) -> bytes:
    """A file of one line with a cell of each kind."""

    def read(_size: int, _last: str | None) -> Page[str]:
        return Page(["row"], more=False)

    return table_file.download("name", form, ["A", "B", "C", "D", "E", "F"], read, lambda _row: LINE).get_data()


@pytest.mark.parametrize(
    ("language", "first", "amount"),
    [("kk", "A;B;C", "50000000,50"), ("ru", "A;B;C", "50000000,50"), ("en", "A,B,C", "50000000.50")],
)
def test_a_csv_file_is_in_the_shape_of_the_readers_excel(app: Flask, language: str, first: str, amount: str) -> None:
    """Semicolons and decimal commas in Kazakh and Russian; a BIN keeps its noughts, a text is no formula."""
    with app.test_request_context(), force_locale(language):
        text = written(table_file.Form.CSV).decode()
    assert text.startswith(f"\ufeff{first}")
    cells = next(csv.reader(io.StringIO(text.splitlines()[1]), delimiter=first[1]))
    assert cells == ["'=SUM(A1)", '="010340004512"', amount, "2026-03-27 00:00+05:00", "2026-03-27", ""]


def test_an_xlsx_file_holds_texts_numbers_and_days_as_such(app: Flask) -> None:
    """A BIN and what looks like a formula are texts, a price is a number, an instant the time of Almaty."""
    with app.test_request_context(), force_locale("ru"):
        content = written(table_file.Form.XLSX)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{space}c")}
    assert sheet.find(f".//{space}f") is None
    assert "".join(cells["A2"].itertext()) == "=SUM(A1)"
    assert cells["A2"].get("t") == "inlineStr"
    assert ("".join(cells["B2"].itertext()), cells["B2"].get("t")) == ("010340004512", "inlineStr")
    assert float("".join(cells["C2"].itertext())) == 50000000.5
    assert cells["C2"].get("t") in (None, "n")
    # Days since the end of 1899, as Excel counts.
    assert "".join(cells["D2"].itertext()) == "".join(cells["E2"].itertext()) == "46108"
    assert "F2" not in cells


def test_an_xlsx_file_made_twice_is_the_same(app: Flask, set_clock: SetClock) -> None:
    """It says the application's time: the machine's would tell two readings of one list apart."""
    set_clock.set(dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC))
    with app.test_request_context(), force_locale("ru"):
        content = written(table_file.Form.XLSX)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        told = book.read("docProps/core.xml").decode()
        assert {each.date_time[0] for each in book.infolist()} == {1980}
    assert told.count("2026-03-02T04:00:00Z") == 2
