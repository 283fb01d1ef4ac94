"""Contents of a programme go into a file and come from one; what is wrong is told with its line, whatever is sent."""

import contextlib
import io
import re
import zipfile

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet.database import db
from qyzmet.programmes.files import contents_file, tables, writing
from qyzmet.programmes.files.contents_file import Wrong
from qyzmet.programmes.models import Programme
from qyzmet.programmes.programme import sample
from tests.programmes.conftest import drafted, in_force
from tests.requests.conftest import House
from tests.signing_in import post, sign_in

HEAD = "row,key,of,text,year,amount,by,unit,result"


def _lines(text: str) -> list[tuple[int, list[str]]]:
    return [(number, line.split(",")) for number, line in enumerate(text.splitlines(), 1)]


@pytest.mark.parametrize("name", [sample.KYIV, sample.KOTOVSK, sample.DIVNOGORSK])
def test_what_is_exported_is_imported_again(name: str):
    """The real programmes come back as they went."""
    data = sample.sample(name)
    rows = list(enumerate(writing.lines_of(data), 1))
    read = contents_file.read(rows).data
    for key in ("goals", "points", "financing"):
        assert read[key] == data[key]
    for key in ("basis", "directions"):
        assert read.get(key, []) == data[key]
    assert [each["name"] for each in read["indicators"]] == [each["name"] for each in data["indicators"]]


