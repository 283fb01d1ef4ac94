"""The public register of running procedures as pages, files and a feed: anybody sees where a need stands (¶ 13 on)."""

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet.search import table_file
from qyzmet.search.column_order import Place
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page

from ...tenders.register import order
from . import feed, filters, page, rows
from .rows import PATH, NeedRow

PAGE = 20
blueprint = Blueprint("under_way", __name__, url_prefix="/under-way")


@blueprint.get("/")
def index() -> str:
    """The register, a page at a time, the filters kept in every link."""
    asked = filters.read(request.args)
    after = _after()
    found = rows.page(asked, PAGE, beyond=after)
    following = order.cursor_of(rows.place_of(asked, found.rows[-1])) if found.more else ""
    return render_template(
        "catalog/under_way/index.html",
        filters=asked,
        views=[(view, title, asked.href(PATH, view=view.value, state="")) for view, title in filters.VIEWS.items()],
        rows=found.rows,
        stages=filters.stages(),
        years=filters.years(),
        sorts=filters.SORTS,
        first_href=asked.href(PATH) if after is not None else None,
        next_href=asked.href(PATH, after=following) if following else None,
        file_hrefs={form.value: asked.href(f"{PATH}list.{form}") for form in table_file.Form},
        feed_href=asked.href(feed.FEED, sort=""),
    )


def _after() -> Place | None:
    """The place behind which the page begins; 404 for what is none."""
    cursor = request.args.get("after", "")
    try:
        return order.place_at(cursor) if cursor else None
    except ValueError:
        raise NotFound from None


@blueprint.get("/list.<any(csv, xlsx):form>")
def list_file(form: str) -> ResponseReturnValue:
    """The filtered list as a file for spreadsheets, in its order."""
    asked = filters.read(request.args)

    def read(size: int, last: NeedRow | None) -> Page[NeedRow]:
        return rows.page(asked, size, beyond=rows.place_of(asked, last) if last is not None else None)

    head = [_("Number"), _("Name of the function"), _("State body"), _("BIN of the state body"), _("State")]
    head += [_("In this state since"), _("Agreed on"), _("What is due next"), _("Until"), _("Paragraph"), _("Develops")]
    return table_file.download("under-way", table_file.Form(form), head, read, _cells)


def _cells(row: NeedRow) -> table_file.Line:
    due = row.due
    until = table_file.End.of(due.due_at) if due is not None else None
    what, rule = (due.term_text, due.rule) if due is not None else ("", "")
    body = [row.body, table_file.Digits(row.body_bin)]
    return [row.number, row.title, *body, row.stage_word, row.since, row.agreed_at, what, until, rule, row.develops]


@blueprint.get("/feed.atom")
def atom_feed() -> ResponseReturnValue:
    """What has changed last."""
    return feed.feed()


@blueprint.get("/<number>")
def show(number: str) -> str:
    """Where one need stands. What is not in the register is 404, whether there is such a procedure or not."""
    shown = page.of(number)
    if shown is None:
        raise NotFound
    return render_template("catalog/under_way/show.html", need=shown)


def register(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(blueprint)
