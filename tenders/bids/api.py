"""Bids of the API: the bidder's alone until the opening (¶ 49)."""

import re
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
from . import kind, papers, receipt
from .bid_form import BidForm
from .draft import StartForm, draft
from .false_information import course
from .sealed import sealed_bids

# In the list sealed ones come after all that has a row of its own. Their cursors name the reader's own bid by its
# instant and its random number: the row's number would count everybody's.
_SEALED = re.compile(r"([0-9]{1,18})\.(B-[0-9A-Z]{4,20})?", re.ASCII)

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
    bidder = sealed_bids.leader_of(bid) if bid.party(Party.SUPPLIER) is not None else None
    return {
        "receipt": receipt.of(bid),
        "tender": bid.tender.public_number,
        "supplier": bidder.bin if bidder is not None else None,
        "ground": bid.ground,
        "reason": bid.reason or "",
        "suit": course.shown(bid) if rights.reads_as_party(context.actor(), bid) else None,
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
    began, number = _cursor(asked.beyond) if asked.beyond else (-1, "")
    if not asked.beyond:
        first = procedure_list.page(kind, asked)
        if first.next is not None:
            return first
        opened = [each for each in first.procedures if isinstance(each, Bid)]
    left = asked.limit - len(opened)
    mine = sealed_bids.mine(context.actor())
    place = next((place for place, bid in enumerate(mine) if bid.public_number == number), None)
    # The one that the cursor names may have been opened meanwhile: then by its instant alone.
    rest = mine[place + 1 :] if place is not None else [bid for bid in mine if sealed_bids.began_at(bid) > began]
    wanted = [bid for bid in rest if _fits(bid, asked)]
    here = wanted[:left]
    if len(wanted) <= left:
        return Page([*opened, *here], None)
    # A page that opened bids fill goes on with the first sealed one.
    last = f"{sealed_bids.began_at(here[-1])}.{here[-1].public_number}" if here else "0."
    return Page([*opened, *here], lists.cursor_beyond(last))


def _cursor(text: str) -> tuple[int, str]:
    found = _SEALED.fullmatch(text)
    if found is None:
        raise lists.wrong_cursor()
    return int(found[1]), found[2] or ""


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
