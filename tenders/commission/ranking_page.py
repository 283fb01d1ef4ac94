"""How the page of a tender shows scores and ranking."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from qyzmet.people.accounts import users
from qyzmet.procedure.wording import name_of
from qyzmet.web import formats

from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.states import SCORING
from ..rules import criteria
from ..rules.scoring import LeftOut, Ranked, Step
from . import points, ranking, score


@dataclass(frozen=True)
class ShownStep:
    """A step of the counting in words, and the rule it rests on."""

    text: str
    rule: str | None


@dataclass(frozen=True)
class ShownRank:
    """A bid in the ranking: its place, or None where it was left out, and how that came about."""

    rank: int | None
    bid: Bid
    supplier: str
    total: str
    steps: tuple[ShownStep, ...]
    reasons: tuple[str, ...] = ()
    tie: str = ""


def facts(tender: Tender) -> Mapping[str, Any]:
    """The ranking once there is one; before that, to a member, how far the own scores are."""
    if ranking.is_ranked(tender):
        return {"ranking": _ranking(tender), "scores": _table(tender), "scoring": False, "mine": None}
    return {"ranking": None, "scores": None, "scoring": tender.state == SCORING, "mine": _mine(tender)}


def _ranking(tender: Tender) -> dict[str, Any]:
    found, bids = ranking.of(tender), {bid.public_number: bid for bid in opened_bids.all_of(tender)}
    totals = ranking.in_figures([item.total for item in found.items])
    people = {row.user.public_id: row.user.full_name for row in tender.seats}
    return {
        "items": [_ranked(item, bids[item.bid], total) for item, total in zip(found.items, totals, strict=True)],
        "left_out": [_left_out(item, bids[item.bid]) for item in found.left_out],
        "incomplete": [people.get(each, each) for each in found.incomplete],
    }


def _ranked(item: Ranked, bid: Bid, total: str) -> ShownRank:
    return ShownRank(
        rank=item.rank,
        bid=bid,
        supplier=name_of(bid.bidder),
        total=total,
        steps=tuple(map(_step, item.steps)),
        tie=ranking.in_words(item.tie) if item.tie is not None else "",
    )


def _left_out(item: LeftOut, bid: Bid) -> ShownRank:
    return ShownRank(
        rank=None,
        bid=bid,
        supplier=name_of(bid.bidder),
        total="",
        steps=tuple(map(_step, item.steps)),
        reasons=tuple(ranking.in_words(said) for said in item.reasons),
    )


def _step(step: Step) -> ShownStep:
    return ShownStep(ranking.in_words(step.said), step.said.rule)


def _table(tender: Tender) -> dict[str, Any]:
    """Everybody's points: members as columns, bids by criterion as rows."""
    rows = points.given(tender)
    people = (users.by_public_id(each) for each in {row.user for row in rows})
    given = {(row.user, row.bid, row.criterion): _points(row.points) for row in rows}
    return {
        "people": sorted((user for user in people if user is not None), key=lambda user: user.full_name),
        "criteria": criteria.scorable(points.criteria_of(tender)),
        "bids": sorted({row.bid for row in rows}),
        "given": given,
    }


def _points(given: str) -> str:
    return _figure(given, formats.language())


@lru_cache(maxsize=1_000)
def _figure(given: str, language: str) -> str:
    return formats.number(Decimal(given).normalize(), language)


def _mine(tender: Tender) -> dict[str, int] | None:
    user = score.voter(tender)
    if user is None or tender.state != SCORING:
        return None
    return {"given": len(points.own(tender, user)), "all": len(points.to_give(tender))}
