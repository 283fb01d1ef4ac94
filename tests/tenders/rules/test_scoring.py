"""Scores and ranks against a slow oracle in fractions, and what must hold whatever the numbers are."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.procedure.house_rules import LEASE_PRICE, SERVICE_PRICE
from qyzmet.tenders.rules.criteria import Criterion, CriterionKind
from tests.tenders.scored import MEMBERS, REJECTED, a_bid, order, ranked

pytestmark = pytest.mark.once


def oracle(criteria, bids, members, points, chair, rule):
    """The ranking as a reader of the module's first lines would count it: number, total, in order."""
    compliant = [bid for bid in bids if bid.ground is None]
    asked = [c for c in criteria if c.kind is not CriterionKind.PRICE]
    counted = [m for m in members if all((m, b.number, c.key) in points for b in compliant for c in asked)]
    admitted, parts = [], {}
    for bid in compliant:
        good, total = True, Fraction(0)
        for criterion in asked:
            given_ = [Fraction(points[m, bid.number, criterion.key]) for m in counted]
            if criterion.kind is CriterionKind.PASS_FAIL:
                yes = given_.count(1)
                tie = yes * 2 == len(given_)
                good &= yes * 2 > len(given_) or (
                    tie and chair in counted and points[chair, bid.number, criterion.key] == 1
                )
            else:
                mean = Fraction(sum(given_), len(given_))
                good &= criterion.pass_mark is None or mean >= criterion.pass_mark
                total += mean * criterion.weight / criterion.scale_max
        if good:
            admitted.append(bid)
            parts[bid.number] = total

    def price(bid):
        return Fraction(bid.price_lease if rule == LEASE_PRICE else bid.price_service)

    for bid in admitted:
        lowest = min(map(price, admitted))
        for criterion in criteria:
            if criterion.kind is CriterionKind.PRICE:
                same = price(bid) == lowest
                parts[bid.number] += criterion.weight if same else criterion.weight * lowest / price(bid)
    admitted.sort(key=lambda b: b.number)
    admitted.sort(key=lambda b: b.received_at)
    admitted.sort(key=price)
    admitted.sort(key=lambda b: parts[b.number], reverse=True)
    return [(bid.number, parts[bid.number]) for bid in admitted]


@st.composite
def cases(draw):
    """Criteria whose weights add to 100, bids with prices that often collide, and everybody's points."""
    scored = draw(st.integers(0, 3))
    with_price = draw(st.booleans()) or scored == 0
    shares = draw(st.lists(st.integers(1, 9), min_size=scored + with_price, max_size=scored + with_price))
    weights = [Fraction(100 * share, sum(shares)) for share in shares]
    criteria = []
    for index in range(scored):
        scale = draw(st.integers(1, 10))
        mark = draw(st.none() | st.integers(0, scale).map(Fraction))
        criteria.append(
            Criterion(f"c{index}", f"C{index}", CriterionKind.SCORED, weights[index], Fraction(scale), mark)
        )
    if with_price:
        criteria.append(Criterion("price", "Price", CriterionKind.PRICE, weights[-1]))
    if draw(st.booleans()):
        criteria.append(Criterion("licence", "Licence", CriterionKind.PASS_FAIL))
    numbers = [f"B-{index}" for index in range(draw(st.integers(1, 4)))]
    price = st.sampled_from(["0.00", "100.00", "100.01", "300.00", "48000000.00"])
    bids = [
        a_bid(
            number,
            draw(price),
            lease=draw(price),
            minutes=draw(st.integers(0, 2)),
            ground=REJECTED if draw(st.integers(0, 5)) == 5 else None,
        )
        for number in numbers
    ]
    members = MEMBERS[: draw(st.integers(1, 5))]
    points = {}
    for bid in bids:
        for criterion in criteria:
            if criterion.kind is CriterionKind.PRICE:
                continue
            most = 1 if criterion.kind is CriterionKind.PASS_FAIL else int(criterion.scale_max)
            for member in members:
                points[member, bid.number, criterion.key] = Decimal(draw(st.integers(0, most)))
    return criteria, bids, members, points, draw(st.sampled_from([SERVICE_PRICE, LEASE_PRICE]))


