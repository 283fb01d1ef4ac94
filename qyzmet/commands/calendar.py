"""`qyzmet calendar import` and `check`, beside `show`: these work on the database and load the application when run."""

import json
from typing import IO, TYPE_CHECKING, Any

import click

from qyzmet.deadlines.calculator.commands import calendar
from qyzmet.deadlines.calendar import csv_file

if TYPE_CHECKING:
    from qyzmet.deadlines.calendar.check import Report

__all__ = ["calendar"]


@calendar.command("import")
@click.argument("file", type=click.File("rb"), metavar="CSV")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(file: IO[bytes], dry_run: bool, as_json: bool) -> None:
    """Replace the years that a CSV file (date,kind,name,source) holds by its rows.

    Every row of these years is replaced, other years are left alone. A file with a bad line is refused whole.
    """
    name = str(getattr(file, "name", "stdin")).strip("<>")
    try:
        rows = csv_file.read(file.read())
    except csv_file.CalendarErrors as fault:
        raise click.ClickException(f"{name}: {fault}") from fault
    except OSError as fault:
        raise click.ClickException(f"{name}: {fault.strerror}") from fault
    if not rows:
        raise click.ClickException(f"{name}: no rows, so nothing would be replaced")
    from pathlib import PurePath

    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.deadlines.calendar import affected, changes, recount

    with application():
        proposal = changes.import_rows(rows, PurePath(name).name)
        answer: dict[str, Any] = {
            "years": sorted({row.on.year for row in rows}),
            "added": sum(day.before is None for day in proposal.days),
            "changed": sum(day.before is not None and day.after is not None for day in proposal.days),
            "removed": sum(day.after is None for day in proposal.days),
        }
        if dry_run or not proposal.days:
            found = affected.groups(proposal.resulting(), proposal.years)
            answer |= {"version": proposal.version, "deadlines_moved": affected.moving(found), "imported": False}
        else:
            change = changes.make(proposal)
            moved = recount.at_once()
            db.session.commit()
            answer |= {"version": change.id, "deadlines_moved": moved, "imported": True}
    click.echo(json.dumps(answer, indent=2) if as_json else _words(answer, dry_run=dry_run))


def _words(answer: dict[str, Any], *, dry_run: bool) -> str:
    years = ", ".join(map(str, answer["years"]))
    days = f"{answer['added']} days added, {answer['changed']} changed, {answer['removed']} removed"
    if not (answer["added"] or answer["changed"] or answer["removed"]):
        return f"{years}: the calendar says so already, nothing is changed"
    if dry_run:
        return f"{years}: {days}, {answer['deadlines_moved']} open deadlines would move; nothing is changed"
    if answer["deadlines_moved"] is None:
        deadlines = "the worker counts the open deadlines anew"
    else:
        deadlines = f"{answer['deadlines_moved']} open deadlines moved"
    return f"{years}: {days}; {deadlines}; the calendar is version {answer['version']} now"


@calendar.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(as_json: bool) -> None:
    """Look the calendar over: faults, differences with the seed and with `holidays`, years without a decree.

    Exits 1 for a fault: a moved day without its other half, or rows that no recorded change left behind. Before
    `init` it looks the seed over.
    """
    from qyzmet.deadlines.calendar import command_line

    report = _of_database() if command_line.is_there() else _of_seed()
    click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else _report(report.as_json()))
    if report.faults:
        raise click.ClickException(f"the calendar has {len(report.faults)} faults")


def _of_seed() -> "Report":
    from qyzmet import clock
    from qyzmet.deadlines.calendar import check as checking
    from qyzmet.deadlines.calendar import seed

    return checking.check(seed.seed_calendar(), clock.today().year)


def _of_database() -> "Report":
    from qyzmet import clock
    from qyzmet.commands.application import application
    from qyzmet.deadlines.calendar import check as checking
    from qyzmet.deadlines.calendar import in_force as calendars
    from qyzmet.deadlines.calendar import recount
    from qyzmet.deadlines.working_days import WorkingCalendar

    with application():
        rows = calendars.rows()
        report = checking.check(WorkingCalendar.of(rows), clock.today().year)
        if not calendars.is_as_recorded(rows):
            report.faults.append("the rows are not those that the newest recorded change left")
        if recount.anything_pending():
            report.remarks.append("a change of the calendar waits for the worker to count the open deadlines anew")
    return report


def _report(found: dict[str, list[Any]]) -> str:
    titles = {
        "faults": "Faults",
        "seed_differences": "Different from the seed",
        "holidays_differences": "Different from the holidays package",
        "undecreed_years": "Years without a decree",
        "remarks": "Remarks",
    }
    lines = []
    for key, title in titles.items():
        lines.append(f"{title}: {len(found[key]) or 'none'}")
        lines += [f"  {text}" for text in found[key]]
    return "\n".join(lines)
