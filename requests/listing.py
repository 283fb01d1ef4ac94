"""The list of requests, proposals and design assignments: what waits, what is one's own, what one may see; filtered."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.procedure.pages.loading import by_number
from qyzmet.search import rows
from qyzmet.search.rows import Row
from qyzmet.web import my_work

from . import load, starting
from .list_filters import KINDS, VIEWS, ListForm, View, asked, read

PAGE = 20
# A file of more rows is no list that somebody reads; the rest is found by narrowing the filters.
MOST_IN_FILE, AT_ONCE = 10_000, 500


def index() -> ResponseReturnValue:
    """The list, newest first, a page at a time; what waits for me by its term."""
    actor = context.actor()
    form = read(request.args)
    narrowed = bool(_kept(form) or request.args.get("before"))
    view = View(form.view.data or (View.ALL if narrowed else View.WAITS))
    valid = form.validate()
    work = my_work.of(actor) if view is View.WAITS else None
    page = rows.page(actor, asked(actor, view, form), PAGE, before=_before()) if valid and work is None else None
    shown = render_template(
        "requests/index.html",
        form=form,
        view=view,
        views=[(each, VIEW_TITLES(each), _href({"view": each.value})) for each in VIEWS],
        work=work,
        rows=page.rows if page else [],
        first_href=_href({**_kept(form), "view": view.value}) if request.args.get("before") else None,
        next_href=_href({**_kept(form), "view": view.value, "before": page.rows[-1].number})
        if page and page.more
        else None,
        file_href=f"/requests/list.csv?{urlencode({**_kept(form), 'view': view.value})}"
        if page and page.rows
        else None,
        filtered=bool(_kept(form)),
        starts=starting.starts_of(actor),
        may_see_load=load.may_see(actor),
    )
    return shown, 200 if valid else 422


def VIEW_TITLES(view: View) -> str:  # noqa: N802 - read like a table; the words depend on the page's language.
    """What a view is called."""
    return {View.WAITS: _("Waits for me"), View.MINE: _("My organisation"), View.ALL: _("All I may see")}[view]


def _before() -> int | None:
    """The row behind which the page begins. Raises NotFound for one that the caller may not know of."""
    number = request.args.get("before", "")
    if not number:
        return None
    last = by_number(number, "requests")
    if last is None:
        raise NotFound
    return int(last.id)


def _kept(form: ListForm) -> dict[str, str]:
    """What the filters say, for the links of the page; nothing is lost by turning it."""
    return {
        field.short_name: text
        for field in form
        if field.short_name != "view" and (text := str(request.args.get(field.short_name, "")).strip())
    }


def _href(query: dict[str, str]) -> str:
    return f"/requests/?{urlencode(query)}"


def as_file() -> Response:
    """The same as CSV, by the same filters; 422 where they are not right."""
    actor = context.actor()
    form = read(request.args)
    view = View(form.view.data or View.ALL)
    if not form.validate():
        return Response(_("The list cannot be asked for like this."), status=422, mimetype="text/plain")
    wanted = asked(actor, View.ALL if view is View.WAITS else view, form)
    answer = Response(stream_with_context(_lines(actor, wanted)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=requests.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(actor: Actor, wanted: Any) -> Iterator[str]:
    # A mark by which spreadsheets know that it is UTF-8.
    yield "\ufeff" + _line(
        [
            _("Number"),
            _("Kind"),
            _("State"),
            _("Title"),
            _("Organisation"),
            _("Submitted or begun"),
            _("Term"),
            _("Last day"),
            _("Rule"),
        ]
    )
    before, given = None, 0
    while given < MOST_IN_FILE:
        page = rows.page(actor, wanted, min(AT_ONCE, MOST_IN_FILE - given), before=before)
        yield from (_line(_cells(row)) for row in page.rows)
        given += len(page.rows)
        if not page.more:
            return
        before = page.rows[-1].id


def _cells(row: Row) -> list[str]:
    due = row.due
    return [
        row.number,
        str(KINDS.get(row.kind, row.kind)),
        row.state_word,
        row.title,
        row.organisation,
        row.on.date().isoformat(),
        due.term_text if due else "",
        due.due_on.isoformat() if due else "",
        due.rule if due else "",
    ]


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    # A cell that begins like a formula would be carried out by a spreadsheet.
    csv.writer(line).writerow([f"'{cell}" if cell[:1] in tuple("=+-@\t\r") else cell for cell in cells])
    return line.getvalue()
