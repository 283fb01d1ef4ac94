"""The lists of tenders as pages and as a file: what everybody may see, and what is my organisation's, drafts too."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from qyzmet import clock, context, rights
from qyzmet.search import as_file
from qyzmet.search.ordered import Place

from ..rules.phases import Phase
from . import order, query
from .query import MECHANISMS_TENDERED, OBJECTS, VIEWS, Filters, View
from .rows import Listed

PAGE = 20
PATH = "/tenders/"
# On the front page there are so many.
SHOWN_ON_FRONT = 5
# A file holds so many rows at most, and is read in pieces of so many.
MOST_EXPORTED, PIECE = 10_000, 500


@dataclass(frozen=True)
class Section:
    """Some of a list under a heading of its own, with where the rest of them is."""

    title: str
    rows: list[Listed]
    more_href: str | None = None


def index() -> ResponseReturnValue:
    """The list, a page at a time, the filters kept in every link."""
    actor = context.actor()
    filters = query.read(request.args, actor)
    return render_template(
        "tenders/register/index.html",
        filters=filters,
        views=_views(filters) if query.has_own(actor) else [],
        phases=_tabs(filters),
        objects=OBJECTS,
        mechanisms=MECHANISMS_TENDERED,
        csv_href=filters.href("/tenders/list.csv"),
        feed_href=_public(filters, "/tenders/feed.atom"),
        dates_href=_public(filters, "/tenders/dates.ics"),
        follow_href=_follow(filters) if actor.known else None,
        may_start=rights.may_start_tender(actor) is not None,
        **_shown(filters),
    )


def _views(filters: Filters) -> list[tuple[View, Any, str]]:
    # What is being prepared can only be looked for among one's own.
    leaving = {"phase": ""} if filters.phase is Phase.PREPARED else {}
    return [(view, title, filters.href(PATH, view=view.value, **leaving)) for view, title in VIEWS.items()]


def _tabs(filters: Filters) -> list[tuple[str, str, str]]:
    every = [("", _("All"), filters.href(PATH, phase=""))]
    titles = query.phases_of(filters.view).items()
    return every + [(phase.value, _(title), filters.href(PATH, phase=phase.value)) for phase, title in titles]


def _public(filters: Filters, path: str) -> str:
    """Feeds hold what is public, whatever list leads to them."""
    leaving = {"phase": ""} if filters.phase is Phase.PREPARED else {}
    return filters.href(path, view="", **leaving)


def _follow(filters: Filters) -> str:
    known = {name: filters.typed[name] for name in ("object", "mechanism", "customer") if name not in filters.errors}
    return Filters(known).href("/tenders/following")


def _shown(filters: Filters) -> dict[str, Any]:
    after = _after()
    if filters.view is View.PUBLIC and filters.phase is None:
        return _in_two(filters, after)
    page = order.in_order(context.actor(), filters, PAGE, after)
    return _with_pager(filters, after, page, [Section("", page.rows)])


def _in_two(filters: Filters, after: Place | None) -> dict[str, Any]:
    """Everything: first what takes bids, by the soonest end, then the rest, the newest first and page by page."""
    sections = []
    if after is None:
        running = order.accepting(filters, PAGE)
        more = filters.href(PATH, phase=Phase.ACCEPTING.value) if running.more else None
        sections.append(Section(_("Accepting bids"), running.rows, more))
    rest = order.others(filters, PAGE, beyond=after)
    sections.append(Section(_("Other tenders"), rest.rows))
    return _with_pager(filters, after, rest, [section for section in sections if section.rows])


def _with_pager(filters: Filters, after: Place | None, page: order.Page, sections: list[Section]) -> dict[str, Any]:
    return {
        "sections": [section for section in sections if section.rows],
        "first_href": filters.href(PATH) if after is not None else None,
        "next_href": filters.href(PATH, after=_cursor(filters, page.rows[-1])) if page.more else None,
    }


def _cursor(filters: Filters, row: Listed) -> str:
    if filters.view is View.MINE:
        return order.cursor_of((row.created_at, row.id))
    return order.cursor_of(order.place_of(row, order.along_of(filters)))


def _after() -> Place | None:
    """The place behind which the page begins; 404 for what is none."""
    cursor = request.args.get("after", "")
    try:
        return order.place_at(cursor) if cursor else None
    except ValueError:
        raise NotFound from None


def open_now() -> order.Page:
    """The few tenders that take bids and end soonest, for the front page."""
    return order.accepting(Filters(dict.fromkeys(query.NAMES, "")), SHOWN_ON_FRONT)


def export() -> ResponseReturnValue:
    """The filtered list as a file for spreadsheets, in one order."""
    actor = context.actor()
    filters = query.read(request.args, actor)

    def read(size: int, last: Listed | None) -> order.Page:
        return order.in_order(actor, filters, size, _place(filters, last))

    head = [_("Number"), _("Name of the tender"), _("State"), _("Customer"), _("BIN of the customer")]
    head += [
        _("What is created"),
        _("Mechanism of creation"),
        _("Ceiling price of the lease"),
        _("Ceiling price of the IC service"),
    ]
    head += [_("Published"), _("Questions until"), _("Bids until"), _("Opening of the bids")]
    return as_file.download("tenders.csv", head, read, _cells, most=MOST_EXPORTED, piece=PIECE)


def _place(filters: Filters, row: Listed | None) -> Place | None:
    return None if row is None else order.place_at(_cursor(filters, row))


def _cells(row: Listed) -> list[str]:
    what = [OBJECTS.get(row.object, row.object), MECHANISMS_TENDERED.get(row.mechanism, row.mechanism)]
    prices = ["" if amount is None else str(amount) for amount in (row.ceiling_lease, row.ceiling_service)]
    instants = (row.published_at, row.questions_until, row.accepts_until, row.opening_at)
    times = ["" if at is None else clock.almaty(at).isoformat(sep=" ", timespec="minutes") for at in instants]
    return [row.number, row.title, row.state_word, row.customer, row.customer_bin, *map(str, what), *prices, *times]
