"""Calendar files are taken whole or refused with every bad line."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet import texts
from qyzmet.deadlines.calendar import csv_file, seed
from qyzmet.deadlines.calendar.csv_file import CalendarErrors
from qyzmet.deadlines.working_days import FIRST_DAY, LAST_DAY, CalendarDay, DayKind

pytestmark = pytest.mark.once

HEADER = "date,kind,name,source\n"
GOOD = HEADER + "2026-01-01,holiday,New Year,Law\n2026-01-03,moved_work,Worked Sat,\n"
ROWS = [
    CalendarDay(dt.date(2026, 1, 1), DayKind.HOLIDAY, "New Year", "Law"),
    CalendarDay(dt.date(2026, 1, 3), DayKind.MOVED_WORK, "Worked Sat", ""),
]


def errors(text: str | bytes) -> list[str]:
    with pytest.raises(CalendarErrors) as caught:
        csv_file.read(text.encode() if isinstance(text, str) else text)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.rstrip().encode(),
        GOOD.replace("\n", "\n\n").encode(),
    ],
    ids=["plain", "byte order mark", "CRLF", "no last line end", "empty lines"],
)
def test_the_same_file_in_any_dress_is_taken(data):
    """UTF-8 with or without a byte order mark, any line ends, empty lines passed over."""
    assert csv_file.read(data) == ROWS


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("2026-02-31,holiday,X,Y", "line 2: “2026-02-31” is not a date written as YYYY-MM-DD"),
        ("31.12.2026,holiday,X,Y", "line 2: “31.12.2026” is not a date written as YYYY-MM-DD"),
        ("20260101,holiday,X,Y", "line 2: “20260101” is not a date written as YYYY-MM-DD"),
        ("2026-W01-1,holiday,X,Y", "line 2: “2026-W01-1” is not a date written as YYYY-MM-DD"),
        ("1989-12-31,holiday,X,Y", "line 2: 1989-12-31 lies outside 1990-2100"),
        ("2026-01-01,feast,X,Y", "line 2: “feast” is not a kind of day: write one of holiday, moved_rest, moved_work"),
        ("2026-01-01,holiday,X", "line 2: 3 columns instead of 4"),
        ("2026-01-01,holiday,X,Y,Z", "line 2: 5 columns instead of 4"),
        ("2026-01-01,holiday, ,Y", "line 2: the name is missing"),
        ("2026-01-01,holiday,X\0,Y", "line 2: name holds control characters: take them out"),
        ("2026-01-01,holiday,X,\x1b[31mY", "line 2: source holds control characters: take them out"),
        (f"2026-01-01,holiday,{301 * 'X'},Y", "line 2: name has more than 300 characters"),
        (f"2026-01-01,holiday,X,{501 * 'Y'}", "line 2: source has more than 500 characters"),
        ('2026-01-01,holiday,"X,Y', "line 2: the quotation marks do not match"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(bad, why):
    """The message says the line and what to write instead."""
    assert errors(HEADER + bad + "\n") == [why]


@pytest.mark.parametrize("text", ["", "\n", "2026-01-01,holiday,X,Y\n", "date;kind;name;source\n", "date,kind,name\n"])
def test_the_header_must_be_there(text):
    """A file without the four columns by name is refused, whatever follows."""
    assert errors(text) == ["line 1: the first line must be date,kind,name,source"]


def test_a_day_given_twice_is_refused_with_both_lines():
    """A calendar says one thing of a day, even when both lines agree."""
    assert errors(GOOD + "2026-01-01,holiday,New Year,Law\n") == ["line 4: 2026-01-01 is already given on line 2"]


def test_every_bad_line_is_reported_at_once():
    """One reading is enough to mend the file, and a row over several lines is known by its first."""
    text = HEADER + '2026-01-01,holiday,"two\nlines",Y\n2026-02-31,holiday,X,Y\n2026-01-02,holiday,X,Y\nx,y\n'
    assert [line.split(":")[0] for line in errors(text)] == ["line 4", "line 6"]


def test_another_encoding_is_refused_with_its_lines():
    """Each line that is not UTF-8 is named, beside what is wrong with the others."""
    text = HEADER + "2026-01-01,holiday,Жаңа жыл,Заң\n2026-01-02,feast,X,Y\n2026-01-07,holiday,Мереке,Y\n"
    data = text.replace("Жаңа жыл,Заң", "Новый год,Закон").encode("cp1251")
    found = errors(data)
    assert found[0] == "line 2: the text is not in UTF-8"
    assert found[1].startswith("line 3: “feast”")
    assert found[2] == "line 4: the text is not in UTF-8"
    assert errors(GOOD.encode("utf-16"))[0] == "line 1: the text is not in UTF-8"


def test_the_error_as_one_line_names_every_line():
    """For a terminal or a log, the whole refusal is one line."""
    with pytest.raises(CalendarErrors, match=r"^line 2: .*; line 3: .*$"):
        csv_file.read((HEADER + "a,b,c,d\nx,y\n").encode())


letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)
# As an import keeps them; what says nothing is no name.
names = letters.map(lambda text: texts.kept(text, lines=True)).filter(bool)


def test_a_name_that_cannot_be_seen_is_missing():
    """A zero-width space is no name of a day, and marks of direction are not kept in one."""
    assert errors(HEADER + "2026-01-01,holiday,\u200b,Y\n") == ["line 2: the name is missing"]
    (row,) = csv_file.read((HEADER + "2026-01-01,holiday,\u202eЖаңа жыл\u200b,\u200eЗаң\n").encode())
    assert (row.name, row.source) == ("Жаңа жыл", "Заң")


@given(st.dictionaries(st.dates(FIRST_DAY, LAST_DAY), st.tuples(st.sampled_from(DayKind), names, names), max_size=20))
def test_what_is_written_is_read_back(days):
    """write and read are one another's opposite, whatever letters the names hold."""
    rows = [CalendarDay(on, *rest) for on, rest in days.items()]
    assert csv_file.read(csv_file.write(rows).encode()) == rows


@given(st.binary(max_size=200))
def test_any_bytes_are_a_calendar_or_a_refusal(data):
    """No file makes the reader fail in another way."""
    for tried in (data, HEADER.encode() + data):
        with contextlib.suppress(CalendarErrors):
            csv_file.read(tried)


def test_the_facts_shipped_are_a_good_file():
    """The seed's own file passes the same reading: 268 rows of 2016-2027."""
    assert len(seed.facts()) == 268
    assert {row.on.year for row in seed.facts()} == set(range(2016, 2028))
