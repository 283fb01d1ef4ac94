"""Handing in a bid, by submitting, replacing or confirming it (¶ 47, 49; Law 45-2, 45-3). Nothing here commits.

Until the opening a bid is sealed: what is done to it here is kept inside the seal, and shows nowhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.documents import sealed_documents
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of

from ..models import Bid
from ..procedure.states import SUBMITTED
from ..rules import group as group_rule
from ..rules.group import group_terms
from . import acceptance, receipt, requirements
from .bid_form import documents_in
from .sealed import sealed_bids, taken_part
from .sealed.sealed_content import NO_WINDOW, KeptReceipt


def against_handing_in(bid: Bid, data: Mapping[str, Any], *, with_its_group: bool = True) -> list[Reason]:
    """In time, by somebody who may bid and has not, complete, and with all its group; `data` is what is handed in."""
    against = _against_now(bid, data)
    # What forbids the bid altogether goes before what it lacks.
    facts = [reason for reason in against if reason.field is None]
    lacks = facts or [*against, *requirements.against_bid(bid.tender, bid.bidder, data)]
    # Looked for whatever else is wrong: neither words nor time tell of a member's own bid, nor does what is offered.
    group = reasons_of(group_rule.against_incomplete(*_group(bid, data))) if with_its_group else []
    return lacks or [replace(each, stands=False) for each in group]


def forbids(bid: Bid, actor: Actor) -> list[Reason]:
    """The same of the bid as it is, without what it lacks: all of that has its place in the bid, where it is mended."""
    return _against_now(bid, bid.data)


def _against_now(bid: Bid, data: Mapping[str, Any]) -> list[Reason]:
    """It is too late, or somebody may not bid, or has a bid."""
    row = sealed_bids.row_of(bid) if sealed_bids.is_sealed(bid) else None
    today = clock.almaty(context.received_at()).date()
    return acceptance.against_late(bid.tender) or requirements.against_bidder(
        bid.tender, bid.bidder.bin, data, on=today, but_for=row
    )


def _group(bid: Bid, data: Mapping[str, Any]) -> tuple[list[str], set[str], set[str]]:
    """The group, who of it has confirmed it as it is in these data, and who stands in another bid."""
    group = list(data.get("group") or ())
    if not sealed_bids.is_sealed(bid):
        return group, set(), set()
    content = sealed_bids.content_of(bid)
    same = group_terms(data) == group_terms(content.data)
    elsewhere = taken_part.who_takes_part(bid.tender, group, sealed_bids.row_of(bid))
    return group, set(content.confirmed) if same else set(), elsewhere


def hand_in(bid: Bid, data: Mapping[str, Any], act: Act) -> None:
    """Make it stand: one bid a supplier, readable at the opening with its documents, with a receipt.

    With a group that is not complete it waits to be confirmed, and blocks nobody but its bidder (H39).
    Raises NotInThisState for one who takes part in another bid.
    """
    tender, content, received_at = bid.tender, sealed_bids.content_of(bid), context.received_at()
    complete = group_rule.is_complete(*_group(bid, data))
    content.fill(data)
    content.stands = SUBMITTED
    let_stand(bid, complete=complete)
    name, public = tender.public_number, tender.seal_public or b""
    sealed_documents.address(documents_in(data), content.bidder, public, name)
    made = receipt.make(bid.public_number, name, data, received_at)
    content.receipt = KeptReceipt(made.hash, made.salt, received_at.isoformat())
    act.body = {"receipt": made.hash, "received_at": receipt.instant(received_at)}


def let_stand(bid: Bid, *, complete: bool) -> None:
    """It stands for the window that runs, and all who take part stand in no other bid; without its group it waits.

    Raises NotInThisState for one who takes part in another bid.
    """
    content, row = sealed_bids.content_of(bid), sealed_bids.row_of(bid)
    taken_part.free(row)
    taken_part.take_part(row, (content.bidder, *(content.data.get("group") or () if complete else ())))
    content.window = bid.tender.window if complete else NO_WINDOW
    if complete:
        # What the members said for themselves becomes the bid's history with it, and shows to its bidder now.
        content.acts += [each for each in content.confirmed.values() if each not in content.acts]
