"""What the opening does to the sealed bids of a tender (H3): each that stands becomes a bid of its own. Nothing here
commits.

One that does not open stops nothing: it stays sealed, is named, and may open later.
"""

from dataclasses import dataclass, field

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.documents import sealed_documents
from qyzmet.documents import service as documents
from qyzmet.people.organisations import organisations
from qyzmet.procedure import engine
from qyzmet.procedure.models import Act
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key_pairs import Released
from qyzmet.vocabulary import Channel

from ..models import Bid, Tender
from ..procedure.states import SUBMITTED
from ..sealed_models import SealedBid
from . import envelopes, opened_bids, receipt
from .bid_form import documents_in
from .sealed import sealed_bids, sealed_content, taken_part
from .sealed.sealed_content import Content

log = structlog.get_logger("qyzmet.tenders")
_FAULTS = (SealBroken, LookupError, ValueError, TypeError, ArithmeticError, SQLAlchemyError)


@dataclass(frozen=True)
class Opening:
    """What an opening brought to light."""

    opened: list[Bid] = field(default_factory=list)
    failed: list[SealedBid] = field(default_factory=list)
    # Documents that could not be read, by the number of the bid that names them.
    unreadable: dict[str, list[str]] = field(default_factory=dict)


def open_all(tender: Tender, released: Released, cause: Act) -> Opening:
    """Open every bid that stands, by the act of opening; those that do not open are marked.

    What the clerks registered is put into the audit trail with it.
    """
    envelopes.tell(tender)
    return _open(tender, released, cause, SealedBid.failed_at.is_(None))


def open_remaining(tender: Tender, released: Released, cause: Act) -> Opening:
    """Try those once more that could not be opened, once storage or key are mended."""
    return _open(tender, released, cause, SealedBid.failed_at.is_not(None))


def _open(tender: Tender, released: Released, cause: Act, which: ColumnElement[bool]) -> Opening:
    opening = Opening()
    rows = db.session.scalars(
        select(SealedBid)
        .where(
            SealedBid.tender_id == tender.id,
            SealedBid.addressed.is_not(None),
            SealedBid.opened_at.is_(None),
            which,
        )
        # By the number, which is random: no order of theirs shows when they came.
        .order_by(SealedBid.number)
        .with_for_update()
    ).all()
    for row in rows:
        try:
            content = _read(row, released, tender)
            if content.stands != SUBMITTED or content.window != tender.window:
                # H30: a bid that nobody confirmed counts as withdrawn.
                taken_part.free(row)
                continue
            with db.session.begin_nested():
                bid, unreadable = _bring_out(row, content, tender, released, cause)
        except _FAULTS as fault:
            log.error("bid_not_opened", bid=row.number, tender=tender.public_number, fault=type(fault).__name__)
            db.session.refresh(row)
            row.failed_at = row.failed_at or clock.now()
            opening.failed.append(row)
            continue
        opening.opened.append(bid)
        if unreadable:
            opening.unreadable[bid.public_number] = unreadable
    db.session.flush()
    return opening


def _read(row: SealedBid, released: Released, tender: Tender) -> Content:
    """The content, if it is what its bidder sealed. Raises SealBroken.

    Anybody can seal something for a public key. That the application sealed it for this bidder, the bidder's own copy
    shows, which nobody makes without the seal key.
    """
    content = sealed_content.open_released(row, released, tender)
    if row.bidder != sealed_content.blind_bidder(tender, content.bidder):
        raise SealBroken
    if sealed_content.open_own(row, content.bidder) != content:
        raise SealBroken
    return content


def _bring_out(
    row: SealedBid, content: Content, tender: Tender, released: Released, cause: Act
) -> tuple[Bid, list[str]]:
    bidder = organisations.by_bin(content.bidder)
    if bidder is None or content.receipt is None or content.received_at is None or content.submitted_at is None:
        raise LookupError(row.number)
    # Who was reorganised meanwhile is answered for by the successor.
    while bidder.successor is not None:
        bidder = bidder.successor
    sealed = sealed_bids.shown(row, content, bidder)
    bid = opened_bids.new_bid(tender, bidder, row.number, content.data, Channel.PORTAL)
    bid.edition_key, bid.created_by, bid.created_at = content.edition, sealed.created_by, sealed.created_at
    bid.submitted_at, bid.received_at = sealed.submitted_at, content.received_at
    bid.receipt_hash, bid.receipt_salt = content.receipt.hash, content.receipt.salt
    bid.state = SUBMITTED
    db.session.add(bid)
    for kept in content.acts:
        bid.acts.append(sealed_bids.act_of(kept, bidder))
    db.session.flush()
    named = documents_in(content.data)
    _found, unreadable = sealed_documents.open_released(named, released, tender.public_number)
    documents.adopt(bid, named)
    # What was done under the seal enters the trail now, whole: who did what and when.
    audit.record(
        "unseal",
        chain=engine.chain_of(bid),
        subject=bid.public_number,
        after={
            "tender": tender.public_number,
            "bidder": content.bidder,
            "receipt": content.receipt.hash,
            "received_at": receipt.instant(content.received_at),
            "history": [
                {"action": each.action, "user": each.user, "at": each.at, "body": each.body} for each in content.acts
            ],
            "unreadable": unreadable,
        },
    )
    engine.follow(bid, "open", cause, {"tender": tender.public_number, "receipt": content.receipt.hash})
    row.opened_at = clock.now()
    db.session.flush()
    return bid, unreadable
