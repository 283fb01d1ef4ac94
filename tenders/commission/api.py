"""Tenders of the API: the Commission, the opened bids, the scores."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.objects import instant

from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.states import OPENED, REJECTED
from ..rules.qualification import Ground
from . import open_bids, points, ranking, score, seats, visibility

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}
_SCORE = {"user": _TEXT, "bid": _TEXT, "criterion": _TEXT, "points": _TEXT}
_BID = {
    "number": _TEXT,
    "supplier": _TEXT,
    "group": _TEXTS,
    "price_lease": _TEXT,
    "price_service": _TEXT,
    "receipt": _TEXT,
    "received_at": {"type": "string", "format": "date-time"},
    "state": _TEXT,
    "compliant": {"type": ["boolean", "null"]},
    "ground": {"type": ["string", "null"], "enum": [*(ground.value for ground in Ground), None]},
    "reason": _TEXT,
}
_COMMISSION = {
    "chair": _TEXT,
    "secretary": _TEXT,
    "members": _TEXTS,
    "stepped_aside": _TEXTS,
    "undeclared": _TEXTS,
}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "commission": {
        **_object(_COMMISSION),
        "description": "For the parties and the Commission; others from the opening.",
    },
    "bids": {
        "type": "array",
        "items": _object(_BID),
        "description": "From the opening on, in the order of receipt.",
    },
    "not_opened": {**_TEXTS, "description": "Numbers of the bids that could not be opened; from the opening on."},
    "scores": {
        "type": "array",
        "items": _object(_SCORE),
        "description": "One's own while the bids are scored, everybody's once they are ranked.",
    },
}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """The Commission, the opened bids and the scores, as far as the caller may see them."""
    found: dict[str, Any] = {}
    if seats.is_set_up(tender) and visibility.may_see_commission(tender):
        found["commission"] = _commission(tender)
    if tender.opened_at is not None:
        found["bids"] = [bid_shown(bid) for bid in opened_bids.all_of(tender)]
        found["not_opened"] = [sealed.number for sealed in open_bids.unopened(tender)]
        found |= _scores(tender)
    return found


def _commission(tender: Tender) -> dict[str, Any]:
    named = seats.commission_of(tender)
    return {
        "chair": named.chair,
        "secretary": named.secretary,
        "members": list(named.members),
        "stepped_aside": sorted(seats.aside_of(tender)),
        "undeclared": [user.public_id for user in seats.undeclared(tender)],
    }


def bid_shown(bid: Bid) -> dict[str, Any]:
    """An opened bid as everybody sees it."""
    examined = bid.state != OPENED
    return {
        "number": bid.public_number,
        "supplier": bid.bidder.bin,
        "group": list(opened_bids.group_of(bid)),
        "price_lease": f"{bid.price_lease:.2f}",
        "price_service": f"{bid.price_service:.2f}",
        "receipt": bid.receipt_hash,
        "received_at": instant(bid.received_at),
        "state": bid.state,
        "compliant": bid.state != REJECTED if examined else None,
        "ground": bid.ground,
        "reason": bid.reason,
    }


def _scores(tender: Tender) -> dict[str, Any]:
    if ranking.is_ranked(tender):
        return {"scores": points.written(tender)}
    user = score.voter(tender)
    if user is None:
        return {}
    mine = points.own(tender, user)
    return {
        "scores": [
            {"user": user.public_id, "bid": bid, "criterion": criterion, "points": given}
            for (bid, criterion), given in mine.items()
        ]
    }
