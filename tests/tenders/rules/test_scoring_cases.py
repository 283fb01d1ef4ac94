"""Scores and ranks counted by hand: ties, what is left out, whose points count."""

from decimal import Decimal
from fractions import Fraction

import pytest

from qyzmet.sentences.sentence import exact, rounded
from qyzmet.tenders.procedure.house_rules import LEASE_PRICE
from qyzmet.tenders.rules.criteria import Criterion, CriterionKind
from qyzmet.tenders.rules.scoring import complete
from tests.tenders.scored import CRITERIA, MEMBERS, REJECTED, a_bid, order, ranked, scores

pytestmark = pytest.mark.once


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


def test_each_step_says_in_words_what_was_found():
    """Met and not met have their own words; money is shown in tiyn; a total is the sum of what adds to it."""
    bids = [a_bid("B-1", "125.10"), a_bid("B-2", "100.25")]
    found = ranked(bids, scores(**{"B-1": ["5"] * 5, "B-2": ["2"] * 5}))
    steps = found.items[0].steps
    assert steps[0].said.text == "%(criterion)s: met, as members found by %(yes)s voices to %(no)s"
    assert {
        str(step.said.facts[key]) for step in steps if step.criterion == "price" for key in ("price", "lowest")
    } <= {
        "125.10",
        "100.25",
    }
    assert steps[-1].said.facts["parts"] == tuple(step.result for step in steps if step.adds)
    assert [item.tie for item in found.items] == [None, None]


def test_three_of_the_same_total_are_each_told_from_the_next():
    """H27: each tie names the bid that follows, not one that stands before."""
    bids = [a_bid("B-1", "100", minutes=number) for number in range(1)]
    bids += [a_bid("B-2", "100", minutes=5), a_bid("B-3", "100", minutes=9)]
    found = ranked(bids, scores(**{number: ["3"] * 5 for number in ("B-1", "B-2", "B-3")}))
    others = [item.tie.facts["other"] for item in found.items if item.tie is not None]
    assert others == [bids[1].received_at, bids[2].received_at]
