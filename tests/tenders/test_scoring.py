"""Scores and ranks against a slow oracle in fractions, and what must hold whatever the numbers are."""

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.criteria import (
    Bid,
    Criterion,
    CriterionKind,
    above_ceilings,
    against_points,
    against_scores,
    criteria_of,
    points_from,
)
from qyzmet.tenders.house import LEASE_PRICE, SERVICE_PRICE
from qyzmet.tenders.said import Said, exact, rounded
from qyzmet.tenders.scoring import complete, rank

NOON = dt.datetime(2026, 4, 1, 7, tzinfo=dt.UTC)
REJECTED = Said("A document is missing", {}, "Law 45-2")
# The criteria of the contract's example, as an assignment keeps them.
DATA = [
    {"key": "licence", "name": "Licence", "kind": "pass_fail"},
    {"key": "approach", "name": "Approach", "kind": "scored", "weight": "60", "scale_max": "5", "pass_mark": "2"},
    {"key": "price", "name": "Price", "kind": "price", "weight": "40"},
]
CRITERIA = criteria_of(DATA)
MEMBERS = ("U-1", "U-3", "U-4", "U-5", "U-6")


def a_bid(number: str, service: str = "100", *, lease: str = "50", minutes: int = 0, ground: Said | None = None) -> Bid:
    return Bid(number, Decimal(lease), Decimal(service), NOON + dt.timedelta(minutes=minutes), ground)


def scores(**by_bid: list[str]) -> dict[tuple[str, str, str], Decimal]:
    """Points for the approach by bid, in the members' order; the licence is met."""
    found = {}
    for bid, points in by_bid.items():
        for member, value in zip(MEMBERS, points, strict=True):
            found[member, bid, "approach"] = Decimal(value)
            found[member, bid, "licence"] = Decimal(1)
    return found


def ranked(bids, points, criteria=CRITERIA, members=MEMBERS, rule=SERVICE_PRICE, chair="U-1"):
    return rank(criteria, bids, members, points, chair=chair, price_rule=rule)


def order(ranking) -> list[str]:
    return [item.bid for item in ranking.items]


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


def test_an_example_counted_by_hand():
    """Points 5, 4, 4, 3, 4 of 5 with weight 60 make 48; the price 100 of 125 with weight 40 makes 32."""
    bids = [a_bid("B-1", "125"), a_bid("B-2", "100")]
    found = ranked(bids, scores(**{"B-1": ["5", "4", "4", "3", "4"], "B-2": ["2", "2", "2", "2", "2"]}))
    assert [(i.bid, rounded(i.total)) for i in found.items] == [
        ("B-1", Decimal("80.000000")),
        ("B-2", Decimal("64.000000")),
    ]
    steps = found.items[0].steps
    assert [(s.criterion, exact(s.result), s.adds) for s in steps] == [
        ("licence", "1", False),
        ("approach", "4", False),
        ("approach", "48", True),
        ("price", "32", True),
        (None, "80", False),
    ]
    assert steps[1].said.facts["points"] == (5, 4, 4, 4, 3)
    assert steps[3].said.facts == {
        "criterion": "Price",
        "lowest": Fraction(100),
        "price": Fraction(125),
        "weight": Fraction(40),
        "result": Fraction(32),
    }


def test_ranks_rest_on_what_was_counted_not_on_what_is_shown():
    """Two totals that are the same to six places and differ in the tenth: the higher one goes first, dearer or not."""
    bids = [a_bid("B-1", "30000000000.01"), a_bid("B-2", "30000000000.00")]
    points = scores(**{"B-1": ["3"] * 5, "B-2": ["3"] * 5}) | {("U-1", "B-1", "approach"): Decimal("3.0000000001")}
    found = ranked(bids, points)
    shown = [rounded(item.total) for item in found.items]
    assert shown[0] == shown[1]
    assert order(found) == ["B-1", "B-2"]
    assert found.items[0].tie is None


