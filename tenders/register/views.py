"""The lists of tenders as pages and as a file: what everybody may see, and what is my organisation's, drafts too."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.search import table_file
from qyzmet.search.column_order import Place
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page

from ..rules.phases import Phase
from . import filters, order
from .filters import MECHANISMS_TENDERED, OBJECTS, VIEWS, TenderFilters, View
from .rows import TenderRow

PAGE = 20
PATH = "/tenders/"
# On the front page there are so many.
SHOWN_ON_FRONT = 5


@dataclass(frozen=True)
class Section:
    """Some of a list under a heading of its own, with where the rest of them is."""

    title: str
    rows: list[TenderRow]
    more_href: str | None = None


def index() -> ResponseReturnValue:
    """The list, a page at a time, the filters kept in every link."""
    actor = context.actor()
    asked = filters.read(request.args, actor)
    return render_template(
        "tenders/register/index.html",
        filters=asked,
        lists=_views(asked) if filters.has_own(actor) else [],
        phases=_tabs(asked),
        objects=OBJECTS,
        mechanisms=MECHANISMS_TENDERED,
        file_hrefs={form.value: asked.href(f"/tenders/list.{form}") for form in table_file.Form},
        feed_href=_public(asked, "/tenders/feed.atom"),
        dates_href=_public(asked, "/tenders/dates.ics"),
        follow_href=_follow(asked) if actor.known else None,
        may_start=rights.may_start_tender(actor) is not None,
        **_shown(asked),
    )


def _views(asked: TenderFilters) -> list[tuple[View, Any, str]]:
    # What is being prepared can only be looked for among one's own.
    leaving = {"phase": ""} if asked.phase is Phase.PREPARED else {}
    return [(view, title, asked.href(PATH, view=view.value, **leaving)) for view, title in VIEWS.items()]


def _tabs(asked: TenderFilters) -> list[tuple[str, str, str]]:
    every = [("", _("All"), asked.href(PATH, phase=""))]
    titles = filters.phases_of(asked.view).items()
    return every + [(phase.value, _(title), asked.href(PATH, phase=phase.value)) for phase, title in titles]


def _public(asked: TenderFilters, path: str) -> str:
    """Feeds hold what is public, whatever list leads to them."""
    leaving = {"phase": ""} if asked.phase is Phase.PREPARED else {}
    return asked.href(path, view="", **leaving)


def _follow(asked: TenderFilters) -> str:
    known = {name: asked.typed[name] for name in ("object", "mechanism", "customer") if name not in asked.errors}
    return TenderFilters(known).href("/tenders/following")


def _shown(asked: TenderFilters) -> dict[str, Any]:
    after = _after()
    if asked.view is View.PUBLIC and asked.phase is None:
        return _in_two(asked, after)
    page = order.in_order(context.actor(), asked, PAGE, after)
    return _with_pager(asked, after, page, [Section("", page.rows)])


def _in_two(asked: TenderFilters, after: Place | None) -> dict[str, Any]:
    """Everything: first what takes bids, by the soonest end, then the rest, the newest first and page by page."""
    sections = []
    if after is None:
        running = order.accepting(asked, PAGE)
        more = asked.href(PATH, phase=Phase.ACCEPTING.value) if running.more else None
        sections.append(Section(_("Accepting bids"), running.rows, more))
    rest = order.others(asked, PAGE, beyond=after)
    sections.append(Section(_("Other tenders"), rest.rows))
    return _with_pager(asked, after, rest, [section for section in sections if section.rows])


def _with_pager(
    asked: TenderFilters, after: Place | None, page: Page[TenderRow], sections: list[Section]
) -> dict[str, Any]:
    return {
        "sections": [section for section in sections if section.rows],
        "first_href": asked.href(PATH) if after is not None else None,
        "next_href": asked.href(PATH, after=_cursor(asked, page.rows[-1])) if page.more else None,
    }


def _cursor(asked: TenderFilters, row: TenderRow) -> str:
    if asked.view is View.MINE:
        return order.cursor_of((row.created_at, row.id))
    return order.cursor_of(order.place_of(row, order.order_of(asked)))


def _after() -> Place | None:
    """The place behind which the page begins; 404 for what is none."""
    cursor = request.args.get("after", "")
    try:
        return order.place_at(cursor) if cursor else None
    except ValueError:
        raise NotFound from None


def open_now() -> Page[TenderRow]:
    """The few tenders that take bids and end soonest, for the front page."""
    return order.accepting(TenderFilters(dict.fromkeys(filters.NAMES, "")), SHOWN_ON_FRONT)


def export(form: str) -> ResponseReturnValue:
    """The filtered list as a file for spreadsheets, in one order."""
    actor = context.actor()
    asked = filters.read(request.args, actor)

    def read(size: int, last: TenderRow | None) -> Page[TenderRow]:
        return order.in_order(actor, asked, size, _place(asked, last))

    head = [_("Number"), _("Name of the tender"), _("State"), _("Customer"), _("BIN of the customer")]
    head += [
        _("What is created"),
        _("Mechanism of creation"),
        _("Ceiling price of the lease"),
        _("Ceiling price of the IC service"),
    ]
    head += [_("Published"), _("Questions until"), _("Bids until"), _("Opening of the bids")]
    return table_file.download("tenders", table_file.Form(form), head, read, _cells)


def _place(asked: TenderFilters, row: TenderRow | None) -> Place | None:
    return None if row is None else order.place_at(_cursor(asked, row))


def _cells(row: TenderRow) -> table_file.Line:
    what = [OBJECTS.get(row.object, row.object), MECHANISMS_TENDERED.get(row.mechanism, row.mechanism)]
    prices = [row.ceiling_lease, row.ceiling_service]
    end = table_file.End.of
    times = [row.published_at, end(row.questions_until), end(row.accepts_until), row.opening_at]
    customer = [row.customer, table_file.Digits(row.customer_bin)]
    return [row.number, row.title, row.state_word, *customer, *map(str, what), *prices, *times]
