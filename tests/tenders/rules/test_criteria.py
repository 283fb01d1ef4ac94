"""Criteria, points within their scales, ceilings, and numbers that are rounded for showing only."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.sentences.sentence import exact, rounded
from qyzmet.tenders.rules.criteria import (
    Criterion,
    CriterionKind,
    above_ceilings,
    against_points,
    against_scores,
    criteria_of,
    points_from,
)
from tests.tenders.scored import CRITERIA

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("prices", "ceilings", "paths"),
    [
        (("50", "100"), ("50", "100"), []),
        (("50.01", "100"), ("50", "100"), ["price_lease"]),
        (("50", "100.01"), ("50", "100"), ["price_service"]),
        (("51", "101"), ("50", "100"), ["price_lease", "price_service"]),
        (("51", "100"), (None, "100"), []),
    ],
)
def test_a_price_above_its_ceiling(prices, ceilings, paths):
    """H14: equal is not above; where the assignment has no ceiling there is none."""
    found = above_ceilings(*map(Decimal, prices), *(c and Decimal(c) for c in ceilings))
    assert [said.path for said in found] == paths


@pytest.mark.parametrize(
    ("key", "points", "allowed"),
    [
        ("approach", "0", True),
        ("approach", "5", True),
        ("approach", "4.25", True),
        ("approach", "5.000001", False),
        ("approach", "-0.1", False),
        ("licence", "1", True),
        ("licence", "0", True),
        ("licence", "0.5", False),
        ("price", "3", False),
    ],
)
def test_points_lie_within_the_scale(key, points, allowed):
    """From 0 to the highest score; met or not is 1 or 0; nobody scores the price."""
    criterion = next(each for each in CRITERIA if each.key == key)
    assert (against_points(criterion, Decimal(points)) is None) is allowed


def test_what_stands_against_scores():
    """An unknown bid or criterion, no number, out of scale, and the same thing twice, each at its place."""
    given_scores = [
        {"bid": "B-1", "criterion": "approach", "points": "4"},
        {"bid": "B-9", "criterion": "approach", "points": "4"},
        {"bid": "B-1", "criterion": "beauty", "points": "4"},
        {"bid": "B-1", "criterion": "licence", "points": "yes"},
        {"bid": "B-2", "criterion": "approach", "points": "NaN"},
        {"bid": "B-2", "criterion": "licence", "points": "2"},
        {"bid": "B-1", "criterion": "approach", "points": "5"},
    ]
    assert [said.path for said in against_scores(CRITERIA, ["B-1", "B-2"], given_scores)] == [
        "scores.1.bid",
        "scores.2.criterion",
        "scores.3.points",
        "scores.4.points",
        "scores.5.points",
        "scores.6",
    ]


@pytest.mark.parametrize(
    ("value", "shown", "without_loss"),
    [
        (Fraction(88), "88.000000", "88"),
        (Fraction(1, 3), "0.333333", "1/3"),
        (Fraction(2, 3), "0.666667", "2/3"),
        (Fraction("4.25"), "4.250000", "4.25"),
        (Fraction("0.0000005"), "0.000000", "0.0000005"),  # a half, to the even neighbour
        (Fraction("0.0000015"), "0.000002", "0.0000015"),
        (Fraction("0.00000050001"), "0.000001", "0.00000050001"),
        (Fraction(0), "0.000000", "0"),
        (Fraction("-1.5"), "-1.500000", "-1.5"),
        (Fraction("30000000000000000000000.0000005"), "30000000000000000000000.000000", None),
    ],
)
def test_numbers_are_rounded_for_showing_only(value, shown, without_loss):
    """Six places, a half to the even neighbour; and without loss as a decimal, or as a fraction where it has no end."""
    assert f"{rounded(value):f}" == shown
    if without_loss is not None:
        assert exact(value) == without_loss


@given(st.fractions(), st.integers(0, 8))
def test_what_is_written_without_loss_can_be_read_again(value, places):
    """Anybody can count on from the steps."""
    assert Fraction(exact(value)) == value
    assert abs(Fraction(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("text", "value"), [("4", Decimal(4)), ("4.50", Decimal("4.5")), ("x", None), ("Infinity", None)]
)
def test_points_are_decimal_strings(text, value):
    """As the contract writes them."""
    assert points_from(text) == value


def test_criteria_are_read_from_the_assignment():
    """Weights, scale and pass mark exactly as they were approved."""
    assert CRITERIA[1] == Criterion(
        "approach", "Approach", CriterionKind.SCORED, Fraction(60), Fraction(5), Fraction(2)
    )
    assert sum(each.weight for each in CRITERIA) == 100


def test_what_a_criterion_leaves_open():
    """Part 12 gives weight, scale and pass mark where they mean something; without them: nothing, one and none."""
    bare, full = criteria_of(
        [
            {"key": "a", "name": "A", "kind": "pass_fail"},
            {"key": "b", "name": "B", "kind": "scored", "weight": "60", "scale_max": "5", "pass_mark": "2.5"},
        ]
    )
    assert (bare.weight, bare.scale_max, bare.pass_mark) == (0, 1, None)
    assert (full.weight, full.scale_max, full.pass_mark) == (60, 5, Fraction(5, 2))
