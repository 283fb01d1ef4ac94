"""Bids, points and criteria for the tests of scoring: the criteria of the contract's example."""

import datetime as dt
from decimal import Decimal

from qyzmet.sentences.sentence import Said
from qyzmet.tenders.procedure.house_rules import SERVICE_PRICE
from qyzmet.tenders.rules.criteria import Bid, criteria_of
from qyzmet.tenders.rules.scoring import rank

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
