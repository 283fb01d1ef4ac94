"""Bids before the opening: kept sealed, shown to their bidders alone (¶ 49). Nothing here commits.

A bid is shown as a `Bid` that no database session knows. No audit record, act, notice, search word or deadline tells of
it: its history lies inside the seal.
"""

import datetime as dt
import secrets
from collections.abc import Iterable

from sqlalchemy import inspect, select

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.procedure.numbers import ALPHABET
from qyzmet.sealing.faults import SealBroken
from qyzmet.vocabulary import WORKING_ROLES, Channel, OrganisationKind, Party

from ...models import Bid, Tender
from ...procedure.bid import BIDS
from ...procedure.states import SUBMITTED
from ...rules.sealed_state import judged_at, state_of
from ...sealed_models import SealedBid
from .. import acceptance
from . import sealed_content
from .sealed_content import Content, KeptAct

_ROW, _CONTENT = "sealed row", "sealed content"
_AT_ONCE = 400
# Thirty letters and digits: at a billion bids no two have met with near certainty, and the row's key holds it.
_LENGTH = 12


def row_of(bid: Bid) -> SealedBid:
    """The row that keeps a sealed bid."""
    row: SealedBid = inspect(bid).info[_ROW]
    return row


def content_of(bid: Bid) -> Content:
    """What is inside of it. Whoever changes it keeps it with `keep`."""
    content: Content = inspect(bid).info[_CONTENT]
    return content


def is_sealed(procedure: Procedure) -> bool:
    """Whether this bid is kept sealed."""
    return _ROW in inspect(procedure).info


def find(number: str, actor: Actor) -> Bid | None:
    """The sealed bid with that number, if it is of a supplier in which the actor works."""
    suppliers = _suppliers(actor)
    if not suppliers:
        return None
    row = db.session.scalars(
        select(SealedBid).where(SealedBid.number == number, SealedBid.opened_at.is_(None))
    ).one_or_none()
    return None if row is None else _opened(row, suppliers)


def mine(actor: Actor) -> list[Bid]:
    """All sealed bids of the suppliers in which the actor works, the oldest first."""
    suppliers = _suppliers(actor)
    if not suppliers:
        return []
    with_bids = select(SealedBid.tender_id).where(SealedBid.opened_at.is_(None)).distinct()
    tenders = db.session.scalars(select(Tender).where(Tender.id.in_(with_bids)))
    hashes = [sealed_content.blind_bidder(tender, each.bin) for tender in tenders for each in suppliers]
    rows: list[SealedBid] = []
    for start in range(0, len(hashes), _AT_ONCE):
        some = hashes[start : start + _AT_ONCE]
        rows += db.session.scalars(select(SealedBid).where(SealedBid.bidder.in_(some), SealedBid.opened_at.is_(None)))
    found = (_opened(row, suppliers) for row in sorted(rows, key=lambda row: row.id))
    return [bid for bid in found if bid is not None]


def of_tender(tender: Tender, actor: Actor) -> list[Bid]:
    """The sealed bids for one tender of the suppliers in which the actor works, the oldest first."""
    suppliers = _suppliers(actor)
    hashes = [sealed_content.blind_bidder(tender, each.bin) for each in suppliers]
    rows = db.session.scalars(
        select(SealedBid)
        .where(SealedBid.tender_id == tender.id, SealedBid.bidder.in_(hashes), SealedBid.opened_at.is_(None))
        .order_by(SealedBid.id)
    )
    return [bid for row in rows if (bid := _opened(row, suppliers)) is not None]


def _suppliers(actor: Actor) -> list[Organisation]:
    """The suppliers in which the actor works, each once; the one acted for first."""
    acted_for = actor.organisation.id if actor.organisation else None
    found = {
        m.organisation_id: m.organisation
        for m in actor.memberships
        if m.organisation.kind is OrganisationKind.SUPPLIER and m.role in WORKING_ROLES
    }
    return sorted(found.values(), key=lambda each: (each.id != acted_for, each.id))


