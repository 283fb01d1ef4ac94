"""`qyzmet due`, `between` and `calendar show` as the contract prints them."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from qyzmet.deadlines.calculator import commands
from qyzmet.deadlines.calendar import seed
from qyzmet.deadlines.working_days import WorkingCalendar

pytestmark = pytest.mark.once

RUN = {"due": commands.due, "between": commands.between, "calendar": commands.calendar}


def run(command: str, *arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(RUN[command], arguments, input=stdin)


def due(*arguments: str, **options: str | bytes | None) -> Result:
    return run("due", *arguments, **options)


@pytest.fixture
def csv_file(tmp_path):
    def write(text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "calendar.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


def test_due_prints_the_iso_date_alone():
    """stdout is for the next program."""
    result = due("--from", "2026-03-05", "--working-days", "3")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "2026-03-11\n", "")


@pytest.mark.parametrize("number", ["１５", "1_5", "١٥", " 15", "1.5", ""])
def test_numbers_are_in_the_digits_0_to_9(number):
    """As in `--batch`: a term is not guessed from other digits."""
    result = due("--from", "2026-03-05", "--working-days", number)
    assert result.exit_code == 2
    assert "is not a whole number in digits" in result.stderr


@pytest.mark.parametrize(
    ("n", "expected"), [("0", "2026-03-10"), ("-1", "2026-03-06"), ("-3", "2026-03-04"), ("1", "2026-03-10")]
)
def test_due_takes_zero_and_negative_numbers(n, expected):
    """0 is the day or the next working day; a negative N goes back and never counts the day."""
    assert due("--from", "2026-03-09", "--working-days", n).stdout == f"{expected}\n"


def test_due_as_json_speaks_like_the_api():
    """The fields of a deadline in the API, and what was skipped."""
    answer = json.loads(due("--from", "2026-03-05", "--working-days", "3", "--json").stdout)
    skipped = answer.pop("skipped")
    assert answer == {
        "event_on": "2026-03-05",
        "working_days": 3,
        "starts_on": "2026-03-06",
        "due_on": "2026-03-11",
        "due_at": "2026-03-12T00:00:00+05:00",
        "provisional": False,
        "worked_by_decree": [],
    }
    assert (skipped[0]["on"], skipped[0]["reason"]) == ("2026-03-07", "Saturday")


def test_explain_shows_each_day_with_its_reason():
    """The date first, then the strip a person can check by hand."""
    lines = due("--from", "2024-12-31", "--working-days", "1", "--explain").stdout.splitlines()
    assert lines[0] == "2025-01-05"
    assert lines[1].split() == ["2024-12-31", "Tuesday", "event,", "not", "counted"]
    assert lines[2].startswith("  2025-01-01 Wednesday  -  New Year; Law RK")
    assert lines[5].startswith("  2025-01-04 Saturday   -  Saturday")
    assert lines[6].startswith("  2025-01-05 Sunday     1  Worked Sun: day off moved to 2025-01-03; Order")
    assert lines[7] == "  ends at 24:00 of 2025-01-05 in Almaty"


def test_a_provisional_answer_says_so_beside_the_date():
    """A line on stderr, a field in JSON, exit 0."""
    result = due("--from", "2026-12-30", "--working-days", "5")
    assert (result.exit_code, result.stdout) == (0, "2027-01-11\n")
    assert result.stderr == "provisional: the calendar is not decreed yet for 2027\n"
    answer = due("--from", "2026-12-30", "--working-days", "5", "--json")
    assert json.loads(answer.stdout)["provisional"] is True
    assert "provisional" in run("between", "--from", "2035-01-01", "--to", "2035-02-01").stderr


def test_calendar_option_replaces_the_whole_calendar(csv_file):
    """Our own holidays are forgotten; a year without rows is Monday to Friday, provisional."""
    path = csv_file("date,kind,name,source\n2026-03-06,holiday,Ours alone,\n2026-03-07,moved_work,Worked Sat,\n")
    result = due("--from", "2026-03-05", "--working-days", "2", "--calendar", path)
    assert (result.stdout, result.stderr) == ("2026-03-09\n", "")
    other = due("--from", "2025-03-05", "--working-days", "3", "--calendar", path)
    assert (other.stdout, other.stderr[:11]) == ("2025-03-10\n", "provisional")
    assert run("between", "--from", "2026-03-05", "--to", "2026-03-09", "--calendar", path).stdout == "2\n"
    assert "Ours alone" in run("calendar", "show", "2026", "--calendar", path).stdout


def test_a_bad_calendar_is_refused_in_one_line_with_its_lines(csv_file):
    """Exit 1, nothing on stdout, every bad line's number on one line of stderr."""
    path = csv_file("date,kind,name,source\n2026-02-31,holiday,X,Y\n2026-01-01,feast,X,Y\n")
    result = due("--from", "2026-03-05", "--working-days", "3", "--calendar", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "line 2:" in result.stderr
    assert "line 3:" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("due", "--from", "2026-03-05", "--working-days", "1000000000"),
        ("due", "--from", "2026-03-05", "--working-days", "-1000000000"),
        ("due", "--from", "1989-12-31", "--working-days", "1"),
        ("due", "--from", "2101-01-01", "--working-days", "-1"),
        ("between", "--from", "2026-01-01", "--to", "2101-01-01"),
        ("calendar", "show", "1989"),
        ("calendar", "show", "2101"),
    ],
)
def test_outside_1990_2100_is_exit_1_with_one_line(arguments):
    """No answer is better than one made up."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "1990-2100" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("due", "--from", "2026-02-31", "--working-days", "1"),
        ("due", "--from", "5.3.2026", "--working-days", "1"),
        ("due", "--from", "20260305", "--working-days", "1"),
        ("due", "--from", "2026-03-05", "--working-days", "three"),
        ("due", "--from", "2026-03-05", "--working-days", "9" * 5000),
        ("due", "--from", "2026-03-05"),
        ("due", "--working-days", "3"),
        ("due", "--batch", "-", "--from", "2026-03-05"),
        ("due", "--batch", "-", "--json"),
        ("due", "--batch", "no-such-file.csv"),
        ("due", "--from", "2026-03-05", "--working-days", "3", "--calendar", "no-such-file.csv"),
        ("between", "--from", "2026-03-05"),
        ("calendar", "show", "this year"),
    ],
)
def test_wrong_usage_is_exit_2(arguments):
    """What cannot be read as a date or a number was not asked rightly; click says what to write."""
    result = run(*arguments, stdin="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("2026-03-05", "2026-03-11", 3),
        ("2026-03-11", "2026-03-05", -3),
        ("2026-03-05", "2026-03-05", 0),
        ("2025-01-03", "2025-01-05", 1),
    ],
)
def test_between_counts_after_the_first_up_to_and_including_the_other(first, second, number):
    """And minus the working days in [TO, FROM) when TO is earlier."""
    assert run("between", "--from", first, "--to", second).stdout == f"{number}\n"
    answer = json.loads(run("between", "--from", first, "--to", second, "--json").stdout)
    assert (answer["working_days"], answer["provisional"]) == (number, False)


def test_a_batch_is_answered_row_by_row():
    """The same rows with a third column, in their order, whatever the line ends of the file."""
    rows = "from,working_days\r\n2026-03-05,3\r\n2026-03-09,0\r\n2026-03-09,-1\r\n"
    result = due("--batch", "-", stdin=rows)
    expected = "from,working_days,due\n2026-03-05,3,2026-03-11\n2026-03-09,0,2026-03-10\n2026-03-09,-1,2026-03-06\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, expected, "")
    assert due("--batch", "-", stdin=b"\xef\xbb\xbf" + rows.encode()).stdout == expected
    assert due("--batch", "-", stdin="from,working_days\n").stdout == "from,working_days,due\n"


def test_a_batch_says_how_many_answers_are_provisional():
    """A line on stderr; the table itself stays clean."""
    result = due("--batch", "-", stdin="from,working_days\n2026-03-05,3\n2026-12-30,5\n")
    assert result.exit_code == 0
    assert result.stderr == "provisional: 1 of the answers rest on years not decreed yet\n"


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        ("2026-02-31,3", 3),
        ("2026-03-05,three", 3),
        ("2026-03-05,1.5", 3),
        ("2026-03-05,", 3),
        ("2026-03-05", 3),
        ("2026-03-05,3,4", 3),
        ("2026-03-05,1000000000", 3),
        (f"2026-03-05,{'9' * 5000}", 3),
        ("1989-12-31,1", 3),
        ('"2026-03-05,3', 3),
        ("\n2026-03-05,x", 4),
    ],
)
def test_a_bad_row_is_exit_1_with_its_line_and_no_output(bad, line):
    """Half an answer would be taken for a whole one."""
    result = due("--batch", "-", stdin=f"from,working_days\n2026-03-05,3\n{bad}\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert f"line {line}:" in result.stderr


@pytest.mark.parametrize(
    ("data", "line"), [(b"", 1), (b"day,n\n", 1), (b"from,working_days\n2026-03-05,3\n\xff,3\n", 3)]
)
def test_a_batch_of_another_shape_is_refused(data, line):
    """The header and the encoding are checked as the rows are."""
    result = due("--batch", "-", stdin=data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"line {line}:" in result.stderr


def test_calendar_show_prints_a_year_with_its_decrees():
    """Each row with kind, name and source, and how many working days there are."""
    result = run("calendar", "show", "2025")
    assert result.exit_code == 0
    assert "2025-01-05 Sunday     moved_work  Worked Sun: day off moved to 2025-01-03  (Order" in result.stdout
    assert result.stdout.splitlines()[-1] == "2025: 246 working days"
    answer = json.loads(run("calendar", "show", "2027", "--json").stdout)
    assert (answer["year"], answer["working_days"], answer["provisional"]) == (2027, 247, True)
    assert answer["days"][0] == {
        "date": "2027-01-01",
        "kind": "holiday",
        "name": "New Year",
        "source": "Law RK 'On holidays' No 267-II of 13.12.2001 art.3 (adilet Z010000267_)",
    }
    assert run("calendar", "show", "2040").stdout == "2040: 261 working days\n"


def test_the_application_can_put_its_own_calendar_in():
    """With a database its rows answer, not the seed."""
    before = commands.use_calendar(lambda: WorkingCalendar.of([]))
    try:
        assert due("--from", "2026-03-05", "--working-days", "3").stdout == "2026-03-10\n"
    finally:
        commands.use_calendar(before)
    assert commands.current_calendar() is seed.seed_calendar()


def test_the_commands_load_nothing_heavy():
    """A question of dates starts in an instant: no web framework, no database, no holidays package."""
    code = (
        "import sys; from qyzmet.deadlines.calculator import commands; commands.current_calendar();"
        "print([name for name in ('flask', 'sqlalchemy', 'holidays', 'numpy', 'babel') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
