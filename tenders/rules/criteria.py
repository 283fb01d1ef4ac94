"""Part 12 of the design assignment as bids are judged by it: criteria, points within their scales, prices, ceilings."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from ..procedure.house_rules import LEASE_PRICE

SCORES_RULE = "¶ 19"
CEILING_RULE = "H14"


class CriterionKind(StrEnum):
    """How a criterion judges a bid, in the names of the contract."""

    PASS_FAIL = "pass_fail"  # noqa: S105 - a kind of criterion, not a password.
    SCORED = "scored"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. Weights are of scored ones and of the price; the scale and the pass mark of scored ones."""

    key: str
    name: str
    kind: CriterionKind
    weight: Fraction = Fraction()
    scale_max: Fraction = Fraction(1)
    pass_mark: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Bid:
    """What is judged of a bid: its prices, when it was received whole, and why it is not compliant, if it is not."""

    number: str
    price_lease: Decimal
    price_service: Decimal
    received_at: dt.datetime
    ground: Said | None = None


# By member, bid and criterion.
Points = Mapping[tuple[str, str, str], Decimal]


def criteria_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """The criteria of an approved assignment's data, whose numbers are kept as text."""
    return tuple(
        Criterion(
            key=row["key"],
            name=row["name"],
            kind=CriterionKind(row["kind"]),
            weight=Fraction(row.get("weight") or 0),
            scale_max=Fraction(row.get("scale_max") or 1),
            pass_mark=Fraction(row["pass_mark"]) if row.get("pass_mark") else None,
        )
        for row in rows
    )


def scorable(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The criteria that members score; the price is computed."""
    return tuple(each for each in criteria if each.kind is not CriterionKind.PRICE)


def price_of(bid: Bid, rule: int) -> Fraction:
    """The price that is compared: of the IC service, unless H31 says of the lease."""
    return Fraction(bid.price_lease if rule == LEASE_PRICE else bid.price_service)


def above_ceilings(
    price_lease: Decimal, price_service: Decimal, ceiling_lease: Decimal | None, ceiling_service: Decimal | None
) -> tuple[Said, ...]:
    """H14: which of a bid's prices are above the ceilings of parts 2 and 3. A price that equals its ceiling is not."""
    found = []
    if ceiling_lease is not None and price_lease > ceiling_lease:
        text = N_("The price of the lease, %(price)s, is above its ceiling, %(ceiling)s")
        found.append(Said(text, {"price": price_lease, "ceiling": ceiling_lease}, CEILING_RULE, "price_lease"))
    if ceiling_service is not None and price_service > ceiling_service:
        text = N_("The price of the IC service, %(price)s, is above its ceiling, %(ceiling)s")
        found.append(Said(text, {"price": price_service, "ceiling": ceiling_service}, CEILING_RULE, "price_service"))
    return tuple(found)


def points_from(text: str) -> Decimal | None:
    """Points as the contract writes them, a decimal string; None for what is no number."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def against_points(criterion: Criterion, points: Decimal) -> Said | None:
    """What stands against points: out of the criterion's scale, or for the price, which nobody scores."""
    if criterion.kind is CriterionKind.PRICE:
        return Said(N_("The price is computed: nobody scores it"), {}, SCORES_RULE)
    if criterion.kind is CriterionKind.PASS_FAIL:
        if points in (0, 1):
            return None
        return Said(N_("Give 1 if the criterion is met and 0 if it is not"), {}, SCORES_RULE)
    if points.is_finite() and 0 <= points <= criterion.scale_max:
        return None
    return Said(N_("Give points from 0 to %(highest)s"), {"highest": criterion.scale_max}, SCORES_RULE)


def against_scores(
    criteria: Sequence[Criterion], bids: Iterable[str], scores: Sequence[Mapping[str, str]]
) -> Iterator[Said]:
    """What stands against the scores that a member gives: each row names a bid, a criterion and points, once."""
    known = {each.key: each for each in criteria}
    compliant = set(bids)
    seen: set[tuple[str, str]] = set()
    for index, row in enumerate(scores):
        path = f"scores.{index}"
        bid, key = row.get("bid", ""), row.get("criterion", "")
        points = points_from(row.get("points", ""))
        criterion = known.get(key)
        if bid not in compliant:
            yield Said(N_("There is no such compliant bid: %(bid)s"), {"bid": bid}, SCORES_RULE, f"{path}.bid")
        if criterion is None:
            text = N_("The design assignment has no such criterion: %(criterion)s")
            yield Said(text, {"criterion": key}, SCORES_RULE, f"{path}.criterion")
        elif points is None:
            yield Said(N_("Give the points as a number"), {}, SCORES_RULE, f"{path}.points")
        elif (wrong := against_points(criterion, points)) is not None:
            yield Said(wrong.text, wrong.facts, wrong.rule, f"{path}.points")
        if (bid, key) in seen:
            yield Said(N_("This bid was scored by this criterion twice"), {}, SCORES_RULE, path)
        seen.add((bid, key))
