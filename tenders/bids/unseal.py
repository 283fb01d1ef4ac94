"""What the opening does to the sealed bids of a tender (H3): each that stands becomes a bid of its own. Nothing here
commits.

One that does not open stops nothing: it stays sealed, is named, and may open later.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.audit.service import Told
from qyzmet.database import db
from qyzmet.documents import sealed_documents
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation
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
from .sealed.sealed_content import Content, KeptAct

log = structlog.get_logger("qyzmet.tenders")
_FAULTS = (SealBroken, LookupError, ValueError, TypeError, ArithmeticError, SQLAlchemyError)
# So many bids are brought out together: where one fails, no more than these are tried again.
_AT_ONCE = 100


@dataclass(frozen=True)
class _Read:
    """A sealed bid that stands, and what is inside of it."""

    row: SealedBid
    content: Content


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
    found = []
    for row in rows:
        try:
            content = _read(row, released, tender)
            if content.stands != SUBMITTED or content.window != tender.window:
                # H30: a bid that nobody confirmed counts as withdrawn.
                taken_part.free(row)
                continue
        except _FAULTS as fault:
            _mark(row, tender, fault, opening)
        else:
            found.append(_Read(row, content))
    for start in range(0, len(found), _AT_ONCE):
        _bring_out(found[start : start + _AT_ONCE], opening, tender, released, cause)
    opening.failed.sort(key=lambda row: row.number)
    db.session.flush()
    return opening


def _mark(row: SealedBid, tender: Tender, fault: Exception, opening: Opening) -> None:
    """Note that one did not open."""
    log.error("bid_not_opened", bid=row.number, tender=tender.public_number, fault=type(fault).__name__)
    db.session.refresh(row)
    row.failed_at = row.failed_at or clock.now()
    opening.failed.append(row)


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


def _bring_out(found: list[_Read], opening: Opening, tender: Tender, released: Released, cause: Act) -> None:
    """Bring these out at one stroke. Where that fails each half is tried, until what fails stands alone."""
    try:
        with db.session.begin_nested():
            bids, unreadable = _brought_out(found, tender, released, cause)
    except _FAULTS as fault:
        if len(found) == 1:
            _mark(found[0].row, tender, fault, opening)
            return
        half = len(found) // 2
        _bring_out(found[:half], opening, tender, released, cause)
        _bring_out(found[half:], opening, tender, released, cause)
        return
    opening.opened.extend(bids)
    opening.unreadable.update(unreadable)


def _brought_out(
    found: list[_Read], tender: Tender, released: Released, cause: Act
) -> tuple[list[Bid], dict[str, list[str]]]:
    """The bids, and which of their documents could not be read. Raises what a single one of them raises."""
    bidders = organisations.by_bins(each.content.bidder for each in found)
    # Held until the acts name them: a session forgets what nobody holds.
    _people = users.by_public_ids({user for each in found for user in _people_of(each.content)})
    bids = [_made(each, bidders.get(each.content.bidder), tender) for each in found]
    db.session.add_all(bids)
    db.session.flush()
    opened_bids.seat(tender, bids)
    named = [documents_in(each.content.data) for each in found]
    ids = [each for of_one in named for each in of_one]
    _documents, failed = sealed_documents.open_released(ids, released, tender.public_number)
    documents.adopt_all(zip(bids, named, strict=True))
    unreadable = [[each for each in of_one if each in set(failed)] for of_one in named]
    audit.record_all(
        [_told(bid, each.content, missing, tender) for bid, each, missing in zip(bids, found, unreadable, strict=True)]
    )
    said = [(bid, {"tender": tender.public_number, "receipt": bid.receipt_hash}) for bid in bids]
    engine.follow_all(said, "open", cause)
    for each in found:
        each.row.opened_at = clock.now()
    db.session.flush()
    return bids, {bid.public_number: missing for bid, missing in zip(bids, unreadable, strict=True) if missing}


def _people_of(content: Content) -> Iterator[str]:
    yield content.created_by
    for act in content.acts:
        yield from (act.user, act.acting_for or act.user)


def _made(found: _Read, bidder: Organisation | None, tender: Tender) -> Bid:
    """The new bid with its history. Raises LookupError where its content is not whole, or its bidder not known."""
    row, content = found.row, found.content
    if bidder is None or content.receipt is None or content.received_at is None or content.submitted_at is None:
        raise LookupError(row.number)
    # Who was reorganised meanwhile is answered for by the successor.
    while bidder.successor is not None:
        bidder = bidder.successor
    bid = opened_bids.new_bid(tender, bidder, row.number, content.data, Channel.PORTAL)
    bid.edition_key, bid.state = content.edition, SUBMITTED
    author = users.by_public_id(content.created_by)
    if author is None:
        raise LookupError(content.created_by)
    bid.created_by, bid.created_at = author, dt.datetime.fromisoformat(content.created_at)
    bid.submitted_at, bid.received_at = dt.datetime.fromisoformat(content.submitted_at), content.received_at
    bid.receipt_hash, bid.receipt_salt = content.receipt.hash, content.receipt.salt
    bid.acts.extend(sealed_bids.act_of(kept, bidder) for kept in content.acts)
    return bid


def _signed(kept: KeptAct) -> dict[str, str]:
    return {} if kept.signature is None else {"manifest": str(kept.signature["sha256"])}


def _told(bid: Bid, content: Content, unreadable: list[str], tender: Tender) -> Told:
    """What was done under the seal enters the trail now, whole: who did what and when."""
    return Told(
        "unseal",
        chain=engine.chain_of(bid),
        subject=bid.public_number,
        after={
            "tender": tender.public_number,
            "bidder": content.bidder,
            "receipt": bid.receipt_hash,
            "received_at": receipt.instant(bid.received_at),
            "history": [
                {"action": each.action, "user": each.user, "at": each.at, "body": each.body, **_signed(each)}
                for each in content.acts
            ],
            **({"attempts": content.attempts} if content.attempts else {}),
            "unreadable": unreadable,
        },
    )
