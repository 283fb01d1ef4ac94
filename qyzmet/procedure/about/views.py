"""The procedure for everybody to read: pictures, lists and tables, generated from the tables that the engine obeys."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, render_template, request

from qyzmet.procedure import editions, shown_version
from qyzmet.procedure.house_rules import FIXED_RULES, HOUSE_RULES
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Edition
from qyzmet.procedure.pages.form_contents import text_of
from qyzmet.procedure.pages.sections import place_on_page
from qyzmet.procedure.pictures import usual_way
from qyzmet.procedure.pictures.in_a_list import in_a_list
from qyzmet.procedure.pictures.places import Picture, file_name, placed
from qyzmet.procedure.pictures.states_and_moves import graphs
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.table_in_words import in_words, without_term
from qyzmet.procedure.wording import in_force_words, language
from qyzmet.translating import gettext as _
from qyzmet.web.paging import whole_number

procedure = Blueprint("procedure", __name__, url_prefix="/about")


@dataclass(frozen=True)
class Stage:
    """A picture of a stage; the words in it are those of today."""

    number: int
    title: str
    picture: Picture


def lengths(table: Table, edition: Edition) -> dict[str, int]:
    """The terms' working days under an edition and the house rules now in force, by key."""
    return {term.key: editions.working_days(term, edition.key) for term in table.terms}


def tables_of(edition: Edition) -> list[Table]:
    """Every kind's table under an edition."""
    return [kind.tables[edition.data["tables"]] for kind in kinds().values()]


def stages(table: Table, edition: Edition) -> list[Stage]:
    """The pictures of a table; none where it has changed since they were laid out (`make diagrams`)."""
    drawn = graphs(table, lengths(table, edition))
    names = [file_name(table.kind, edition.data["tables"], language(), place) for place in range(len(drawn))]
    pictures = [placed(graph, name) for graph, name in zip(drawn, names, strict=True)]
    found = [picture for picture in pictures if picture is not None]
    if len(found) < len(drawn):
        return []
    return [Stage(number, stage_title(table, number, len(found)), picture) for number, picture in enumerate(found, 1)]


def stage_title(table: Table, number: int, all_: int) -> str:
    """What a stage's picture is called."""
    if all_ == 1:
        return _(table.title)
    return _("%(title)s: picture %(number)s of %(all)s", title=_(table.title), number=number, all=all_)


@procedure.get("/procedure")
def words() -> str:
    """The usual way from a need to the Catalogue, and what holds of every procedure."""
    edition = editions.current_edition()
    tables = tables_of(edition)
    steps = usual_way.in_words(tables, {table.kind: lengths(table, edition) for table in tables})
    return _page("procedure/about/usual_way.html", edition, steps=steps, picture=usual_way.picture(steps))


@procedure.get("/procedure/house-rules")
def house_rules() -> str:
    """What the office decided where the Rules are silent, with the values now in force."""
    edition = editions.current_edition()
    values = [(rule, editions.house_rule(rule.key, edition.key)) for rule in HOUSE_RULES.values()]
    return _page("procedure/about/house_rules.html", edition, house_rules=values, fixed_rules=FIXED_RULES)


@procedure.get("/procedure/<kind>")
def of_kind(kind: str) -> str:
    """One kind of procedure: its states and moves as pictures and as a list, then every move in a table."""
    edition = editions.current_edition()
    table = _table(kind, edition)
    days = lengths(table, edition)
    return _page(
        "procedure/about/kind.html",
        edition,
        table=table,
        stages=stages(table, edition),
        states=in_a_list(table, days),
        moves=in_words(table, days),
        without_term=without_term(table),
    )


@procedure.get("/procedure/<kind>.svg")
def diagram(kind: str) -> Response:
    """A picture by itself, in the language of the page: the first one of a kind, or that of `?stage=`."""
    edition = editions.current_edition()
    drawn = stages(_table(kind, edition), edition)
    number = whole_number(request.args.get("stage", "1"))
    if number is None or not 1 <= number <= len(drawn):
        abort(404)
    svg = render_template("procedure/pictures/stage.svg", stage=drawn[number - 1])
    return Response(svg, mimetype="image/svg+xml")


def _table(kind: str, edition: Edition) -> Table:
    found = kinds().get(kind)
    if found is None:
        abort(404)
    return found.tables[edition.data["tables"]]


def _page(template: str, edition: Edition, **what: object) -> str:
    contents: Sequence[tuple[str, str]] = [(table.kind, table.title) for table in tables_of(edition)]
    return render_template(
        template, edition=edition, has_lapsed=editions.has_lapsed(edition), contents=contents, **what
    )


def register(app: Flask) -> None:
    """Register the pages, and how templates write what a form holds."""
    app.register_blueprint(procedure)
    shown_version.register(app)
    app.jinja_env.filters["in_words"] = text_of
    app.jinja_env.filters["place_on_page"] = place_on_page
    app.jinja_env.filters["in_force"] = in_force_words
