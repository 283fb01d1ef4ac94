"""How scores and ranking are shown, and the page on which a member scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from qyzmet import context
from qyzmet.people.models import User
from qyzmet.procedure.wording import name_of
from qyzmet.vocabulary import Seat

from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.states import SCORING
from ..rules import criteria
from ..rules.criteria import Criterion, CriterionKind
from ..rules.scoring import LeftOut, Ranked, Step
from . import points, ranking, ranking_steps, seats


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
    people = {row.user.public_id: row.user.full_name for row in tender.seats}
    return {
        "items": [_ranked(item, bids[item.bid]) for item in found.items],
        "left_out": [_left_out(item, bids[item.bid]) for item in found.left_out],
        "incomplete": [people.get(each, each) for each in found.incomplete],
    }


def _ranked(item: Ranked, bid: Bid) -> ShownRank:
    return ShownRank(
        rank=item.rank,
        bid=bid,
        supplier=name_of(opened_bids.supplier_of(bid)),
        total=ranking_steps.number(item.total),
        steps=tuple(map(_step, item.steps)),
        tie=ranking_steps.text_of(item.tie) if item.tie is not None else "",
    )


def _left_out(item: LeftOut, bid: Bid) -> ShownRank:
    return ShownRank(
        rank=None,
        bid=bid,
        supplier=name_of(opened_bids.supplier_of(bid)),
        total="",
        steps=tuple(map(_step, item.steps)),
        reasons=tuple(ranking_steps.text_of(said) for said in item.reasons),
    )


def _step(step: Step) -> ShownStep:
    return ShownStep(ranking_steps.text_of(step.said), step.said.rule)


def _table(tender: Tender) -> dict[str, Any]:
    """Everybody's points: members as columns, bids by criterion as rows."""
    rows = points.rows_of(tender)
    people: dict[int, User] = {row.user_id: row.user for row in rows}
    given = {(row.user.public_id, row.bid.public_number, row.criterion): row.points for row in rows}
    return {
        "people": sorted(people.values(), key=lambda user: user.full_name),
        "criteria": criteria.scorable(points.criteria_of(tender)),
        "bids": sorted({row.bid.public_number for row in rows}),
        "given": given,
    }


def _voter(tender: Tender) -> User | None:
    """The reader, where they vote in this Commission."""
    user = context.actor().user
    rows = seats.holding(tender)
    votes = any(user and row.user_id == user.id and row.seat is not Seat.SECRETARY for row in rows)
    return user if votes else None


def _mine(tender: Tender) -> dict[str, int] | None:
    user = _voter(tender)
    if user is None or tender.state != SCORING:
        return None
    asked = criteria.scorable(points.criteria_of(tender))
    return {"given": len(points.own(tender, user)), "all": len(asked) * len(points.scored_bids(tender))}


def begun(tender: Tender) -> Mapping[str, Any]:
    """A row for each bid by each criterion, with the points that the member has given so far."""
    user = _voter(tender)
    mine = points.own(tender, user) if user is not None else {}
    return {
        "scores": [
            {"bid": bid, "criterion": key, **({"points": mine[bid, key]} if (bid, key) in mine else {})}
            for bid, key in _pairs(tender)
        ]
    }


def _pairs(tender: Tender) -> list[tuple[str, str]]:
    bids = [bid.public_number for bid in points.scored_bids(tender)]
    return [(bid, each.key) for each in criteria.scorable(points.criteria_of(tender)) for bid in bids]


def asked(tender: Tender, form: Any) -> Mapping[str, Any]:
    """The criteria with their scales, and the fields for each bid; rows left open when it was posted stand here too."""
    known = {(entry.form.bid.data, entry.form.criterion.data) for entry in form.scores.entries}
    for bid, key in _pairs(tender):
        if (bid, key) not in known:
            form.scores.append_entry({"bid": bid, "criterion": key})
    fields = {(entry.form.bid.data, entry.form.criterion.data): entry for entry in form.scores.entries}
    bids = points.scored_bids(tender)
    return {
        "criteria": [
            {
                "criterion": each,
                "about": scale_of(each),
                "met_or_not": each.kind is CriterionKind.PASS_FAIL,
                "rows": [
                    (bid, name_of(opened_bids.supplier_of(bid)), fields[bid.public_number, each.key]) for bid in bids
                ],
            }
            for each in criteria.scorable(points.criteria_of(tender))
        ]
    }


def scale_of(criterion: Criterion) -> str:
    """How points are given by a criterion: its scale, weight and pass mark."""
    if criterion.kind is CriterionKind.PASS_FAIL:
        return _("Met or not met. A bid that does not meet it is left out.")
    scale = _(
        "From 0 to %(highest)s. Weight: %(weight)s.",
        highest=ranking_steps.number(criterion.scale_max),
        weight=ranking_steps.number(criterion.weight),
    )
    if criterion.pass_mark is None:
        return scale
    return f"{scale} " + _("Pass mark: %(mark)s.", mark=ranking_steps.number(criterion.pass_mark))
