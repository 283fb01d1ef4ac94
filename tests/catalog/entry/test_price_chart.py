"""The picture of a service's prices: a stepped line whose corners lie where day and amount say."""

import datetime as dt
from decimal import Decimal

import pytest

from qyzmet.catalog.entry.prices.price_chart import Price, steps

pytestmark = pytest.mark.once

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 4, 11)


def _price(days: int, amount: str) -> Price:
    return Price(FIRST + dt.timedelta(days), Decimal(amount))


def test_a_price_holds_until_the_next():
    """A step at each day, in the order of the days, and the last to the right edge; the highest reaches the top."""
    prices = [_price(50, "200"), _price(0, "100"), _price(75, "0")]
    assert steps(prices, FIRST, LAST, Decimal(200)) == "8.0,60.0 160.0,60.0 160.0,8.0 236.0,8.0 236.0,112.0 312.0,112.0"


def test_days_outside_stand_at_the_edges():
    """A price of before the first day holds from the left edge on, one of a day to come stands at the right."""
    assert (
        steps([_price(-400, "50"), _price(400, "100")], FIRST, LAST, Decimal(100))
        == "8.0,60.0 312.0,60.0 312.0,8.0 312.0,8.0"
    )


@pytest.mark.parametrize(("days", "across"), [(0, "8.0"), (1, "312.0")])
def test_one_day_is_drawn_as_wide_as_many(days: int, across: str):
    """Where first and last are the same day nothing is divided by nothing; two days are one step wide."""
    assert steps([_price(days, "1")], FIRST, FIRST + dt.timedelta(days), Decimal(1)) == f"{across},8.0 312.0,8.0"


@pytest.mark.parametrize(("prices", "most"), [([], "1"), ([_price(0, "0")], "0"), ([_price(0, "1")], "-1")])
def test_nothing_is_drawn_of_nothing(prices: list[Price], most: str):
    """Without prices, and where the highest is no amount."""
    assert steps(prices, FIRST, LAST, Decimal(most)) == ""


def test_a_small_price_is_drawn():
    """Whatever the unit of money."""
    assert steps([_price(0, "0.5")], FIRST, LAST, Decimal("0.5")) == "8.0,8.0 312.0,8.0"
