"""A picture of bars, laid out: its words at their natural size, its bars as wide as there is room. Pure.

Widths are percents of the picture, so that it fits a phone and a sheet of paper without its words becoming smaller;
heights are units of text.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

# The longest bar leaves room for the words behind it.
WIDEST = Decimal(60)
# What a line of words takes in height, a bar, and the room below it.
LINE, BAR, GAP = 19, 16, 14
# So many letters of a name stand in a line, by what a phone has room for.
LETTERS = 38


@dataclass(frozen=True)
class Bar:
    """What one bar shows: its length and that of its mark as shares of the longest, and the words behind it."""

    label: str
    share: Decimal
    text: str
    mark: Decimal | None = None
    # What it is made up of, one behind the other, as shares of the longest bar.
    parts: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A bar in its place: the lines above it with where they stand, its own top and widths."""

    lines: tuple[tuple[int, str], ...]
    top: int
    width: Decimal
    text: str
    text_at: Decimal
    mark: Decimal | None
    # Where each part begins and how wide it is.
    parts: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True)
class Chart:
    """The picture: how high it is, its bars, and what it says to whoever does not see it."""

    height: int
    bars: tuple[Drawn, ...]
    says: str


def chart(bars: Sequence[Bar]) -> Chart:
    """Lay the bars out, one below the other."""
    drawn = []
    top = 0
    for bar in bars:
        words = textwrap.wrap(bar.label, LETTERS) or [""]
        lines = tuple((top + LINE * (place + 1) - 5, line) for place, line in enumerate(words))
        top += LINE * len(words)
        width = _width(bar.share)
        mark = None if bar.mark is None else _width(bar.mark)
        text_at = max(width, mark or Decimal(0)) + 2
        drawn.append(Drawn(lines, top, width, bar.text, text_at, mark, tuple(_parts(bar.parts))))
        top += BAR + GAP
    return Chart(max(top - GAP + 4, 1), tuple(drawn), "; ".join(f"{bar.label}: {bar.text}" for bar in bars))


def _parts(shares: Sequence[Decimal]) -> Iterator[tuple[Decimal, Decimal]]:
    before = Decimal(0)
    for share in shares:
        yield _width(before), _width(before + share) - _width(before)
        before += share


def _width(share: Decimal) -> Decimal:
    return (WIDEST * min(max(share, Decimal(0)), Decimal(1))).quantize(Decimal("0.01"))