def test_few_programmes_name_their_legal_basis_and_directions():
    """Kotovsk's text names eight acts, Kyiv's nine directions; a file without them leaves those of the draft alone."""
    assert len(sample.sample(sample.KOTOVSK)["basis"]) == 8
    assert len(sample.sample(sample.KYIV)["directions"]) == 9
    assert contents_file.read(_lines(f"{HEAD}\nbasis,,,Закон № 5\ndirection,,,Связь")).data["basis"] == ["Закон № 5"]
    assert not {"basis", "directions"} & set(contents_file.read(_lines(f"{HEAD}\ngoal,1,,Цель")).data)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("goal,,,Цель", "needs a key"),
        ("task,1.1,9,Задача", "names nothing"),
        ("goal,1,,", "text is missing"),
        ("by_year,,,,20a4,1", "year of four digits"),
        ("by_year,,,,2014,1.2.3", "no figure"),
        ("total,,,,,-5", "no figure"),
        ("tasks,1,,x", "is one of"),
        ("goal,1,,x,,,,,,,more", "more cells"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(line: str, told: str):
    """Lines are numbered as a spreadsheet does, the head being the first."""
    with pytest.raises(Wrong) as wrong:
        contents_file.read(_lines(f"{HEAD}\ngoal,0,,Цель\n{line}"))
    (error,) = wrong.value.errors
    assert error.line == 3
    assert told in error.text


def test_every_wrong_line_is_told_at_once():
    """Nobody mends a file line by line."""
    with pytest.raises(Wrong) as wrong:
        contents_file.read(_lines(f"{HEAD}\nx\ngoal,1,,a\ngoal,1,,b\nby_year,,,,2014,1\nby_year,,,,2014,2"))
    assert [each.line for each in wrong.value.errors] == [2, 4, 6]


@pytest.mark.parametrize("head", ["", "key,text", "row,row,key", "row,zone", "\ufeff"])
def test_a_file_without_its_head_is_told_so(head: str):
    """The first line names the columns."""
    with pytest.raises(Wrong) as wrong:
        contents_file.read(_lines(f"{head}\ngoal,1,,a"))
    assert wrong.value.errors[0].line == 1


def _workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_as_a_csv_is(app: Flask):
    """Numbers of cells are read in their digits, blank lines keep their numbers."""
    rows: list[list[object]] = [
        HEAD.split(","),
        [],
        ["by_year", "", "", "", 2014, 3442.2],
        ["total", None, None, None, None, 5],
    ]
    with app.test_request_context():
        found = tables.read(_workbook(rows))
    assert [number for number, _cells in found] == [1, 3, 4]
    assert contents_file.read(found).data["financing"] == {"total": "5", "years": {"2014": "3442.2"}, "sources": []}


def _archive(*parts: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    file = io.BytesIO(_workbook([HEAD.split(",")]))
    parts = []
    with zipfile.ZipFile(file) as archive:
        for each in archive.namelist():
            parts.append((each, content if each == name else archive.read(each)))
    return _archive(*parts)


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "empty": b"",
    "no text": b"\xff\xfe\x00row",
    "nothing but zeros": b"\0" * 100,
    "a zip of nothing": _archive(),
    "a zip of something": _archive(("a.txt", b"a")),
    "cut off": _workbook([HEAD.split(",")])[:-200],
    "a bomb": _with_part(SHEET, b" " * (tables.LARGEST_UNPACKED + 1)),
    "entities": _with_part(SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'),
    "no sheet": _with_part(SHEET, b"<worksheet"),
    "too many lines": b"a\n" * (tables.MOST_LINES + 1),
    "too many cells": b"," * (tables.MOST_CELLS + 1),
    "a cell without end": b'row,key\n"goal,1\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_a_clear_error(client: FlaskClient, house: House, kind: str):
    """422 with a sentence, and the draft stays as it was."""
    made = drafted(house)
    db.session.commit()
    sign_in(client, house["specialist"])
    before = dict(made.data)
    answer = post(client, f"{made.path}/import?lang=en", {"file": (io.BytesIO(HOSTILE[kind]), "a.xlsx")})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    db.session.refresh(made)
    assert made.data == before


def test_a_file_that_is_too_large_is_refused(app: Flask):
    """No more of it is looked at."""
    with app.test_request_context(), pytest.raises(tables.NotReadable):
        tables.read(b"a" * (tables.LARGEST_FILE + 1))


# The application does nothing but say in which language errors are.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(app: Flask, content: bytes):
    """Whatever is sent is read, or refused in words."""
    with app.test_request_context(), contextlib.suppress(tables.NotReadable, Wrong):
        contents_file.read(tables.read(content))


def test_a_file_takes_the_place_of_what_the_draft_holds(client: FlaskClient, house: House):
    """A good one is in the draft at once; a bad line imports nothing and is told."""
    made = drafted(house)
    db.session.commit()
    sign_in(client, house["specialist"])
    bad = f"{HEAD}\ngoal,1,,Новая цель\nby_year,,,,2014,x\n".encode()
    answer = post(client, f"{made.path}/import?lang=en", {"file": (io.BytesIO(bad), "a.csv")})
    assert answer.status_code == 422
    assert "Line 3: this is no figure: x" in answer.text
    good = f"{HEAD}\ngoal,1,,Новая цель\nby_year,,,,2026,10.5\n".replace(",", ";").encode("utf-8-sig")
    assert post(client, f"{made.path}/import", {"file": (io.BytesIO(good), "a.csv")}).status_code == 302
    db.session.refresh(made)
    assert [each["text"] for each in made.data["goals"]] == ["Новая цель"]
    assert made.data["financing"]["years"] == {"2026": "10.5"}
    assert made.data["reports"]
    assert client.get(f"{made.path}/contents.xlsx").data.startswith(b"PK")


@pytest.mark.slow
def test_only_who_fills_it_in_imports(client: FlaskClient, house: House):
    """What is in force is not written at, and strangers do not know of a draft."""
    made, draft = in_force(house), drafted(house)
    db.session.commit()
    sign_in(client, house["specialist"])
    assert client.get(f"{made.path}/import").status_code == 409
    sign_in(client, house["integrator_head"])
    assert client.get(f"{made.path}/import").status_code == 403
    assert client.get(f"{draft.path}/import").status_code == 404


def test_a_programme_is_begun_with_a_file(client: FlaskClient, house: House):
    """Wrong lines are told with their numbers and nothing is begun; a good file is the contents of the new draft."""
    sign_in(client, house["specialist"])
    bad = f"{HEAD}\ngoal,1,,Цель\nby_year,,,,20a4,1\n".encode()
    answer = post(client, "/programmes/new?lang=en", {"file": (io.BytesIO(bad), "a.csv")})
    assert (answer.status_code, "Line 3" in answer.text) == (422, True)
    assert db.session.query(Programme).count() == 0
    good = f"{HEAD}\ngoal,1,,Цель\nby_year,,,,2014,3442.2\n".encode()
    assert post(client, "/programmes/new", {"file": (io.BytesIO(good), "a.csv")}).status_code == 302
    assert db.session.query(Programme).one().data["financing"]["years"] == {"2014": "3442.2"}
    assert post(client, "/programmes/new").status_code == 302


def test_what_a_programme_cannot_hold_is_told_with_its_line(client: FlaskClient, house: House):
    """A line may be well written, and say what no programme holds: too long a key or text."""
    sign_in(client, house["specialist"])
    long = "x" * 2001
    lines = [
        "row,key,of,text,year,amount,by,unit,result",
        "goal,1,,Цель,,,,,",
        "task,1.1,1,Задача,,,,,",
        f"item,,1.1,{long},,,,,",
        f"measure,1.1.1,1.1,Мера,2014,,{long},,",
        f"indicator,{'k' * 41},,Доля,,,,,",
        f"money,{'s' * 41},1.1.1,,2014,5,,,",
    ]
    answer = post(client, "/programmes/new?lang=en", {"file": (io.BytesIO("\n".join(lines).encode()), "a.csv")})
    assert re.findall(r"<li>(Line \d+: [^<]+)</li>", answer.text) == [
        "Line 4: Goal 1, Task 1, Item 1: Write at most 2,000 characters",
        "Line 5: Goal 1, Task 1, Measure 1, Who carries it out: Write at most 2,000 characters",
        "Line 5: The key of a source of money has at most 40 characters",
        "Line 6: Indicator 1, Key of the indicator: Write at most 40 characters",
    ]
