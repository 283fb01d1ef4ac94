"""The public register of running procedures as an Atom feed (RFC 4287), by the list's filters: what changed last."""

import datetime as dt

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from qyzmet import clock
from qyzmet.feeds import atom
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.languages import LANGUAGES, chosen

from ...tenders.register import order
from . import filters, rows
from .filters import Sort
from .rows import PATH, NeedRow

FEED = f"{PATH}feed.atom"
ENTRIES = 50


def feed() -> ResponseReturnValue:
    """The newest changes of the filtered list, in the language of the address; older ones behind its link `next`."""
    asked = filters.read({**request.args, "sort": Sort.CHANGED})
    if asked.errors:
        lines = [f"{name}: {text}" for name, text in asked.errors.items()]
        return Response("\n".join(lines) + "\n", 422, content_type="text/plain; charset=utf-8")
    after = request.args.get("after", "")
    try:
        beyond = order.place_at(after) if after else None
    except ValueError:
        return Response(_("There is no such page of the feed"), 404, mimetype="text/plain")
    page = rows.page(asked, ENTRIES, beyond=beyond)
    following = order.cursor_of(rows.place_of(asked, page.rows[-1])) if page.more else ""
    base = str(current_app.config["QYZMET"].base_url).rstrip("/")
    entries = [_entry(row, base) for row in page.rows]
    text = atom.feed(
        atom.Feed(
            id=base + asked.href(FEED, lang=chosen(), sort=""),
            title=_("Qyzmet: procedures under way"),
            language=chosen(),
            updated=max((entry.updated for entry in entries), default=clock.at(dt.date(2022, 3, 31))),
            self_href=base + asked.href(FEED, lang=chosen(), after=after, sort=""),
            page_href=base + asked.href(PATH, lang=chosen()),
            next_href=base + asked.href(FEED, lang=chosen(), after=following, sort="") if following else None,
            others={code: base + asked.href(FEED, lang=code, sort="") for code in LANGUAGES if code != chosen()},
            author=_("Qyzmet, register of running procedures"),
        ),
        entries,
    )
    answer = Response(text, content_type="application/atom+xml; charset=utf-8")
    answer.add_etag()
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.make_conditional(request)
    return answer


def _entry(row: NeedRow, base: str) -> atom.Entry:
    return atom.Entry(
        id=base + row.path,
        title=f"{row.number}: {row.title}",
        href=f"{base}{row.path}?lang={chosen()}",
        updated=row.since,
        published=row.agreed_at,
        author=row.body,
        categories=[(row.stage.value, row.stage_word)],
        summary="\n".join(_said(row)),
    )


def _said(row: NeedRow) -> list[str]:
    """The row of the list in lines."""
    lines = [_("State: %(state)s", state=row.stage_word)]
    if row.body:
        lines.append(_("State body: %(name)s", name=row.body))
    if row.develops:
        lines.append(_("development of %(number)s", number=row.develops))
    if row.due is not None:
        until = formats.until(row.due.due_on, row.due.due_at)
        lines.append(f"{row.due.term_text}: {until} · {formats.rule(row.due.rule, formats.language())}")
    return lines
