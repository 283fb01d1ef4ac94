"""Sorting by the Kazakh alphabet and finding regardless of capitals, alike on both databases."""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from qyzmet import look_alikes

# Ә, Ғ, Қ, Ң, Ө, Ұ, Ү, Һ and І stand beside their neighbours, not after Я as by their code points.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES = {letter: place for place, letter in enumerate(ALPHABET, start=1)}
# Digits and Latin letters come before Cyrillic ones, as in the directories of Kazakhstan.
_CYRILLIC = 0x400
LONGEST_SEARCH = 200
LONGEST_SORTED = 100
_LAST_SORTED = 0xD7FF


def kazakh_key(text: str) -> tuple[int, ...]:
    """What to sort a text by: the letters' places in the Kazakh alphabet, capitals and small letters alike."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return tuple(_CYRILLIC + _PLACES[c] if c in _PLACES else _other(c) for c in folded)


def kazakh_order(text: str) -> str:
    """The same as a text that a column keeps and both databases sort by its bytes."""
    # Beyond stand letters that no name here is sorted by, and halves of letters, which are no text.
    return "".join(chr(min(code, _LAST_SORTED)) for code in kazakh_key(text[:LONGEST_SORTED]))


def _other(character: str) -> int:
    # A letter of another Cyrillic alphabet goes after the Kazakh ones.
    code = ord(character)
    return code if code < _CYRILLIC else code + len(ALPHABET) + 1


class folded(GenericFunction[str]):  # noqa: N801 - written in queries as a function.
    """A text column as `look_alikes.alike` makes it: capitals small, Cyrillic ones too, and look-alikes one letter."""

    type = Text()
    inherit_cache = True


@compiles(folded, "sqlite")
def _fold_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"fold({compiler.process(element.clauses, **options)})"


@compiles(folded, "postgresql")
def _fold_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    # A database with the locale C folds no Cyrillic by itself. The two texts are letters alone, without quotes.
    small = f'lower(normalize(({compiler.process(element.clauses, **options)}), NFKC) COLLATE "und-x-icu")'
    letters, others = look_alikes.alike_in_sql()
    return f"translate({small}, '{letters}', '{others}')"


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """The condition that one of the columns holds the text, however it is typed; LIKE's marks mean nothing."""
    wanted = look_alikes.alike(text.strip()[:LONGEST_SEARCH]).replace("\0", "")
    return or_(*(folded(column).contains(wanted, autoescape=True) for column in columns))
