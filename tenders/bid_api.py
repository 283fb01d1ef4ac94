"""Bids of the API: the bidder's alone until the opening (¶ 49)."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.kinds import ApiKind
from qyzmet.context import Actor
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import Party

from . import bid_listing, bid_receipts, bids, sealed_bids, sealed_keeping
from .bid_forms import BidForm, CorrectForm, ReplaceForm, StartForm
from .models import Bid

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
}


def receipt(bid: Bid) -> dict[str, str] | None:
    """The receipt for what was handed in last: hash and instant; None before anything was."""
    if sealed_bids.is_sealed(bid):
        kept, received_at = sealed_bids.content_of(bid).receipt, sealed_bids.content_of(bid).received_at
        if kept is None or received_at is None:
            return None
        return {"hash": kept.hash, "received_at": bid_receipts.instant(received_at)}
    return {"hash": bid.receipt_hash, "received_at": bid_receipts.instant(bid.received_at)}


def extras(bid: Bid, action: str | None) -> Mapping[str, Any]:
    """Receipt, tender, bidder, and what the examination found."""
    bidder = bid.party(Party.SUPPLIER)
    return {
        "receipt": receipt(bid),
        "tender": bid.tender.public_number,
        "supplier": bidder.bin if bidder is not None else None,
        "ground": bid.ground,
        "reason": bid.reason or "",
    }


def links(bid: Bid) -> Mapping[str, Procedure | None]:
    """The tender that it is for."""
    return {"tender": bid.tender}


def create(actor: Actor, body: Mapping[str, Any]) -> Bid:
    """A new draft."""
    return sealed_keeping.draft(str(body.get("tender") or ""), body.get("data") or {})


BIDS = ApiKind(
    kind=bids.KIND,
    data_form=BidForm,
    create=create,
    may_start=rights.may_start_bid,
    start_form=StartForm,
    forms={"replace": ReplaceForm, "correct": CorrectForm},
    extras=extras,
    extra_schemas=_SCHEMAS,
    links=links,
    page=bid_listing.page,
)