@pytest.mark.parametrize(
    ("first", "second", "fact"),
    [
        (a_bid("B-2", "100", lease="40"), a_bid("B-1", "100", lease="30", minutes=1), "received"),
        (a_bid("B-2", "100", minutes=5), a_bid("B-1", "200", minutes=1), "price"),
        (a_bid("B-1", "100"), a_bid("B-2", "100"), None),
    ],
)
def test_ties_by_price_then_by_receipt(first, second, fact):
    """H27: equal totals go by the lower price, then by the earlier receipt; at last by the random number."""
    criteria = [Criterion("approach", "Approach", CriterionKind.SCORED, Fraction(100), Fraction(5))]
    points = {(m, b, "approach"): Decimal(3) for m in MEMBERS for b in ("B-1", "B-2")}
    found = ranked([second, first], points, criteria)
    assert order(found) == [first.number, second.number]
    assert found.items[0].tie.rule == "H27"
    assert fact is None or fact in found.items[0].tie.facts
    assert found.items[1].tie is None


def test_the_compared_price_is_the_services_unless_the_house_rule_says_the_leases():
    """H31."""
    bids = [a_bid("B-1", "100", lease="80"), a_bid("B-2", "200", lease="40")]
    points = scores(**{"B-1": ["3"] * 5, "B-2": ["3"] * 5})
    assert order(ranked(bids, points)) == ["B-1", "B-2"]
    assert order(ranked(bids, points, rule=LEASE_PRICE)) == ["B-2", "B-1"]


def test_a_bid_that_is_left_out_is_no_measure_for_the_price():
    """Rejected and below the pass mark: the cheapest of those that are left has the whole weight."""
    bids = [a_bid("B-1", "200"), a_bid("B-2", "1", ground=REJECTED), a_bid("B-3", "2")]
    points = scores(**{"B-1": ["3"] * 5, "B-3": ["1", "2", "2", "2", "2"]})
    found = ranked(bids, points)
    assert [(i.bid, i.total) for i in found.items] == [("B-1", Fraction(76))]
    assert [(left.bid, left.reasons[0].rule) for left in found.left_out] == [("B-2", "Law 45-2"), ("B-3", "¶ 19")]
    assert found.left_out[1].reasons[0].facts["mean"] == Fraction(9, 5)


@pytest.mark.parametrize(
    ("voices", "met"),
    [("11111", True), ("11100", True), ("00111", True), ("11000", False), ("1010", True), ("0101", False)],
)
def test_a_met_or_not_criterion_goes_by_majority_and_the_chair(voices, met):
    """More voices decide; between equals the chair's, who is the first here."""
    members = MEMBERS[: len(voices)]
    points = scores(**{"B-1": ["3"] * 5}) | {
        (member, "B-1", "licence"): Decimal(voice) for member, voice in zip(members, voices, strict=True)
    }
    assert (order(ranked([a_bid("B-1")], points, members=members)) == ["B-1"]) is met


def test_only_complete_scores_count():
    """Who left a bid out neither helps nor harms anybody; who scored nothing stops nobody; without anybody: refused."""
    bids = [a_bid("B-1"), a_bid("B-2")]
    points = scores(**{"B-1": ["3"] * 5, "B-2": ["3"] * 5})
    del points["U-6", "B-2", "approach"]
    points["U-6", "B-1", "approach"] = Decimal(5)
    found = ranked(bids, points)
    assert found.incomplete == ("U-6",)
    assert [item.total for item in found.items] == [Fraction(76), Fraction(76)]
    assert complete(MEMBERS, ["B-1", "B-2"], CRITERIA, points) == list(MEMBERS[:4])
    with pytest.raises(ValueError, match="no member"):
        ranked(bids, {})


def test_nothing_compliant_ranks_nobody():
    """Without a compliant bid there is nothing to score."""
    found = ranked([a_bid("B-1", ground=REJECTED)], {})
    assert (found.items, [left.bid for left in found.left_out]) == ((), ["B-1"])


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
