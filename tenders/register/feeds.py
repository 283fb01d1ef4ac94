"""What is published of tenders for other programs: an Atom feed (RFC 4287) and their dates as a calendar (RFC 5545).

Both hold what everybody may see, by the filters of the list, in the language of the address.
"""

import datetime as dt
from collections.abc import Sequence

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event

from qyzmet import clock
from qyzmet.context import NOBODY
from qyzmet.feeds import atom
from qyzmet.feeds.calendar import HALF_HOUR, event
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.languages import LANGUAGES, chosen

from ...deadlines.feed import calendar_called
from . import filters, order
from .filters import TenderFilters
from .order import NEWEST
from .rows import TenderRow

FEED, DATES = "/tenders/feed.atom", "/tenders/dates.ics"
ENTRIES = 50
# Of so many tenders the dates stand in a calendar.
MOST_TENDERS = 300
_OPENING = "opening"


def feed() -> ResponseReturnValue:
    """The newest tenders of the filtered list as a feed; older ones behind its link `next`."""
    asked = filters.read(request.args, NOBODY)
    if asked.errors:
        return _refused(asked)
    try:
        after = request.args.get("after", "")
        beyond = order.place_at(after) if after else None
    except ValueError:
        return Response(_("There is no such page of the feed"), 404, mimetype="text/plain")
    page = order.public(asked, NEWEST, ENTRIES, beyond=beyond)
    following = order.cursor_of(order.place_of(page.rows[-1], NEWEST)) if page.more else ""
    base = _base_url()
    entries = [_entry(row, base, changed) for row, changed in order.with_changes(page.rows)]
    text = atom.feed(
        atom.Feed(
            id=base + asked.href(FEED, lang=chosen()),
            title=_("Qyzmet: tenders"),
            language=chosen(),
            updated=max((entry.updated for entry in entries), default=clock.at(dt.date(2022, 3, 31))),
            self_href=base + asked.href(FEED, lang=chosen(), after=after),
            page_href=base + asked.href("/tenders/", lang=chosen()),
            next_href=base + asked.href(FEED, lang=chosen(), after=following) if following else None,
            others={code: base + asked.href(FEED, lang=code) for code in LANGUAGES if code != chosen()},
            author=_("Qyzmet, register of tenders"),
        ),
        entries,
    )
    return _conditional(Response(text, content_type="application/atom+xml; charset=utf-8"))


def _entry(row: TenderRow, base: str, changed: dt.datetime) -> atom.Entry:
    return atom.Entry(
        id=base + row.path,
        title=f"{row.number}: {row.title}",
        href=f"{base}{row.path}?lang={chosen()}",
        updated=changed,
        published=row.published_at,
        author=row.customer,
        categories=[(row.phase.value, row.state_word), *([(row.object, _what(row))] if row.object else [])],
        summary="\n".join(_said(row)),
    )


def _what(row: TenderRow) -> str:
    return str(filters.OBJECTS.get(row.object, row.object))


def _said(row: TenderRow) -> list[str]:
    """The row of the list in lines."""
    lines = [_("State: %(state)s", state=row.state_word)]
    if row.accepts_until is not None and row.last_day is not None:
        lines.append(_("Bids: %(until)s", until=formats.until(row.last_day, row.accepts_until)))
    if row.customer:
        lines.append(_("Customer: %(customer)s", customer=row.customer))
    if row.object:
        lines.append(_("What is created: %(object)s", object=_what(row)))
    for amount, text in (
        (row.ceiling_service, _("Ceiling price of the IC service: %(amount)s")),
        (row.ceiling_lease, _("Ceiling price of the lease: %(amount)s")),
    ):
        if amount is not None:
            lines.append(text % {"amount": formats.money(amount, formats.language())})
    return [*lines, *([row.purpose] if row.purpose else [])]


def dates() -> ResponseReturnValue:
    """When questions and bids of the filtered list end and when they are opened, for a calendar program."""
    asked = filters.read(request.args, NOBODY)
    if asked.errors:
        return _refused(asked)
    page = order.public(asked, order.order_of(asked), MOST_TENDERS, beyond=None)
    text = as_ics(page.rows, _("Qyzmet: dates of tenders"), _base_url(), clock.now())
    return Response(text, content_type="text/calendar; charset=utf-8")


def as_ics(rows: Sequence[TenderRow], name: str, base: str, stamp: dt.datetime) -> bytes:
    """The dates of these tenders as events, in the current language; `stamp` is when this was so."""
    calendar: Calendar = calendar_called(name, "Tenders")
    for row in rows:
        for key, title, at in (
            ("questions", _("questions until"), row.questions_until),
            ("paper", _("paper and carriers until"), row.paper_until),
            ("bids", _("bids until"), row.accepts_until),
            (_OPENING, _("opening of the bids"), row.opening_at),
        ):
            if at is not None:
                calendar.add_component(_event(row, key, title, at, base, stamp))
    return bytes(calendar.to_ical())


def _event(row: TenderRow, key: str, title: str, at: dt.datetime, base: str, stamp: dt.datetime) -> Event:
    if key == _OPENING:
        when = f"{title}: {formats.instant(at, formats.language())}"
    else:
        when = formats.until(clock.almaty(at - HALF_HOUR).date(), at)
    return event(
        row.number,
        key,
        at,
        begins=key == _OPENING,
        summary=f"{row.number}: {title} – {row.title}",
        description="\n".join([when, *_said(row)]),
        url=base + row.path,
        stamp=stamp,
    )


def _refused(asked: TenderFilters) -> Response:
    """A program shows no form: what could not be understood is said in plain text."""
    lines = [f"{name}: {text}" for name, text in asked.errors.items()]
    return Response("\n".join(lines) + "\n", 422, content_type="text/plain; charset=utf-8")


def _conditional(answer: Response) -> Response:
    """Readers ask every few minutes: who has this already is told so alone."""
    answer.add_etag()
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.make_conditional(request)
    return answer


def _base_url() -> str:
    return str(current_app.config["QYZMET"].base_url).rstrip("/")
