"""The public pages of working days, and a signed-in person's own deadlines."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.web.paging import NumberedPage, number_asked

from . import feed, my_deadlines
from .calculator.calculation import Answer, between, due
from .calendar import csv_file, moved_terms
from .calendar import in_force as calendars
from .calendar import year as years
from .calendar.day_names import name_text, source_text
from .forms import BetweenForm, Direction, DueForm, Find
from .shown_deadline import present_all
from .working_days import FIRST_YEAR, LAST_YEAR, CalendarDay, WorkingCalendar

deadlines = Blueprint("deadlines", __name__, url_prefix="/deadlines")

PAGE = 50


@deadlines.get("/")
def calculator() -> tuple[str, int]:
    """The calculator. Everything asked stands in the address, so that an answer can be sent."""
    find = _asked()
    due_form = bind_post(DueForm, request.args) if find is Find.DUE else DueForm()
    due_form.direction.data = due_form.direction.data or Direction.FORWARD.value
    between_form = bind_post(BetweenForm, request.args) if find is Find.BETWEEN else BetweenForm()
    answer: Answer | None = None
    calendar = calendars.current()
    if find is Find.DUE and due_form.validate():
        answer = due(due_form, calendar)
    elif find is Find.BETWEEN and between_form.validate():
        answer = between(between_form, calendar)
    form = {Find.DUE: due_form, Find.BETWEEN: between_form}.get(find) if find else None
    page = render_template(
        "deadlines/calculator.html",
        due_form=due_form,
        between_form=between_form,
        form=form,
        answer=answer,
        this_year=clock.today().year,
    )
    return page, 200 if form is None or not form.errors else 422


def _asked() -> Find | None:
    """What is looked for: as the form says, or as what is given tells."""
    said = request.args.get("find", "")
    if said in tuple(Find):
        return Find(said)
    if request.args.get("to", "").strip():
        return Find.BETWEEN
    return Find.DUE if any(request.args.get(name, "").strip() for name in ("from", "working_days")) else None


@deadlines.get("/calendar")
def this_year() -> AnyResponse:
    """The calendar of this year, or of the one asked for in the form."""
    asked = request.args.get("year", "").strip()
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today().year
    return redirect(url_for("deadlines.year", year=year if not asked else min(max(year, FIRST_YEAR), LAST_YEAR)))


@deadlines.get("/calendar/<int(fixed_digits=4):year>")
def year(year: int) -> str:
    """Twelve months, days off by kind with their decrees, on one page to print."""
    calendar = _calendar_of(year)
    return render_template(
        "deadlines/year.html",
        year=year,
        months=[_shown_month(month) for month in years.months_of(calendar, year)],
        days_off=[_shown_row(row) for row in calendar.of_year(year)],
        working_days=calendar.working_days_in(year),
        provisional=year not in calendar.decreed_years,
        today=clock.today(),
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


@deadlines.get("/calendar/<int(fixed_digits=4):year>.csv")
def year_csv(year: int) -> Response:
    """The year's rows as a calendar file."""
    return _download(csv_file.write(_calendar_of(year).of_year(year)), "text/csv", f"calendar-kz-{year}.csv")


@deadlines.get("/calendar/<int(fixed_digits=4):year>.json")
def year_json(year: int) -> Response:
    """The year for other programs."""
    text = json.dumps(years.as_json(_calendar_of(year), year), ensure_ascii=False, indent=2)
    return _download(text + "\n", "application/json", f"calendar-kz-{year}.json")


@deadlines.get("/calendar.csv")
def whole_csv() -> Response:
    """The whole calendar as a file, which the command line counts with and an administrator can import."""
    return _download(csv_file.write(calendars.rows()), "text/csv", "calendar-kz.csv")


@deadlines.get("/mine")
def mine() -> str:
    """The open deadlines of my organisations, the most urgent first, each with how it was counted."""
    said = request.args.get("show", "")
    show = my_deadlines.Show(said) if said in tuple(my_deadlines.Show) else my_deadlines.Show.ALL
    who = context.actor()
    counts = {each.value: my_deadlines.count(who, each) for each in my_deadlines.Show}
    total = counts[show.value]
    number = number_asked(total, PAGE)
    found = my_deadlines.open_deadlines(who, show, PAGE, (number - 1) * PAGE)
    return render_template(
        "deadlines/mine.html",
        page=NumberedPage(present_all(found), number, total, PAGE),
        show=show.value,
        counts=counts,
    )


@deadlines.get("/feed")
def my_feed() -> str:
    """The address for calendar programs: whether there is one, and how it is made and ended."""
    return _feed_page()


@deadlines.post("/feed")
def make_feed() -> str | AnyResponse:
    """Make a new address, shown this once, or end it."""
    user = context.actor().user
    assert user is not None  # noqa: S101 - the route is for people who are signed in.
    if request.form.get("do") == "revoke":
        feed.revoke(user)
        db.session.commit()
        return redirect(url_for("deadlines.my_feed"))
    secret = feed.make_key(user)
    db.session.commit()
    return _feed_page(_base_url() + url_for("deadlines.ics", key=secret))


def _feed_page(address: str | None = None) -> str:
    user = context.actor().user
    assert user is not None  # noqa: S101 - as above.
    by_day = context.actor().sealed
    return render_template("deadlines/feed.html", key=feed.key_of(user), address=address, by_day=by_day)


@deadlines.get("/feed/<key>.ics")
def ics(key: str) -> Response:
    """A person's own open deadlines for a calendar program, which shows the key instead of signing in."""
    user = feed.user_of(key)
    if user is None:
        abort(404)
    found = my_deadlines.open_deadlines(context.actor_of(user), limit=feed.MOST_EVENTS)
    with force_locale(user.language):
        text = feed.as_ics(present_all(found), _base_url(), clock.now())
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _base_url() -> str:
    return str(current_app.config["QYZMET"].base_url).rstrip("/")


def _calendar_of(year: int) -> WorkingCalendar:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return calendars.current()


def _shown_month(month: years.Month) -> Mapping[str, Any]:
    return {
        "number": month.number,
        "working_days": month.working_days,
        "weeks": [[_shown_day(day.on, day.kind, day.row) if day else None for day in week] for week in month.weeks],
    }


def _shown_row(row: CalendarDay) -> Mapping[str, Any]:
    return _shown_day(row.on, row.kind.value, row)


def _shown_day(on: dt.date, kind: str, row: CalendarDay | None) -> Mapping[str, Any]:
    return {
        "on": on,
        "kind": kind,
        "name": name_text(row.name) if row else None,
        "source": source_text(row.source) if row else None,
    }


def _download(text: str, mimetype: str, name: str) -> Response:
    answer = Response(text, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def register(app: Flask) -> None:
    """Register the pages, and the words about deadlines that moved."""
    app.register_blueprint(deadlines)
    moved_terms.register(app)
