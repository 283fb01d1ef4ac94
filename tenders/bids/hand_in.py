"""Handing in a bid, by submitting, replacing or confirming it (¶ 47, 49; Law 45-2, 45-3). Nothing here commits.

Until the opening a bid is sealed: what is done to it here is kept inside the seal, and shows nowhere.
"""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context
from qyzmet.documents import sealed_documents
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason

from ..models import Bid
from ..procedure.states import SUBMITTED
from . import acceptance, receipt, requirements
from .bid_form import documents_in
from .sealed import sealed_bids, taken_part
from .sealed.sealed_content import KeptReceipt


def against_handing_in(bid: Bid, data: Mapping[str, Any]) -> list[Reason]:
    """In time, by somebody who may bid and has not, and complete; `data` is what would be handed in."""
    row = sealed_bids.row_of(bid) if sealed_bids.is_sealed(bid) else None
    today = clock.almaty(context.received_at()).date()
    against = acceptance.against_late(bid.tender) or requirements.against_bidder(
        bid.tender, bid.bidder.bin, data, on=today, but_for=row
    )
    # What forbids the bid altogether goes before what it lacks.
    facts = [reason for reason in against if reason.field is None]
    return facts or [*against, *requirements.against_bid(bid.tender, bid.bidder, data)]


def hand_in(bid: Bid, data: Mapping[str, Any], act: Act) -> None:
    """Make it stand: one bid a supplier, readable at the opening with its documents, with a receipt.

    Raises NotInThisState for one who takes part in another bid.
    """
    tender, content, received_at = bid.tender, sealed_bids.content_of(bid), context.received_at()
    taken_part.take_part(sealed_bids.row_of(bid), (content.bidder, *(data.get("group") or ())))
    content.data, content.stands, content.window = dict(data), SUBMITTED, tender.window
    name, public = tender.public_number, tender.seal_public or b""
    sealed_documents.address(documents_in(data), content.bidder, public, name)
    made = receipt.make(bid.public_number, name, data, received_at)
    content.receipt = KeptReceipt(made.hash, made.salt, received_at.isoformat())
    act.body = {"receipt": made.hash, "received_at": receipt.instant(received_at)}
