"""What a rule says to people, as data: a text that whoever shows it translates, with the values it speaks of.

Rules know neither languages nor pages. `facts` hold money as Decimal, exact numbers as Fraction, days as date,
instants as datetime, and words that are translated themselves as `Word`; whoever shows the text writes each in the
reader's manner.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

PLACES = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word within a text that is translated too."""

    text: str


Fact = str | int | Decimal | Fraction | dt.date | dt.datetime | Word | tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its msgid, the values it speaks of, the paragraph it rests on, the place in the body if any."""

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rule: str | None = None
    path: str | None = None


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """A number for showing, to so many places, a half to the even neighbour (as ROUND_HALF_EVEN)."""
    # A fraction rounds itself to a whole number exactly, a half to the even one; writing it as a Decimal loses nothing.
    return Decimal(f"{round(value * 10**places)}E-{places}")


def exact(value: Fraction) -> str:
    """A number without loss, so that anybody can count on: 4.5 where that is all of it, else 13/3."""
    left = value.denominator
    twos = fives = 0
    while left % 2 == 0:
        left, twos = left // 2, twos + 1
    while left % 5 == 0:
        left, fives = left // 5, fives + 1
    if left != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
