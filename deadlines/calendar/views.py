"""Administrators change the calendar here: each change is shown with the open deadlines that it moves, then made.

A form carries the version of the calendar that it was opened with. When somebody else was quicker, the page comes
back (409) with what was typed, as it would change the calendar that is in force now.
"""

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.procedure.refusals import Refused, Stale
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.web.conflicts import version_sent

from ..forms import DayForm, ImportForm
from ..models import CalendarChange, Recount
from ..working_days import FIRST_YEAR, LAST_YEAR, CalendarDay, DayKind
from . import affected, changes, csv_file, missing, missing_words, recount, seed
from . import in_force as calendars
from .change_words import action_text, shown_change, shown_moves
from .day_names import line_error_text

calendar_admin = Blueprint("calendar_admin", __name__, url_prefix="/admin/calendar")

SHOWN_CHANGES = 50
SHOWN_MOVES = 200
LARGEST_FILE = 1024 * 1024

Hidden = dict[str, str]


@calendar_admin.get("")
def index() -> str:
    """The years of the calendar, the days of one of them, and the changes, the newest first."""
    calendar = calendars.current()
    years = sorted({on.year for on in calendar.rows}, reverse=True)
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed) <= LAST_YEAR else None
    all_changes = changes.all_changes()
    gone = changes.undone()
    return render_template(
        "deadlines/calendar/index.html",
        years=[(year, calendar.working_days_in(year), year in calendar.decreed_years) for year in years],
        year=year,
        days=[shown_change(changes.DayChange(row.on, None, row)) for row in calendar.of_year(year)] if year else [],
        changes=[(change, action_text(change), change.id in gone) for change in all_changes[:SHOWN_CHANGES]],
        pending=recount.anything_pending(),
        missing=[(each.year, missing_words.sentences(each)) for each in missing.missing()],
    )


@calendar_admin.get("/proposed/<int:year>.csv")
def proposed(year: int) -> Response:
    """The days of a year by the law, as far as it can be computed, each marked as a projection: to be checked."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    answer = Response(csv_file.write(seed.proposed_rows(year)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="calendar-kz-{year}-projection.csv"'
    return answer


@calendar_admin.route("/day", methods=["GET", "POST"])
def day() -> ResponseReturnValue:
    """Add a day or change it."""
    if request.method == "POST":
        form = bind_post(DayForm, request.form)
        if "again" in request.form or not form.validate():
            return _day_page(form), 200 if "again" in request.form else 422
        row = CalendarDay(form.on.data, DayKind(form.kind.data), form.name.data, form.source.data)
        sent = {name: request.form.get(name, "") for name in ("on", "kind", "name", "source")}
        return _preview(lambda: changes.set_day(row), sent, again=True)
    form = DayForm()
    on = _asked_day()
    held = calendars.current().rows.get(on) if on else None
    if on:
        form = DayForm(
            data={"on": on, **({"kind": held.kind, "name": held.name, "source": held.source} if held else {})}
        )
    return _day_page(form)


def _day_page(form: DayForm) -> str:
    return render_template("deadlines/calendar/day.html", form=form, version=version_sent() or calendars.version())


@calendar_admin.route("/remove", methods=["GET", "POST"])
def remove() -> ResponseReturnValue:
    """Take a day's row out of the calendar."""
    on = _asked_day()
    if on is None or (request.method == "GET" and on not in calendars.current().rows):
        abort(404)
    return _preview(lambda: changes.remove_day(on), {"on": on.isoformat()})


