"""The counting of a ranking in words, with exact numbers: whoever reads it can count on and comes to the same."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qyzmet.sentences import wording
from qyzmet.sentences.sentence import PLACES, Fact, Said, exact, rounded
from qyzmet.web import formats


def text_of(said: Said) -> str:
    """A step in the language of the page, its numbers without loss."""
    return wording.text_of(replace(said, facts={name: _exactly(value) for name, value in said.facts.items()}))


def number(value: Fraction) -> str:
    """An exact number: 4.5 where that is all of it, else 13/3 with what it comes to."""
    written = exact(value)
    if "/" not in written:
        return formats.number(Decimal(written), formats.language())
    return f"{written} ≈ {formats.number(rounded(value), formats.language(), PLACES)}"


def _exactly(value: Fact) -> Fact:
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, tuple):
        return " + ".join(map(number, value))
    return value
