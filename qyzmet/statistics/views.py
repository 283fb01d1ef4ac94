"""The pages of the statistics, and each table as a file."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request

from qyzmet import context, rights
from qyzmet.deadlines.shown_deadline import present_all
from qyzmet.procedure.refusals import NotYours
from qyzmet.procedure.wording import name_of
from qyzmet.search import table_file
from qyzmet.statistics import figures, filters, late, numbers, scope
from qyzmet.statistics.chart import chart
from qyzmet.statistics.figures import Asked, Cell, Figure, Rule
from qyzmet.statistics.filters import StatisticsFilters
from qyzmet.statistics.scope import View
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, ROLE_TITLES, Party, Role
from qyzmet.web import formats
from qyzmet.web.paging import NumberedPage, Page, number_asked

statistics = Blueprint("statistics", __name__, url_prefix="/statistics")

PATH = "/statistics/"
PAGE = 50


@statistics.get("/")
def index() -> str:
    """All figures of what everybody may know of, or of what one's organisation takes part in."""
    actor = context.actor()
    asked = filters.read(request.args, actor)
    counted, narrowed = _counted(asked)
    found = figures.of(counted, narrowed)
    return render_template(
        "statistics/index.html",
        filters=asked,
        views=_views(asked) if scope.offered(actor) else [],
        years={str(each): str(each) for each in counted.years},
        organisations={each.bin: name_of(each) for each in narrowed.organisations.values()},
        sections=_sections(found),
        whole_href=asked.href(f"{PATH}all.csv"),
        oversees=rights.oversees(actor) != (),
        is_rule=lambda cell: isinstance(cell, Rule),
    )


@statistics.get("/<key>.csv")
def table(key: str) -> Response:
    """The table of one figure, or `all` for each step by organisation and year."""
    asked = filters.read(request.args, context.actor())
    counted, narrowed = _counted(asked)
    if key == "all":
        return _file(figures.everything(counted, narrowed))
    figure = next((each for each in figures.of(counted, narrowed) if each.key == key), None)
    return _file(figure) if figure is not None else abort(404)


@statistics.get("/late")
def who_is_late() -> str:
    """Who is late, and with what; what will be late within a week."""
    overseen = rights.oversees(context.actor())
    if overseen == ():
        raise NotYours(
            _("Who is late is seen by heads, in their own procedures, and by the integrator's people."),
            who_may=[_(ROLE_TITLES[Role.HEAD]), _(PARTY_TITLES[Party.INTEGRATOR])],
        )
    loads = late.loads(overseen)
    said = request.args.get("show", "")
    show = late.Show(said) if said in tuple(late.Show) else late.Show.LATE
    owner = next((each.organisation for each in loads if _is_asked(each)), None)
    those = [each for each in loads if owner is None or each.organisation is owner]
    counts = {"late": sum(each.late for each in those), "week": sum(each.week for each in those)}
    total = counts[show.value]
    number = number_asked(total, PAGE)
    terms = late.terms(overseen, show, owner.id if owner is not None else None, PAGE, (number - 1) * PAGE)
    return render_template(
        "statistics/late.html",
        loads=[(_owner(each), each) for each in loads],
        owner=owner,
        owner_name=name_of(owner),
        show=show.value,
        counts=counts,
        page=NumberedPage(present_all(terms), number, total, PAGE),
    )


def _is_asked(load: late.Load) -> bool:
    return load.organisation is not None and load.organisation.bin == request.args.get("organisation", "")


def _owner(load: late.Load) -> str:
    return name_of(load.organisation) or _(PARTY_TITLES[load.owner])


def _counted(asked: StatisticsFilters) -> tuple[numbers.Numbers, Asked]:
    counted = numbers.of(asked.scope)
    acted = {each.organisation for each in counted.steps if each.organisation is not None}
    named = filters.organisations(acted, asked.organisation)
    return counted, Asked(asked.year, asked.scope.organisation, named)


def _views(asked: StatisticsFilters) -> list[tuple[View, str, str]]:
    every = rights.counts_over(context.actor()) is None
    mine = _("All procedures") if every else _("My organisation's procedures")
    titles = {View.PUBLIC: _("What is public"), View.MINE: mine}
    return [(view, title, asked.href(PATH, view=view.value)) for view, title in titles.items()]


def _sections(found: Sequence[Figure]) -> list[dict[str, Any]]:
    titles = {
        "steps": _("How long steps took"),
        "who": _("Who acted in time"),
        "states": _("Where procedures stand"),
        "tenders": _("Bids and prices"),
        "services": _("The Catalogue"),
    }
    return [
        {"key": key, "title": title, "figures": [(each, chart(each.bars)) for each in found if each.section == key]}
        for key, title in titles.items()
        if any(each.section == key for each in found)
    ]


def _file(figure: Figure) -> Response:
    left = list(figure.rows)

    def read(size: int, _last: Sequence[Cell] | None) -> Page[Sequence[Cell]]:
        found = left[:size]
        del left[:size]
        return Page(list(found), more=bool(left))

    name = f"statistics-{figure.key}"
    return table_file.download(name, table_file.Form.CSV, figure.head, read, lambda row: [*map(_in_file, row)])


def _in_file(cell: Cell) -> table_file.Cell:
    return formats.cited(cell) if isinstance(cell, Rule) else cell


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(statistics)