@pytest.mark.slow
@given(cases())
def test_the_ranking_is_what_the_oracle_counts(case):
    """Same bids, same exact totals, same order; every bid is ranked or left out with a reason."""
    criteria, bids, members, points, rule = case
    found = ranked(bids, points, criteria, members, rule)
    assert [(item.bid, item.total) for item in found.items] == oracle(criteria, bids, members, points, "U-1", rule)
    assert [item.rank for item in found.items] == list(range(1, len(found.items) + 1))
    assert sorted([*order(found), *(left.bid for left in found.left_out)]) == sorted(bid.number for bid in bids)
    assert all(left.reasons for left in found.left_out)


@given(cases(), st.randoms(use_true_random=False))
def test_no_order_of_what_comes_in_changes_the_outcome(case, chance: random.Random):
    """Bids, members, criteria and points in any order give the same ranks, totals and reasons."""
    criteria, bids, members, points, rule = case
    found = ranked(bids, points, criteria, members, rule)
    shuffled = [list(bids), list(members), list(criteria), list(points.items())]
    for each in shuffled:
        chance.shuffle(each)
    again = ranked(shuffled[0], dict(shuffled[3]), shuffled[2], shuffled[1], rule)
    assert [(i.bid, i.total, i.tie) for i in again.items] == [(i.bid, i.total, i.tie) for i in found.items]
    assert [left.bid for left in again.left_out] == [left.bid for left in found.left_out]


@given(cases(), st.data())
def test_a_higher_point_never_lowers_a_total_or_a_rank(case, data):
    """Raising one member's points for a bid leaves its own total and rank as they were, or raises them."""
    criteria, bids, members, points, rule = case
    if not points:
        return
    key = data.draw(st.sampled_from(sorted(points)))
    criterion = next(each for each in criteria if each.key == key[2])
    most = Decimal(1) if criterion.kind is CriterionKind.PASS_FAIL else Decimal(int(criterion.scale_max))
    raised = points | {key: data.draw(st.integers(int(points[key]), int(most)).map(Decimal))}
    before = {item.bid: item for item in ranked(bids, points, criteria, members, rule).items}
    after = {item.bid: item for item in ranked(bids, raised, criteria, members, rule).items}
    if key[1] in before:
        assert after[key[1]].total >= before[key[1]].total
        assert after[key[1]].rank <= before[key[1]].rank


@pytest.mark.slow
@given(cases())
def test_totals_lie_between_nothing_and_the_sum_of_the_weights(case):
    """Nobody gets more than 100, the cheapest admitted bid gets the price's whole weight, and steps add up."""
    criteria, bids, members, points, rule = case
    found = ranked(bids, points, criteria, members, rule)
    assert sum(c.weight for c in criteria if c.kind is not CriterionKind.PASS_FAIL) == 100
    for item in found.items:
        assert 0 <= item.total <= 100
        assert sum(step.result for step in item.steps if step.adds) == item.total
        assert item.steps[-1].result == item.total
    price = [each for each in criteria if each.kind is CriterionKind.PRICE]
    if price and found.items:
        best = max(s.result for item in found.items for s in item.steps if s.criterion == "price")
        assert best == price[0].weight


@given(cases(), st.integers(2, 7))
def test_the_measure_of_a_scale_does_not_matter(case, factor):
    """A scale and all its points multiplied by the same number give the same totals."""
    criteria, bids, members, points, rule = case
    scored = {c.key for c in criteria if c.kind is CriterionKind.SCORED}
    wider = [
        Criterion(c.key, c.name, c.kind, c.weight, c.scale_max * factor, c.pass_mark and c.pass_mark * factor)
        if c.key in scored
        else c
        for c in criteria
    ]
    scaled = {key: value * factor if key[2] in scored else value for key, value in points.items()}
    found, again = ranked(bids, points, criteria, members, rule), ranked(bids, scaled, wider, members, rule)
    assert [(i.bid, i.total) for i in found.items] == [(i.bid, i.total) for i in again.items]
