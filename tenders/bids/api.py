"""Bids of the API: the bidder's alone until the opening (¶ 49)."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context, look_alikes, rights
from qyzmet.api import lists, procedure_list
from qyzmet.api.kinds import ApiKind
from qyzmet.api.lists import ListParameters, Page
from qyzmet.context import Actor
from qyzmet.procedure.models import Procedure
from qyzmet.search.conditions import TermState
from qyzmet.vocabulary import Party

from ..models import Bid
from . import false_information, kind, papers, receipt
from .bid_form import BidForm
from .draft import StartForm, draft
from .sealed import sealed_bids

# In the list sealed ones come after all that has a row of its own: their cursors lie above every number of a row.
_ABOVE = 9 * 10**17

_RECEIPT = {
    "type": ["object", "null"],
    "description": (
        "What proves the bid: HMAC-SHA-256 of what was handed in, and the instant at which it was received whole. "
        "/tenders/receipt verifies it after the opening"
    ),
    "properties": {"hash": {"type": "string"}, "received_at": {"type": "string", "format": "date-time"}},
    "required": ["hash", "received_at"],
}
_STEP: dict[str, Any] = {"type": ["object", "null"]}
_SUIT = {
    "type": ["object", "null"],
    "description": "Law 45-3: what became of false information that the Commission established; for the parties",
    "properties": {
        "established_at": {"type": "string", "format": "date-time"},
        "record_suit": _STEP,
        "record_judgment": _STEP,
        "forward_judgment": _STEP,
    },
    "required": ["established_at", "record_suit", "record_judgment", "forward_judgment"],
}
_SCHEMAS: dict[str, Mapping[str, Any]] = {
    "receipt": _RECEIPT,
    "tender": {"type": "string", "description": "The number of the tender"},
    "supplier": {"type": ["string", "null"], "description": "The BIN of the bidder"},
    "ground": {"type": ["string", "null"], "description": "Why it was rejected, if it was"},
    "reason": {"type": "string", "description": "The reason of the rejection in words"},
    "suit": _SUIT,
}


def extras(bid: Bid, action: str | None) -> Mapping[str, Any]:
    """Receipt, tender, bidder, what the examination found; what became of false information, for the parties."""
    bidder = bid.party(Party.SUPPLIER)
    return {
        "receipt": receipt.of(bid),
        "tender": bid.tender.public_number,
        "supplier": bidder.bin if bidder is not None else None,
        "ground": bid.ground,
        "reason": bid.reason or "",
        "suit": false_information.shown(bid) if rights.reads_as_party(context.actor(), bid) else None,
    }


def links(bid: Bid) -> Mapping[str, Procedure | None]:
    """The tender that it is for."""
    return {"tender": bid.tender}


def create(actor: Actor, body: Mapping[str, Any]) -> Bid:
    """A new draft."""
    return draft(str(body.get("tender") or ""), body.get("data") or {})


def page(kind: ApiKind, asked: ListParameters) -> Page:
    """The list: those opened that the caller may know of, then their own sealed ones, the oldest first of each."""
    opened: list[Bid] = []
    if asked.after is None or asked.after < _ABOVE:
        first = procedure_list.page(kind, asked)
        if first.next is not None:
            return first
        opened = [each for each in first.procedures if isinstance(each, Bid)]
    left = asked.limit - len(opened)
    beyond = max((asked.after or 0) - _ABOVE, 0)
    mine = [bid for bid in sealed_bids.mine(context.actor()) if sealed_bids.row_of(bid).id > beyond]
    wanted = [bid for bid in mine if _fits(bid, asked)]
    here = wanted[:left]
    more = len(wanted) > left
    # A page that opened bids fill goes on with the first sealed one.
    last = sealed_bids.row_of(here[-1]).id if here else beyond
    return Page([*opened, *here], lists.cursor(_ABOVE + last) if more else None)


def _fits(bid: Bid, asked: ListParameters) -> bool:
    """The filters of the list, asked of what no index knows."""
    submitted = None if bid.submitted_at is None else clock.almaty(bid.submitted_at).date()
    query = look_alikes.alike(asked.query or "")
    return (
        asked.state in (None, bid.state)
        # No term runs on a sealed bid.
        and asked.term in (None, TermState.NONE)
        and (asked.organisations is None or bid.bidder.id in asked.organisations)
        and (not query or any(query in look_alikes.alike(each) for each in (bid.public_number, bid.title)))
        and (asked.submitted_from is None or (submitted is not None and submitted >= asked.submitted_from))
        and (asked.submitted_to is None or (submitted is not None and submitted <= asked.submitted_to))
    )


BIDS = ApiKind(
    kind=kind.KIND,
    data_form=BidForm,
    create=create,
    may_start=rights.may_start_bid,
    start_form=StartForm,
    extras=extras,
    extra_schemas=_SCHEMAS,
    links=links,
    page=page,
    papers=papers.PAPERS,
)
