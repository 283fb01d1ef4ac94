"""The history of a service's prices as a small picture: points of steps in a drawing of 320 by 120. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 320, 120, 8


@dataclass(frozen=True)
class Price:
    """What one price was from a day on."""

    from_on: dt.date
    amount: Decimal


def steps(prices: Sequence[Price], first: dt.date, last: dt.date, most: Decimal) -> str:
    """The corners of a stepped line as SVG takes them; "" where there is nothing to draw.

    A price holds until the next; `most` is the amount that reaches the upper edge.
    """
    if not prices or most <= 0:
        return ""
    corners: list[tuple[float, float]] = []
    for price in sorted(prices, key=lambda each: each.from_on):
        x, y = _across(price.from_on, first, last), _up(price.amount, most)
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    corners.append((float(WIDTH - EDGE), corners[-1][1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _across(day: dt.date, first: dt.date, last: dt.date) -> float:
    span = max((last - first).days, 1)
    return EDGE + (WIDTH - 2 * EDGE) * min(max((day - first).days, 0), span) / span


def _up(amount: Decimal, most: Decimal) -> float:
    return HEIGHT - EDGE - float((HEIGHT - 2 * EDGE) * amount / most)
