"""Writes the procedure into `docs/`, from the tables: `python -m qyzmet.procedure.about.documentation`.

Its pictures are those of the pages, in English, as `make diagrams` laid them out.

A test compares what stands there with what the tables say, so the two cannot drift apart.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app
from flask_babel import force_locale

from qyzmet.files import paths
from qyzmet.procedure.house_rules import FIXED_RULES, HOUSE_RULES
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.pictures import usual_way
from qyzmet.procedure.pictures.places import file_name, placed
from qyzmet.procedure.pictures.states_and_moves import graphs
from qyzmet.procedure.table import Procedure
from qyzmet.procedure.table_in_words import MoveWords, in_words, without_term

_HEAD = """# The procedure in words

Generated from the tables in the rooms' `procedure/` by `make docs`; do not edit.
The numbers are those of the edition {edition} and the defaults of the house rules.
"""


def files() -> dict[str, str]:
    """What should stand in `docs/`, by file name. Needs an application's context.

    Raises LookupError where a table has changed since its pictures were laid out.
    """
    with force_locale("en"):
        tables = [table for kind in kinds().values() for table in kind.tables.values()]
        pictures = [_pictures(table, key) for kind in kinds().values() for key, table in kind.tables.items()]
        pages = {"procedure.md": _page(tables, pictures)}
        pages |= {name: svg for drawn in pictures for name, svg in drawn.items()}
        steps = usual_way.in_words(tables, {table.kind: _lengths(table) for table in tables})
        svg = _macro("procedure/pictures/usual_way.svg", "usual_way")(usual_way.picture(steps), "The usual way")
        pages["procedure-usual-way.svg"] = f"{svg}\n"
    return pages


def _lengths(table: Procedure) -> dict[str, int]:
    return {
        term.key: HOUSE_RULES[key].default if (key := term.house_rule or term.setting) else term.working_days
        for term in table.terms
    }


def _macro(template: str, name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(current_app.jinja_env.get_template(template).module, name)
    return macro


def _pictures(table: Procedure, key: str) -> dict[str, str]:
    """A table's pictures by the names of their files, a stage each."""
    found = {}
    for place, graph in enumerate(graphs(table, _lengths(table))):
        picture = placed(graph, file_name(table.kind, key, "en", place))
        if picture is None:
            raise LookupError(f"The pictures of {table.kind} are out of date: make diagrams")
        svg = _macro("procedure/pictures/states_and_moves.svg", "picture")(picture, table.title, table.kind)
        found[f"procedure-{table.kind}{f'-{place + 1}' if place else ''}.svg"] = f"{svg}\n"
    return found


def _page(tables: list[Procedure], pictures: list[dict[str, str]]) -> str:
    parts = [_HEAD.format(edition=", ".join(sorted({table.edition for table in tables})))]
    parts.append("## The usual way\n\n![The usual way](procedure-usual-way.svg)\n")
    for table, drawn in zip(tables, pictures, strict=True):
        parts.append(f"## {table.title}\n")
        parts += [f"![{table.title}]({name})\n" for name in drawn]
        parts.append(
            "| step | who | from | to | terms | who is told | rule |\n| --- | --- | --- | --- | --- | --- | --- |"
        )
        parts += [_row(move) for move in in_words(table, _lengths(table))]
        parts += ["", *_without_term(table)]
    parts.append("## House rules\n\n| rule | what it says | default |\n| --- | --- | --- |")
    parts += [f"| {rule.key} | {rule.title} | {rule.default} |" for rule in HOUSE_RULES.values()]
    parts += [f"| {key} | {title} | – |" for key, title in FIXED_RULES.items()]
    return "\n".join(parts) + "\n"


def _without_term(table: Procedure) -> list[str]:
    """The states without a term, as a list; nothing where there is none."""
    found = [f"- {state}: {why}" for state, why in without_term(table)]
    return ["Where no term runs, or not always:", "", *found, ""] if found else []


def _row(move: MoveWords) -> str:
    terms = [f"starts: {term.title}, {term.length} ({term.owner}; {term.rule})" for term in move.starts]
    terms += [f"closes: {title}" for title in move.closes]
    terms += [f"stops: {title}" for title in move.stops]
    terms += [f"continues: {title}" for title in move.continues]
    cells = (
        f"{move.title} (`{move.action}`)" + (", binding" if move.binds else ""),
        move.who,
        move.from_,
        move.to,
        "; ".join(terms) or "–",
        move.told or "–",
        move.rule,
    )
    return "| " + " | ".join(cells) + " |"


def write(app: Flask, folder: Path) -> None:
    """Write the files anew."""
    with app.app_context():
        for name, text in files().items():
            (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from qyzmet.factory import create_app

    if not paths.IN_CHECKOUT:
        sys.exit("The documentation is written in a checkout only.")
    write(create_app(), paths.PACKAGE.parent / "docs")
