"""Bids of the API: the bidder's alone until the opening (¶ 49)."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.kinds import ApiKind
from qyzmet.context import Actor
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import Party

from .. import papers
from ..models import Bid
from . import api_list, keeper, kind, receipt, suit_api
from .forms import BidForm, CorrectForm, ReplaceForm, StartForm

_RECEIPT = {
    "type": ["object", "null"],
    "description": (
        "What proves the bid: HMAC-SHA-256 of what was handed in, and the instant at which it was received whole. "
        "/tenders/receipt verifies it after the opening"
    ),
    "properties": {"hash": {"type": "string"}, "received_at": {"type": "string", "format": "date-time"}},
    "required": ["hash", "received_at"],
}
_SCHEMAS: dict[str, Mapping[str, Any]] = {
    "receipt": _RECEIPT,
    "tender": {"type": "string", "description": "The number of the tender"},
    "supplier": {"type": ["string", "null"], "description": "The BIN of the bidder"},
    "ground": {"type": ["string", "null"], "description": "Why it was rejected, if it was"},
    "reason": {"type": "string", "description": "The reason of the rejection in words"},
    **suit_api.SCHEMAS,
}


def extras(bid: Bid, action: str | None) -> Mapping[str, Any]:
    """Receipt, tender, bidder, and what the examination found."""
    bidder = bid.party(Party.SUPPLIER)
    return {
        "receipt": receipt.of(bid),
        "tender": bid.tender.public_number,
        "supplier": bidder.bin if bidder is not None else None,
        "ground": bid.ground,
        "reason": bid.reason or "",
        **suit_api.extras(bid, action),
    }


def links(bid: Bid) -> Mapping[str, Procedure | None]:
    """The tender that it is for."""
    return {"tender": bid.tender}


def create(actor: Actor, body: Mapping[str, Any]) -> Bid:
    """A new draft."""
    return keeper.draft(str(body.get("tender") or ""), body.get("data") or {})


BIDS = ApiKind(
    kind=kind.KIND,
    data_form=BidForm,
    create=create,
    may_start=rights.may_start_bid,
    start_form=StartForm,
    forms={"replace": ReplaceForm, "correct": CorrectForm, **suit_api.FORMS},
    extras=extras,
    extra_schemas=_SCHEMAS,
    links=links,
    page=api_list.page,
    papers=papers.BIDS,
)
