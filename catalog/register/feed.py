"""The services of a search as an Atom feed, the newest first, in the language of the address."""

import datetime as dt
from collections.abc import Sequence

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.feeds import atom
from qyzmet.procedure.models import Act
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.languages import LANGUAGES, chosen
from qyzmet.web.paging import whole_number

from . import filters, order
from .filters import Sort
from .rows import ServiceRow
from .views import FEED, PATH

ENTRIES = 50


def feed() -> ResponseReturnValue:
    """The newest of what is asked for; older ones behind its link `next`."""
    asked = filters.read(request.args)
    asked.sort = Sort.NEWEST
    if asked.errors:
        lines = [f"{name}: {text}" for name, text in asked.errors.items()]
        return Response("\n".join(lines) + "\n", 422, content_type="text/plain; charset=utf-8")
    after = request.args.get("after", "")
    if after and whole_number(after) is None:
        return Response(_("There is no such page of the feed"), 404, mimetype="text/plain")
    page = order.page(asked, ENTRIES, after=whole_number(after) if after else None)
    base = str(current_app.config["QYZMET"].base_url).rstrip("/")
    changes = _changes(page.rows)
    entries = [_entry(row, base, changes.get(row.id, row.entered_at)) for row in page.rows]
    following = str(page.rows[-1].id) if page.more else ""
    text = atom.feed(
        atom.Feed(
            id=base + asked.href(FEED, lang=chosen()),
            title=_("Qyzmet: Catalogue of IC services"),
            language=chosen(),
            updated=max((entry.updated for entry in entries), default=clock.at(dt.date(2022, 3, 31))),
            self_href=base + asked.href(FEED, lang=chosen(), after=after),
            page_href=base + asked.href(PATH, lang=chosen()),
            next_href=base + asked.href(FEED, lang=chosen(), after=following) if following else None,
            others={code: base + asked.href(FEED, lang=code) for code in LANGUAGES if code != chosen()},
            author=_("Qyzmet, Catalogue"),
        ),
        entries,
    )
    answer = Response(text, content_type="application/atom+xml; charset=utf-8")
    answer.add_etag()
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.make_conditional(request)
    return answer


def _changes(rows: Sequence[ServiceRow]) -> dict[int, dt.datetime]:
    """When each was last acted upon, by one query for all."""
    if not rows:
        return {}
    query = select(Act.procedure_id, func.max(Act.at)).where(Act.procedure_id.in_([row.id for row in rows]))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Act.procedure_id))}


def _entry(row: ServiceRow, base: str, changed: dt.datetime) -> atom.Entry:
    return atom.Entry(
        id=base + row.path,
        title=f"{row.number}: {row.name}",
        href=f"{base}{row.path}?lang={chosen()}",
        updated=changed,
        published=row.entered_at,
        author=row.customer,
        categories=[(row.state, row.state_word)],
        summary="\n".join(_said(row)),
    )


def _said(row: ServiceRow) -> list[str]:
    lines = [row.about] if row.about else []
    lines.append(_("State: %(state)s", state=row.state_word))
    if row.customer:
        lines.append(_("Customer: %(customer)s", customer=row.customer))
    if row.price_service is not None:
        price = formats.money(row.price_service, formats.language())
        lines.append(_("Price of the IC service: %(amount)s", amount=price))
    return lines
