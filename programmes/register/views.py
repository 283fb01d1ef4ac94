"""The register of programmes as a page and as files: for everybody, by words, kind, state, year and organisation.

Who writes drafts finds them here too.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.procedure.pages.loading import by_number
from qyzmet.search import lists, rows, table_file
from qyzmet.search.filters import LONGEST
from qyzmet.search.rows import Row
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page, first_of

from ...requests.request.choices import PROGRAMME_KINDS
from . import filters
from .filters import ProgrammeFilters

PAGE = 20
PATH = "/programmes/"


def index() -> ResponseReturnValue:
    """The list, a page at a time, the newest first; what is asked for kept in every link."""
    asked = filters.read(request.args)
    before = request.args.get("before", "")
    last_seen = by_number(before[:LONGEST], "programmes") if before else None
    if before and last_seen is None:
        raise NotFound
    page = _page(asked, PAGE, last_seen.id if last_seen is not None else None)
    return render_template(
        "programmes/index.html",
        filters=asked,
        rows=page.rows,
        kinds={key.value: title for key, title in PROGRAMME_KINDS.items()},
        states=filters.states(),
        may_start=rights.may_start_programme(context.actor()) is not None,
        first_href=asked.href(PATH) if before else None,
        next_href=asked.href(PATH, before=page.rows[-1].number) if page.more else None,
        file_hrefs={form.value: asked.href(f"{PATH}list.{form}") for form in table_file.Form},
    )


def _page(asked: ProgrammeFilters, size: int, beyond: int | None) -> Page[Row]:
    found = lists.statement_of(context.actor(), asked.query(), size + 1, beyond=beyond, more=asked.conditions)
    return first_of(rows.rows_of(found), size)


def export(form: str) -> ResponseReturnValue:
    """What is found as a file for spreadsheets."""
    asked = filters.read(request.args)
    head = [_("Number"), _("Name of the programme"), _("State body"), _("State"), _("In the register since")]

    def read(size: int, last: Row | None) -> Page[Row]:
        return _page(asked, size, last.id if last is not None else None)

    return table_file.download("programmes", table_file.Form(form), head, read, _cells)


def _cells(row: Row) -> table_file.Line:
    return [row.number, row.title, row.organisation, row.state_word, row.on]
