"""Totals are shown as short as tells the bids apart; the ranking goes by the exact numbers."""

from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from qyzmet.sentences.sentence import rounded
from qyzmet.tenders.rules.shown_points import places

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("totals", "shown"),
    [
        # Two places are enough for a person, whatever the fraction.
        (["21200000296/220000005", "80"], ["96.36", "80.00"]),
        (["13/3"], ["4.33"]),
        # Fewer where that is all there is.
        (["88", "76"], ["88", "76"]),
        (["88.5", "76"], ["88.5", "76.0"]),
        (["88.25", "76.5"], ["88.25", "76.50"]),
        # More where two bids would look alike.
        (["96.361", "96.3611"], ["96.3610", "96.3611"]),
        (["96.364", "96.365", "80"], ["96.364", "96.365", "80.000"]),
        # Equal totals are alike at any number of places.
        (["200/3", "200/3"], ["66.67", "66.67"]),
        ([], []),
    ],
)
def test_as_many_places_as_tell_the_bids_apart(totals: list[str], shown: list[str]):
    """96.36 and not 21200000296/220000005; the same number of places for all, so that they can be compared."""
    exact = [Fraction(each) for each in totals]
    assert [f"{rounded(each, places(exact)):f}" for each in exact] == shown


@pytest.mark.slow
@given(st.lists(st.fractions(0, 100), max_size=6))
def test_what_is_shown_keeps_the_order(totals: list[Fraction]):
    """Different totals look different, and the higher one is shown as the higher one."""
    count = places(totals)
    for one in totals:
        for other in totals:
            assert (one < other) == (rounded(one, count) < rounded(other, count))