def _opened(row: SealedBid, suppliers: Iterable[Organisation]) -> Bid | None:
    for supplier in suppliers:
        if row.bidder == sealed_content.blind_bidder(row.tender, supplier.bin):
            try:
                content = sealed_content.open_own(row, supplier.bin)
            except SealBroken:
                return None  # A row that somebody has changed is nobody's.
            return shown(row, content, supplier)
    return None


def shown(row: SealedBid, content: Content, bidder: Organisation) -> Bid:
    """A sealed bid as rights, moves and pages read it."""
    bid = Bid(
        kind=BIDS.kind,
        draft_number=row.number,
        number=row.number,
        edition_key=content.edition,
        channel=Channel.PORTAL,
        created_by=users.by_public_id(content.created_by),
        created_at=dt.datetime.fromisoformat(content.created_at),
        is_public=False,
        tender=row.tender,
    )
    # By its id too: rights compare ids, and no session fills it in here.
    bid.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=bidder, organisation_id=bidder.id))
    _fill(bid, row, content, bidder)
    return bid


def _fill(bid: Bid, row: SealedBid, content: Content, bidder: Organisation) -> None:
    inspect(bid).info.update({_ROW: row, _CONTENT: content})
    accepts = acceptance.acceptance_of(row.tender)
    bid.state = state_of(content.left, accepts, judged_at(accepts, context.received_at(), clock.now()))
    bid.title = row.tender.title
    bid.data = content.data
    bid.version = row.version
    bid.submitted_at = None if content.submitted_at is None else dt.datetime.fromisoformat(content.submitted_at)
    bid.acts[:] = [act_of(each, bidder) for each in content.acts]


def act_of(kept: KeptAct, bidder: Organisation) -> Act:
    """An act of the history as a row would hold it."""
    return Act(
        action=kept.action,
        case="",
        party=Party.SUPPLIER,
        user=users.by_public_id(kept.user),
        organisation=bidder,
        acting_for=users.by_public_id(kept.acting_for) if kept.acting_for else None,
        from_state=kept.from_state,
        to_state=kept.to_state,
        body=kept.body,
        at=dt.datetime.fromisoformat(kept.at),
    )


def add(tender: Tender, bidder: Organisation, content: Content) -> Bid:
    """Keep a new one, under a random number."""
    row = SealedBid(tender=tender, number=new_number(), bidder=sealed_content.blind_bidder(tender, bidder.bin))
    _seal(row, content)
    db.session.add(row)
    db.session.flush()
    return shown(row, content, bidder)


def keep(bid: Bid) -> None:
    """Seal what the content is now, for the opening too if it was handed in; show the bid as it is then."""
    row, content = row_of(bid), content_of(bid)
    _seal(row, content)
    db.session.flush()
    _fill(bid, row, content, bid.bidder)


def _seal(row: SealedBid, content: Content) -> None:
    envelope = sealed_content.seal(content, row.number)
    row.content, row.own = envelope.content, envelope.own
    # A draft and what was withdrawn no opening reads.
    row.addressed = sealed_content.address(row, content, row.tender) if content.stands == SUBMITTED else None


def new_number() -> str:
    """A number for a bid that tells nothing: not how many there are, nor in what order."""
    return f"{BIDS.prefix}-" + "".join(secrets.choice(ALPHABET) for _place in range(_LENGTH))


def lock(bid: Bid) -> None:
    """Let nobody else change the bid, nor close or open its tender, until this transaction ends; see it as it is."""
    row, tender = row_of(bid), bid.tender
    db.session.flush()
    # Others who hand in lock the tender beside us; whoever closes, opens or cancels it waits, or is waited for.
    db.session.execute(select(Procedure.id).where(Procedure.id == tender.id).with_for_update(read=True))
    db.session.refresh(tender)
    db.session.refresh(row, with_for_update=True)
    _fill(bid, row, sealed_content.open_own(row, bid.bidder.bin), bid.bidder)
