"""What the bidder's moves do to a sealed bid, and what stands against them (¶ 47, 49; H29, H30). Nothing commits."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import sealed_documents
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotInThisState, Reason
from qyzmet.sentences.wording import reasons_of

from ..models import Bid
from ..procedure.states import SUBMITTED, WITHDRAWN
from ..sealed_models import TakenPart
from . import against as bid_rules
from . import receipt as bid_receipts
from . import sealed_bids
from .forms import documents_in
from .sealed_content import Content, KeptReceipt, blind_part

Data = Mapping[str, Any]


def against_saving(bid: Bid, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the documents that it names are the bidder's own."""
    return _late(bid) or list(bid_rules.against_documents(bid_rules.bidder_of(bid), data))


def against_submitting(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """¶ 49; Law 45-2, 45-3: in time, by somebody who may bid and has not, and complete."""
    return _against_handing_in(bid, bid.data)


def against_replacing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """The same of the bid as it would be."""
    return _against_handing_in(bid, _replaced(bid, body))


def against_confirming(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """H30: a bid that does not answer what is asked now is replaced, not confirmed."""
    reasons = _against_handing_in(bid, bid.data)
    lacks = [reason.text for reason in reasons if reason.field is not None]
    if not lacks:
        return reasons
    text = _("The bid does not answer the amended announcement any more: replace it.")
    return [Reason(" ".join([text, *dict.fromkeys(lacks)]), rule="H30")]


def against_withdrawing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """Until the end of acceptance."""
    return _late(bid)


def _against_handing_in(bid: Bid, data: Data) -> list[Reason]:
    bidder = bid_rules.bidder_of(bid)
    row = sealed_bids.row_of(bid) if sealed_bids.is_sealed(bid) else None
    today = clock.almaty(context.received_at()).date()
    against = _late(bid) or bid_rules.against_bidder(bid.tender, bidder.bin, data, on=today, but_for=row)
    # What forbids the bid altogether goes before what it lacks.
    facts = [reason for reason in against if reason.field is None]
    return facts or [*against, *bid_rules.against_bid(bid.tender, bidder, data)]


def _late(bid: Bid) -> list[Reason]:
    return reasons_of([bid_rules.late(bid.tender)])


def _replaced(bid: Bid, body: Body) -> dict[str, Any]:
    return {**bid.data, **(body.get("data") or {})}


def _submit(bid: Bid, body: Body, act: Act) -> None:
    content = sealed_bids.content_of(bid)
    content.submitted_at = act.at.isoformat()
    _hand_in(bid, content, content.data, act)


def _replace(bid: Bid, body: Body, act: Act) -> None:
    content = sealed_bids.content_of(bid)
    data = _replaced(bid, body)
    gone = set(documents_in(content.data)) - set(documents_in(data))
    sealed_documents.withdraw_address(sorted(gone), content.bidder, bid.tender.public_number)
    _free(bid)
    _hand_in(bid, content, data, act)


def _confirm(bid: Bid, body: Body, act: Act) -> None:
    sealed_bids.content_of(bid).window = bid.tender.window


def _withdraw(bid: Bid, body: Body, act: Act) -> None:
    content = sealed_bids.content_of(bid)
    content.stands = WITHDRAWN
    sealed_documents.withdraw_address(documents_in(content.data), content.bidder, bid.tender.public_number)
    _free(bid)


def _hand_in(bid: Bid, content: Content, data: Data, act: Act) -> None:
    """Make it stand: one bid a supplier, readable at the opening with its documents, with a receipt."""
    tender, received_at = bid.tender, context.received_at()
    _take_part(bid, (content.bidder, *(data.get("group") or ())))
    content.data, content.stands, content.window = dict(data), SUBMITTED, tender.window
    name, public = tender.public_number, tender.seal_public or b""
    sealed_documents.address(documents_in(data), content.bidder, public, name)
    receipt = bid_receipts.make(bid.public_number, name, data, bid_rules.documents_of(data), received_at)
    content.receipt = KeptReceipt(receipt.hash, receipt.salt, received_at.isoformat())
    act.body = {"receipt": receipt.hash, "received_at": bid_receipts.instant(received_at)}


def _take_part(bid: Bid, suppliers: Iterable[str]) -> None:
    """¶ 49: the database itself lets nobody take part twice, however many try at once."""
    hashes = sorted({blind_part(bid.tender, each) for each in suppliers})
    parts = [TakenPart(tender_id=bid.tender.id, bid_id=sealed_bids.row_of(bid).id, supplier=each) for each in hashes]
    try:
        with db.session.begin_nested():
            db.session.add_all(parts)
            db.session.flush()
    except IntegrityError:
        raise NotInThisState(
            _("You, or a member of your group, take part in a bid for this tender already: one bid a supplier."),
            rule="¶ 49",
        ) from None


def _free(bid: Bid) -> None:
    db.session.execute(delete(TakenPart).where(TakenPart.bid_id == sealed_bids.row_of(bid).id))


GUARDS: Mapping[str, Guard] = {
    "save": against_saving,
    "submit": against_submitting,
    "replace": against_replacing,
    "confirm": against_confirming,
    "withdraw": against_withdrawing,
}
CHANGES: Mapping[str, Callable[[Bid, Body, Act], None]] = {
    "submit": _submit,
    "replace": _replace,
    "confirm": _confirm,
    "withdraw": _withdraw,
}
