"""The lists of the room: what waits for me, what is my organisation's, all that I may see; filtered, and as a file."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.procedure.pages.loading import by_number
from qyzmet.search import rows, table_file
from qyzmet.search.filters import LONGEST, state_titles
from qyzmet.search.rows import Row
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Role
from qyzmet.web.paging import Page, whole_number

from .. import start
from . import filters, waiting, workload
from .filters import KINDS, TERMS, VIEWS, RequestFilters, View

PAGE = 20
PATH = "/requests/"


def index() -> ResponseReturnValue:
    """One of the three lists; a page at a time, the filters kept in every link."""
    actor = context.actor()
    asked = filters.read(request.args, _usual(actor))
    page_of = _waiting if asked.view is View.WAITS else _newest
    return render_template(
        "requests/lists/index.html",
        filters=asked,
        lists=[(view, title, asked.href(PATH, view=view.value)) for view, title in VIEWS.items()],
        kinds={name: KINDS[name] for name in filters.of_room()},
        states=state_titles((asked.kind,) if asked.kind else filters.of_room()),
        terms=TERMS,
        file_hrefs={form.value: asked.href(f"/requests/list.{form}") for form in table_file.Form},
        sees_load=workload.may_see(actor),
        starts=start.starts_of(actor),
        **page_of(actor, asked),
    )


def _usual(actor: Actor) -> View:
    """Who has nothing to do here themselves begins with what they may see."""
    works = any(m.role in (Role.HEAD, Role.SPECIALIST, Role.CLERK) for m in actor.memberships)
    return View.WAITS if works else View.ALL


def _newest(actor: Actor, asked: RequestFilters) -> dict[str, object]:
    before = request.args.get("before", "")
    last_seen = by_number(before[:LONGEST], "requests") if before else None
    if before and last_seen is None:
        raise NotFound
    page = rows.page(actor, asked.query(actor), PAGE, before=last_seen.id if last_seen else None)
    return {
        "rows": page.rows,
        "drafts": [],
        "first_href": asked.href(PATH) if before else None,
        "next_href": asked.href(PATH, before=page.rows[-1].number) if page.more else None,
    }


def _waiting(actor: Actor, asked: RequestFilters) -> dict[str, object]:
    after = whole_number(request.args.get("after", ""))
    # Whoever owes the term takes part in it.
    wanted = asked.query(actor)
    page = waiting.terms(actor, wanted, PAGE, after=after)
    drafts = waiting.drafts(actor, wanted, PAGE) if after is None else Page[Row]([], more=False)
    last = page.rows[-1].due if page.rows else None
    return {
        "rows": page.rows,
        "drafts": drafts.rows,
        "more_drafts_href": asked.href(PATH, view=View.MINE.value, state="draft") if drafts.more else None,
        "first_href": asked.href(PATH) if after is not None else None,
        "next_href": asked.href(PATH, after=str(last.id)) if page.more and last is not None else None,
    }


def export(form: str) -> ResponseReturnValue:
    """The filtered list as a file for spreadsheets, the newest first; what only waits for me stands in it too."""
    actor = context.actor()
    asked = filters.read(request.args, _usual(actor))
    if asked.view is View.WAITS:
        asked = replace(asked, view=View.MINE)
    wanted = asked.query(actor)
    head = [_("Number"), _("Kind"), _("Name of the function"), _("State"), _("Organisation"), _("Date")]
    return table_file.download(
        "requests",
        table_file.Form(form),
        [*head, _("Term"), _("Last day")],
        lambda size, last: rows.page(actor, wanted, size, before=last.id if last else None),
        _cells,
    )


def _cells(row: Row) -> table_file.Line:
    on = clock.almaty(row.on).date()
    due = [None, None] if row.due is None else [row.due.term_text, row.due.due_on]
    return [row.number, str(KINDS[row.kind]), row.title, row.state_word, row.organisation, on, *due]
