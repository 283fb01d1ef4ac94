"""The procedure for everybody to read: a diagram and a table, generated from the tables that the engine obeys."""

from flask import Blueprint, Flask, Response, abort, render_template
from flask_babel import gettext as _

from qyzmet.procedure import editions
from qyzmet.procedure.diagram import Diagram, draw
from qyzmet.procedure.house_rules import FIXED_RULES, HOUSE_RULES
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Edition
from qyzmet.procedure.pages.form_contents import text_of
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.table_in_words import in_words, without_term
from qyzmet.procedure.wording import in_force_words

procedure = Blueprint("procedure", __name__, url_prefix="/about")


def lengths(table: Table, edition: Edition) -> dict[str, int]:
    """The terms' working days under an edition and the house rules now in force, by key."""
    return {term.key: editions.working_days(term, edition.key) for term in table.terms}


@procedure.get("/procedure")
def words() -> str:
    """Every kind of procedure under the edition in force: diagram, moves, house rules."""
    edition = editions.current_edition()
    tables = [kind.tables[edition.data["tables"]] for kind in kinds().values()]
    house_rules = [(rule, editions.house_rule(rule.key, edition.key)) for rule in HOUSE_RULES.values()]
    return render_template(
        "procedure/words.html",
        edition=edition,
        has_lapsed=editions.has_lapsed(edition),
        procedures=[(table, in_words(table, lengths(table, edition)), draw(table)) for table in tables],
        days={table.kind: lengths(table, edition) for table in tables},
        without_term={table.kind: without_term(table) for table in tables},
        house_rules=house_rules,
        fixed_rules=FIXED_RULES,
    )


@procedure.get("/procedure/<kind>.svg")
def diagram(kind: str) -> Response:
    """A kind's diagram as a picture of its own, in the language of the page."""
    edition = editions.current_edition()
    found = kinds().get(kind)
    if found is None:
        abort(404)
    table = found.tables[edition.data["tables"]]
    return Response(svg(table, draw(table), lengths(table, edition)), mimetype="image/svg+xml")


def svg(table: Table, drawing: Diagram, days: dict[str, int]) -> str:
    """The picture as text; the documentation keeps the same one in English."""
    return render_template("procedure/diagram.svg", table=table, drawing=drawing, days=days, title=_(table.title))


def register(app: Flask) -> None:
    """Register the pages, and how templates write what a form holds."""
    app.register_blueprint(procedure)
    app.jinja_env.filters["in_words"] = text_of
    app.jinja_env.filters["in_force"] = in_force_words
