"""Pieces of pages that were written before from the very same values: a row of a list, a term, a design assignment.

What is kept: what a macro writes, by the values that it is written from and the language, in this process. For whom:
whoever may read the values; who may not never has them, and so never asks for the piece. Until when: a piece says
nothing but its values, so other values are another piece and none grows old; room is made for new ones.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from flask import Flask, current_app
from markupsafe import Markup

from qyzmet import translating
from qyzmet.web import rule_marks
from qyzmet.web.kept.memory import Kept

MOST_BYTES = 16 * 1024 * 1024
# What a piece takes besides its text: its key with the values.
_KEY_BYTES = 2_000
_NAME = "qyzmet_kept_pieces"


@dataclass(frozen=True)
class Piece:
    """What a macro wrote, and the rules that it has marks of: the page explains them at its end."""

    text: Markup
    rules: tuple[str, ...]


def piece(template: str, macro: str, told_by: Hashable, *given: object) -> Markup:
    """What the template's macro writes when given these. `told_by` decides all that it writes, but the language.

    The macro asks nothing of the page around it. Where `told_by` cannot be compared the piece is written anew.
    """
    try:
        key = (template, macro, translating.language(), type(told_by), told_by)
        found = _kept().find(key)
    except TypeError:
        return _written(template, macro, given).text
    if found is None:
        found = _written(template, macro, given)
        _kept().keep(key, found, 2 * len(found.text) + _KEY_BYTES)
    else:
        rule_marks.note(found.rules)
    return found.text


def _written(template: str, macro: str, given: tuple[object, ...]) -> Piece:
    write = getattr(current_app.jinja_env.get_template(template).module, macro)
    with rule_marks.noting() as rules:
        text = Markup(write(*given))  # noqa: S704 - a macro has escaped what it writes.
    return Piece(text, tuple(rules))


def _kept() -> Kept[Piece]:
    if _NAME not in current_app.extensions:
        current_app.extensions[_NAME] = Kept[Piece](MOST_BYTES)
    kept: Kept[Piece] = current_app.extensions[_NAME]
    return kept


def register(app: Flask) -> None:
    """Give the templates `piece`."""
    app.jinja_env.globals["piece"] = piece
