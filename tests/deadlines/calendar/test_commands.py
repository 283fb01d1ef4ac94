"""`qyzmet calendar import` and `check` on a database, and `show`, which reads it without loading the application."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from qyzmet.commands import application as commands_application
from qyzmet.commands.calendar import calendar
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.deadlines.calendar import changes, check, command_line, csv_file, seed
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import CalendarRow
from qyzmet.deadlines.working_days import CalendarDay, DayKind, WorkingCalendar

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the tests' database."""

    @contextmanager
    def application(**_options: bool):
        yield app

    monkeypatch.setattr(commands_application, "application", application)
    monkeypatch.setattr(command_line, "is_there", lambda: True)
    return lambda *arguments, data=None: CliRunner().invoke(calendar, arguments, input=data)


HEADER = "date,kind,name,source\n"


def test_import_replaces_the_years_of_the_file(run: Run):
    """It says what it did; the calendar in force is the new one."""
    result = run("import", "-", data=f"{HEADER}2030-06-05,holiday,New,Decree No. 2\n")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "2030: 1 days added, 0 changed, 0 removed; 0 open deadlines moved; the calendar is version"
    )
    assert [row.name for row in calendars.current().of_year(2030)] == ["New"]
    again = json.loads(run("import", "-", "--json", data=f"{HEADER}2030-06-06,holiday,New,\n").stdout)
    assert (again["added"], again["removed"], again["imported"]) == (1, 1, True)
    assert [row.on.day for row in calendars.current().of_year(2030)] == [6]


def test_import_of_what_is_there_changes_nothing(run: Run):
    """No version is made of nothing."""
    version = calendars.version()
    text = csv_file.write(calendars.current().of_year(2026))
    assert "says so already" in run("import", "-", data=text).stdout
    assert calendars.version() == version


def test_a_dry_run_changes_nothing(run: Run):
    """It only says what would be."""
    version = calendars.version()
    result = run("import", "-", "--dry-run", data=f"{HEADER}2030-06-05,holiday,New,\n")
    assert "nothing is changed" in result.stdout
    assert calendars.version() == version


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("2030-06-05,holiday,A,\n2030-06-05,holiday,B,\n", "line 3: 2030-06-05 is already given on line 2"),
        ("2030-06-05,holiday,A,\n2030-06-06,feast,B,\n", "line 3: “feast” is not a kind of day"),
        ("2030-06-05,holiday,A,\n2030-02-31,holiday,B,\n", "line 3: “2030-02-31” is not a date"),
        ("2030-06-05,holiday,Наурыз,\n".encode("cp1251"), "line 2: the text is not in UTF-8"),
        ("", "no rows"),
    ],
)
def test_a_bad_file_is_refused_whole(run: Run, text: str | bytes, error: str):
    """One line with the number of every bad line, exit 1, nothing imported."""
    data = HEADER.encode() + (text if isinstance(text, bytes) else text.encode())
    version = calendars.version()
    result = run("import", "-", data=data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert error in result.stderr
    assert result.stderr.count("\n") == 1
    assert calendars.version() == version


@pytest.mark.slow
def test_the_shipped_calendar_has_no_faults(run: Run):
    """It is the seed, agrees with `holidays`, and 2027 is not decreed."""
    result = run("check", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (found["faults"], found["seed_differences"], found["undecreed_years"]) == ([], [], [2027])


def test_check_names_what_differs(run: Run):
    """With the seed, with `holidays`, and years that nobody has decreed."""
    changes.make(changes.set_day(CalendarDay(calendars.rows()[-1].on.replace(day=13), DayKind.HOLIDAY, "New", "")))
    result = run("check")
    assert result.exit_code == 0
    assert "2027-12-13: here holiday “New” (), in the seed no row" in result.stdout
    assert "2027-12-13: off here, worked by holidays" in result.stdout
    assert "waits for the worker" in result.stdout


def test_check_fails_on_rows_that_no_change_left(run: Run):
    """Somebody wrote into the table past the application."""
    db.session.add(CalendarRow(on=calendars.rows()[-1].on.replace(day=13), kind=DayKind.HOLIDAY, name="X", source=""))
    db.session.flush()
    result = run("check")
    assert result.exit_code == 1
    assert "not those that the newest recorded change left" in result.stdout


@pytest.mark.parametrize("missing", ["2025-01-05", "2025-01-03"])
def test_a_moved_day_without_its_other_half_is_a_fault(missing: str):
    """A day off that was moved has a worked day, and the other way round."""
    rows = [row for row in seed.seed_rows() if row.on.isoformat() != missing]
    (fault,) = check.check(WorkingCalendar.of(rows), 2026).faults
    assert f"its other half is missing, {missing}" in fault


def test_a_worked_day_in_words_of_its_own_needs_some_day_of_rest():
    """Names are free; that a day off stands against it is not."""
    day = seed.facts()[0].on.replace(year=2030, month=6, day=8)
    alone = CalendarDay(day, DayKind.MOVED_WORK, "Жұмыс күні", "Decree")
    assert len(check.check(WorkingCalendar.of([alone]), 2030).faults) == 1
    rest = CalendarDay(day.replace(day=3), DayKind.MOVED_REST, "Демалыс күні", "Decree")
    assert check.check(WorkingCalendar.of([alone, rest]), 2030).faults == []


def test_counting_reads_the_database_and_loads_no_flask(tmp_path: Path):
    """Before there is a database the seed answers, afterwards its rows; both at once."""
    code = (
        "import sys; from qyzmet.cli import group; "
        "group.main(['calendar', 'show', '2026'], standalone_mode=False); "
        "sys.exit('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    environment = {"PATH": "/usr/bin:/bin", "QYZMET_INSTANCE": str(tmp_path)}

    def shown() -> tuple[int, str]:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout.splitlines() or [done.stderr])[-1]

    assert shown() == (0, "2026: 247 working days")
    path = Path(settings_from({"QYZMET_INSTANCE": str(tmp_path)}).database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as database:
        database.execute('CREATE TABLE calendar_day ("on" TEXT, kind TEXT, name TEXT, source TEXT)')
        database.execute("INSERT INTO calendar_day VALUES ('2026-03-03', 'holiday', 'New', '')")
        database.commit()
    assert shown() == (0, "2026: 260 working days")
    path.write_bytes(b"not a database at all, whatever its name says" * 100)
    exit_code, said = shown()
    assert exit_code == 1
    assert "The database does not answer" in said


def test_the_seed_is_looked_over_before_there_is_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Before `init`, `check` answers from the seed and makes nothing: no database, no folder."""
    monkeypatch.setenv("QYZMET_INSTANCE", str(tmp_path / "nothing"))
    answer = CliRunner().invoke(calendar, ["check", "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["undecreed_years"] == [2027]
    assert not (tmp_path / "nothing").exists()
