"""Part 12 of the design assignment: bids scored by its criteria and ranked, exactly, with every step shown.

All is counted in fractions. A number is rounded only for showing, to six places, a half to the even neighbour; bids
are ranked by what was counted, never by what is shown. For a bid:

- a scored criterion: the mean of the members' points, divided by the highest score, times the weight;
- the price: the lowest price divided by the bid's, times the weight (H31 says which price);
- a criterion that is met or not: met when more members say so than not, the chair's voice decides between equals;
- the total is the sum. Equal totals: the lower price first, then the earlier receipt (H27).

A bid that is not compliant, fails a met-or-not criterion or stays below a pass mark is left out, and its price is no
measure for the others. Points count of members who have scored everything there was to score, so that nobody's
favourite gains from what was left open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qyzmet.sentences.sentence import Fact, Said, rounded
from qyzmet.vocabulary import N_

from .criteria import SCORES_RULE, Bid, Criterion, CriterionKind, Points, price_of, scorable

PRICE_RULE = "H31"
TIES_RULE = "H27"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the counting: its criterion, how in words, what it gives, and whether that adds to the total."""

    criterion: str | None
    said: Said
    result: Fraction
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bid at its rank with its exact total and how it came about."""

    rank: int
    bid: str
    total: Fraction
    price: Fraction
    steps: tuple[Step, ...]
    # Why it stands before the next one although the totals are equal; None where they differ.
    tie: Said | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A bid that is not ranked, and why."""

    bid: str
    reasons: tuple[Said, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome: bids by rank, those left out, and members whose points do not count because some are missing."""

    items: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...]
    incomplete: tuple[str, ...] = ()


def complete(members: Iterable[str], bids: Iterable[str], criteria: Iterable[Criterion], points: Points) -> list[str]:
    """The members who have scored every bid by every criterion, in their order."""
    keys = [each.key for each in scorable(criteria)]
    numbers = list(bids)
    return [member for member in members if all((member, bid, key) in points for bid in numbers for key in keys)]


def rank(
    criteria: Sequence[Criterion],
    bids: Iterable[Bid],
    members: Iterable[str],
    points: Points,
    *,
    chair: str,
    price_rule: int,
) -> Ranking:
    """Score and rank. `members` are those who vote, the chair among them; `price_rule` is the value of H31.

    The order of bids, members and points changes nothing. Raises ValueError where nobody has scored everything.
    """
    given = sorted(bids, key=lambda bid: bid.number)
    compliant = [bid for bid in given if bid.ground is None]
    voters = sorted(set(members))
    counted = complete(voters, [bid.number for bid in compliant], criteria, points)
    if compliant and scorable(criteria) and not counted:
        raise ValueError("no member has scored every bid")
    left_out = [LeftOut(bid.number, (bid.ground,)) for bid in given if bid.ground is not None]
    judged: dict[str, list[Step]] = {}
    for bid in compliant:
        steps, reasons = _judge(bid, criteria, counted, points, chair)
        if reasons:
            left_out.append(LeftOut(bid.number, tuple(reasons), tuple(steps)))
        else:
            judged[bid.number] = steps
    admitted = [bid for bid in compliant if bid.number in judged]
    for criterion in criteria:
        if criterion.kind is CriterionKind.PRICE:
            _add_price(criterion, admitted, judged, price_rule)
    return Ranking(
        items=_in_order(admitted, judged, price_rule),
        left_out=tuple(sorted(left_out, key=lambda item: item.bid)),
        incomplete=tuple(member for member in voters if member not in counted),
    )


def _judge(
    bid: Bid, criteria: Sequence[Criterion], members: Sequence[str], points: Points, chair: str
) -> tuple[list[Step], list[Said]]:
    steps: list[Step] = []
    reasons: list[Said] = []
    for criterion in scorable(criteria):
        given = {member: Fraction(points[member, bid.number, criterion.key]) for member in members}
        judge = _met if criterion.kind is CriterionKind.PASS_FAIL else _scored
        made, reason = judge(criterion, given, chair)
        steps += made
        if reason is not None:
            reasons.append(reason)
    return steps, reasons


def _met(criterion: Criterion, given: Mapping[str, Fraction], chair: str) -> tuple[list[Step], Said | None]:
    yes = sum(1 for value in given.values() if value)
    no = len(given) - yes
    met = yes > no or (yes == no and bool(given.get(chair)))
    text = (
        N_("%(criterion)s: met, as members found by %(yes)s voices to %(no)s")
        if met
        else N_("%(criterion)s: not met, as members found; voices for: %(yes)s, against: %(no)s")
    )
    said = Said(text, {"criterion": criterion.name, "yes": yes, "no": no}, SCORES_RULE)
    return [Step(criterion.key, said, Fraction(met))], None if met else said


def _scored(criterion: Criterion, given: Mapping[str, Fraction], chair: str) -> tuple[list[Step], Said | None]:
    points = tuple(sorted(given.values(), reverse=True))
    mean = sum(points, Fraction()) / len(points)
    weighted = mean / criterion.scale_max * criterion.weight
    of_mean = Said(
        N_("%(criterion)s: mean of the members' points, (%(points)s) / %(number)s = %(result)s"),
        {"criterion": criterion.name, "points": points, "number": len(points), "result": mean},
        SCORES_RULE,
    )
    of_weight = Said(
        N_("%(criterion)s: mean %(mean)s / highest score %(highest)s × weight %(weight)s = %(result)s"),
        {
            "criterion": criterion.name,
            "mean": mean,
            "highest": criterion.scale_max,
            "weight": criterion.weight,
            "result": weighted,
        },
        SCORES_RULE,
    )
    steps = [Step(criterion.key, of_mean, mean), Step(criterion.key, of_weight, weighted, adds=True)]
    if criterion.pass_mark is None or mean >= criterion.pass_mark:
        return steps, None
    facts: dict[str, Fact] = {"criterion": criterion.name, "mean": mean, "mark": criterion.pass_mark}
    return steps, Said(N_("%(criterion)s: the mean %(mean)s is below the pass mark %(mark)s"), facts, SCORES_RULE)


def _add_price(criterion: Criterion, bids: Sequence[Bid], judged: dict[str, list[Step]], price_rule: int) -> None:
    lowest = min((price_of(bid, price_rule) for bid in bids), default=Fraction())
    for bid in bids:
        price = price_of(bid, price_rule)
        # The lowest price gets the whole weight, also where it is nothing.
        share = Fraction(1) if price == lowest else lowest / price
        weighted = share * criterion.weight
        said = Said(
            N_("%(criterion)s: lowest price %(lowest)s / price %(price)s × weight %(weight)s = %(result)s"),
            {
                "criterion": criterion.name,
                "lowest": _money(lowest),
                "price": _money(price),
                "weight": criterion.weight,
                "result": weighted,
            },
            PRICE_RULE,
        )
        judged[bid.number].append(Step(criterion.key, said, weighted, adds=True))


def _money(price: Fraction) -> Decimal:
    """A price in tenge as people write it: whole tiyn, so nothing is lost."""
    return rounded(price, 2)


def _in_order(bids: Sequence[Bid], judged: Mapping[str, list[Step]], price_rule: int) -> tuple[Ranked, ...]:
    totals = {bid.number: sum((s.result for s in judged[bid.number] if s.adds), Fraction()) for bid in bids}
    # The number comes last: it is random, and only decides where even the instants of receipt are equal.
    order = sorted(bids, key=lambda bid: (-totals[bid.number], price_of(bid, price_rule), bid.received_at, bid.number))
    ranked = []
    for place, bid in enumerate(order):
        after = order[place + 1] if place + 1 < len(order) else None
        total = totals[bid.number]
        parts = tuple(step.result for step in judged[bid.number] if step.adds)
        said = Said(N_("Total: %(parts)s = %(result)s"), {"parts": parts, "result": total}, SCORES_RULE)
        tied = after is not None and totals[after.number] == total
        ranked.append(
            Ranked(
                rank=place + 1,
                bid=bid.number,
                total=total,
                price=price_of(bid, price_rule),
                steps=(*judged[bid.number], Step(None, said, total)),
                tie=_why_before(bid, after, price_rule) if after is not None and tied else None,
            )
        )
    return tuple(ranked)


def _why_before(bid: Bid, after: Bid, price_rule: int) -> Said:
    price, other = price_of(bid, price_rule), price_of(after, price_rule)
    if price != other:
        text = N_("Equal totals: the lower price goes first, %(price)s before %(other)s")
        return Said(text, {"price": _money(price), "other": _money(other)}, TIES_RULE)
    if bid.received_at != after.received_at:
        text = N_("Equal totals and prices: the earlier receipt goes first, %(received)s before %(other)s")
        return Said(text, {"received": bid.received_at, "other": after.received_at}, TIES_RULE)
    text = N_("Equal totals, prices and instants of receipt: the random numbers of the bids decide")
    return Said(text, {}, TIES_RULE)
