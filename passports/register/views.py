"""The public list of function passports, searched by words and by state body."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages.loading import by_number
from qyzmet.search import rows
from qyzmet.search.filters import LONGEST
from qyzmet.web import formats

from . import filters
from .filters import VIEWS, View

PAGE = 20
PATH = "/passports/"


def _names(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What each is called in the reader's language, with the language of the name; in another where it has none."""
    found = {}
    for each, data in db.session.execute(select(Procedure.id, Procedure.data).where(Procedure.id.in_(ids))):
        names = data.get("names") or {}
        order = (formats.language(), "kk", "ru", "en")
        found[each] = next(((str(names[key]), key) for key in order if names.get(key)), ("", formats.language()))
    return found


def index() -> ResponseReturnValue:
    """The list, a page at a time, the filters kept in every link."""
    actor = context.actor()
    asked = filters.read(request.args, actor)
    before = request.args.get("before", "")
    last_seen = by_number(before[:LONGEST], "passports") if before else None
    if before and last_seen is None:
        raise NotFound
    page = rows.page(actor, asked.query(actor), PAGE, before=last_seen.id if last_seen else None)
    shown = [view for view in VIEWS if view is not View.MINE or rights.works_in(actor)]
    return render_template(
        "passports/index.html",
        filters=asked,
        views=[(view, VIEWS[view], asked.href(PATH, view=view.value)) for view in shown],
        rows=page.rows,
        names=_names([row.id for row in page.rows]),
        may_start=rights.may_start_request(actor) is not None,
        first_href=asked.href(PATH) if before else None,
        next_href=asked.href(PATH, before=page.rows[-1].number) if page.more else None,
    )