@calendar_admin.route("/import", methods=["GET", "POST"])
def import_file() -> ResponseReturnValue:
    """Import a calendar file: its rows replace those of the years that it holds."""
    form = ImportForm()
    if request.method == "GET":
        return render_template("deadlines/calendar/import.html", form=form, lines=[])
    sent: FileStorage | None = request.files.get("file")
    kept = request.form.get("csv")
    if kept is not None:
        name, data = request.form.get("name", ""), kept.encode()
    else:
        name, data = _received(sent)
    lines: list[str] = []
    rows: list[CalendarDay] = []
    if not data:
        form.file.errors = [_("Choose a file")]
    elif len(data) > LARGEST_FILE:
        form.file.errors = [_("The file is too large: at most 1 MB")]
    else:
        try:
            rows = csv_file.read(data)
        except csv_file.CalendarErrors as fault:
            lines = [line_error_text(error) for error in fault.errors]
            form.file.errors = [
                ngettext(
                    "%(num)s line is wrong. Nothing was imported",
                    "%(num)s lines are wrong. Nothing was imported",
                    len(lines),
                )
            ]
        else:
            if not rows:
                form.file.errors = [_("The file holds no days")]
    if form.file.errors:
        return render_template("deadlines/calendar/import.html", form=form, lines=lines), 422
    return _preview(lambda: changes.import_rows(rows, name), {"csv": data.decode("utf-8-sig"), "name": name})


def _received(sent: FileStorage | None) -> tuple[str, bytes]:
    if sent is None:
        return "", b""
    return sent.filename or "", sent.stream.read(LARGEST_FILE + 1)


@calendar_admin.get("/changes/<int:number>")
def change(number: int) -> str:
    """A change: its days before and after, and the deadlines that it moved."""
    found = _change(number)
    moves = db.session.execute(
        select(Recount).where(Recount.change_id == number).order_by(Recount.id).limit(SHOWN_MOVES)
    ).scalars()
    total = db.session.scalar(select(func.count(Recount.id)).where(Recount.change_id == number))
    return render_template(
        "deadlines/calendar/change.html",
        change=found,
        title=action_text(found),
        days=[shown_change(each) for each in changes.days_of(found)],
        moves=shown_moves([(move.deadline_id, move.old_due_on, move.new_due_on) for move in moves]),
        total=total,
        undone=number in changes.undone(),
    )


@calendar_admin.route("/changes/<int:number>/undo", methods=["GET", "POST"])
def undo(number: int) -> ResponseReturnValue:
    """Put a change's days back as they were: a change of its own."""
    found = _change(number)
    return _preview(lambda: changes.undo(found), {})


def _change(number: int) -> CalendarChange:
    found = db.session.get(CalendarChange, number) if number < 2**31 else None
    if found is None:
        abort(404)
    return found


def _preview(propose: Callable[[], changes.Proposal], sent: Hidden, *, again: bool = False) -> ResponseReturnValue:
    """Show what a change does, and make it when that was shown before and still holds."""
    version = version_sent()
    try:
        proposal = propose()
        if request.method == "POST" and "make" in request.form:
            return _make(proposal, version)
    except Stale:
        db.session.rollback()
        proposal = propose()
    except Refused as refused:
        db.session.rollback()
        return render_template("deadlines/calendar/refused.html", detail=refused.detail), refused.status
    moved_on = version is not None and version != proposal.version
    found = affected.groups(proposal.resulting(), proposal.years)
    rows = affected.rows_of(found, SHOWN_MOVES)
    page = render_template(
        "deadlines/calendar/preview.html",
        title=action_text(proposal),
        proposal=proposal,
        days=[shown_change(each) for each in proposal.days],
        moves=shown_moves([(deadline.id, group.due_on, group.new_due_on) for deadline, group in rows]),
        total=affected.moving(found),
        at_once=recount.AT_ONCE,
        sent={**sent, "version": str(proposal.version)},
        moved_on=moved_on,
        again=again,
    )
    return page, 409 if moved_on else 200


def _make(proposal: changes.Proposal, version: int | None) -> ResponseReturnValue:
    if version is None:
        raise Stale("")
    change = changes.make(proposal, version)
    moved = recount.at_once()
    db.session.commit()
    if moved is None:
        told = _("The open deadlines are being counted anew; everyone concerned will be told.")
    else:
        told = ngettext(
            "%(num)s open deadline has moved; everyone concerned has been told.",
            "%(num)s open deadlines have moved; everyone concerned has been told.",
            moved,
        )
    flash(_("The calendar is changed (change %(number)s).", number=change.id) + " " + told, "success")
    return redirect(url_for("calendar_admin.change", number=change.id))


def _asked_day() -> dt.date | None:
    try:
        return csv_file.read_date(request.values.get("on", ""))
    except ValueError:
        return None


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(calendar_admin)
