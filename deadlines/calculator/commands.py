"""`qyzmet due`, `between` and `calendar`: the working days on the command line.

They answer before there is a database, from the seed, and load nothing that a question of dates does not
need. English only, as the rest of the command line is.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import IO, Any, Final

import click

from qyzmet.commands.numbers import WholeNumber

from ..calendar import csv_file, seed
from ..calendar import year as years
from ..working_days import OutOfRange, WorkingCalendar
from . import batch
from .explanation import Explanation, StripKind, weekday

CalendarSource = Callable[[], WorkingCalendar]

_source: CalendarSource = seed.seed_calendar


def use_calendar(source: CalendarSource) -> CalendarSource:
    """Take the calendar from `source` from now on, such as the database's; returns the source used before."""
    global _source
    before, _source = _source, source
    return before


def current_calendar() -> WorkingCalendar:
    """The calendar that counts where `--calendar` names none: the seed, unless `use_calendar` said otherwise."""
    return _source()


class _Day(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return csv_file.read_date(value)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)


DAY: Final = _Day()

_calendar_option = click.option(
    "--calendar",
    "calendar_file",
    type=click.File("rb"),
    metavar="CSV",
    help="Count with this calendar (date,kind,name,source) instead of the whole of ours.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--from", "event_on", type=DAY, metavar="DATE", help="The day of the event, never counted.")
@click.option("--working-days", "number", type=WholeNumber(), metavar="N", help="Length of the term; back if negative.")
@click.option("--batch", "rows", type=click.File("rb"), metavar="CSV", help="Rows from,working_days; - is stdin.")
@click.option("--explain", is_flag=True, help="Print each day as it was counted or passed over.")
@_calendar_option
@_json_option
def due(
    event_on: dt.date | None,
    number: int | None,
    rows: IO[bytes] | None,
    explain: bool,
    calendar_file: IO[bytes] | None,
    as_json: bool,
) -> None:
    """Print the last day of a term of N working days.

    The term starts on the next working day after DATE. For N = 0: DATE, or the next working day; a negative
    N goes back and never counts DATE.
    """
    if rows is not None:
        if event_on is not None or number is not None or explain or as_json:
            raise click.UsageError("--batch goes with --calendar only.")
        _print_batch(rows, _chosen(calendar_file))
        return
    if event_on is None or number is None:
        raise click.UsageError("Give --from and --working-days, or --batch.")
    try:
        term = _chosen(calendar_file).explain(event_on, number)
    except OutOfRange as fault:
        raise click.ClickException(str(fault)) from fault
    if as_json:
        _print_json(term.as_json())
    else:
        click.echo("\n".join(_explained(term)) if explain else term.due_on.isoformat())
    _warn(term.undecreed_years)


@click.command()
@click.option("--from", "after", type=DAY, metavar="DATE", required=True, help="Counted from the day after it.")
@click.option("--to", "until", type=DAY, metavar="DATE", required=True, help="The last day counted.")
@_calendar_option
@_json_option
def between(after: dt.date, until: dt.date, calendar_file: IO[bytes] | None, as_json: bool) -> None:
    """Count the working days after the first date up to and including the other.

    When the other is earlier: minus the working days from it up to, but not including, the first.
    """
    calendar = _chosen(calendar_file)
    try:
        number = calendar.between(after, until)
        unsure = calendar.undecreed_years(after, until)
        strip = calendar.strip(after, until) if as_json else []
    except OutOfRange as fault:
        raise click.ClickException(str(fault)) from fault
    if as_json:
        _print_json(
            {
                "from": after.isoformat(),
                "to": until.isoformat(),
                "working_days": number,
                "provisional": bool(unsure),
                "skipped": [day.as_json() for day in strip if not day.working],
                "worked_by_decree": [day.as_json() for day in strip if day.kind is StripKind.MOVED_WORK],
            }
        )
    else:
        click.echo(number)
    _warn(unsure)


@click.group()
def calendar() -> None:
    """The calendar of working days."""


@calendar.command()
@click.argument("year", type=WholeNumber())
@_calendar_option
@_json_option
def show(year: int, calendar_file: IO[bytes] | None, as_json: bool) -> None:
    """Print a year's holidays and moved days with their decrees."""
    chosen = _chosen(calendar_file)
    try:
        rows, number = chosen.of_year(year), chosen.working_days_in(year)
    except OutOfRange as fault:
        raise click.ClickException(str(fault)) from fault
    provisional = year not in chosen.decreed_years
    if as_json:
        _print_json(years.as_json(chosen, year))
    else:
        for row in rows:
            click.echo(f"{_dated(row.on)}  {row.kind:<10}  {row.name}{row.source and f'  ({row.source})'}")
        click.echo(f"{year}: {number} working days")
    _warn([year] if provisional else [])


def _chosen(file: IO[bytes] | None) -> WorkingCalendar:
    if file is None:
        return current_calendar()
    try:
        return csv_file.calendar(_content(file))
    except csv_file.CalendarErrors as fault:
        raise click.ClickException(f"{_name(file)}: {fault}") from fault


def _print_batch(rows: IO[bytes], calendar: WorkingCalendar) -> None:
    try:
        answers, provisional = batch.due(_content(rows), calendar)
    except batch.BadRow as fault:
        raise click.ClickException(f"{_name(rows)}: {fault}") from fault
    click.echo(answers, nl=False)
    if provisional:
        click.echo(f"provisional: {provisional} of the answers rest on years not decreed yet", err=True)


def _content(file: IO[bytes]) -> bytes:
    try:
        return file.read()
    except OSError as fault:
        raise click.ClickException(f"{_name(file)}: {fault.strerror}") from fault


def _name(file: IO[bytes]) -> str:
    return str(getattr(file, "name", "stdin")).strip("<>")


def _explained(term: Explanation) -> list[str]:
    lines = [term.due_on.isoformat()]
    if term.working_days:
        lines.append(f"  {_dated(term.event_on)}  event, not counted")
    for day in term.strip:
        reason = "; ".join(filter(None, (day.reason, day.source)))
        lines.append(f"  {_dated(day.on)}  {day.number or '-'}  {reason}".rstrip())
    return [*lines, f"  ends at 24:00 of {term.due_on} in Almaty"]


def _dated(day: dt.date) -> str:
    return f"{day} {weekday(day):<9}"


def _print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _warn(undecreed_years: Sequence[int]) -> None:
    if undecreed_years:
        years = ", ".join(map(str, undecreed_years))
        click.echo(f"provisional: the calendar is not decreed yet for {years}", err=True)
