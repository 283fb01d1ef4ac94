"""Bids before the opening: kept sealed, shown to their bidders alone (¶ 49). Nothing here commits.

A bid is shown as a `Bid` that no database session knows. No audit record, act, notice, search word or deadline tells of
it: its history lies inside the seal.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, inspect, or_, select
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.accounts import users
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.people.organisations import organisations
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.procedure.numbers import ALPHABET
from qyzmet.reading.read_once import read_once
from qyzmet.sealing.faults import SealBroken
from qyzmet.signatures.kept import from_data
from qyzmet.vocabulary import WORKING_ROLES, Channel, OrganisationKind, Party

from ...models import Bid, Tender
from ...procedure.bid import BIDS
from ...procedure.states import SUBMITTED
from ...rules.group import shown_to_members
from ...rules.sealed_state import judged_at, state_of
from ...sealed_models import SealedBid, TakenPart
from .. import acceptance
from . import sealed_content
from .sealed_content import Content, KeptAct

_ROW, _CONTENT, _MEMBER = "sealed row", "sealed content", "read by a member"
_AT_ONCE = 400
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
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


def member_of(bid: Bid) -> str | None:
    """The BIN of the member of the group as whom the bid is read; None where its bidder reads it, or it was opened."""
    member: str | None = inspect(bid).info.get(_MEMBER)
    return member


def leader_of(bid: Bid) -> Organisation:
    """Whose bid it is, whoever reads it. Raises LookupError for one that nobody made."""
    if not is_sealed(bid) or member_of(bid) is None:
        return bid.bidder
    leader = organisations.by_bin(content_of(bid).bidder)
    if leader is None:
        raise LookupError(bid.public_number)
    return leader


def state_now(bid: Bid) -> str:
    """In which state the content leaves it."""
    accepts = acceptance.acceptance_of(bid.tender)
    return state_of(content_of(bid).left, accepts, judged_at(accepts, context.received_at(), clock.now()))


def is_sealed(procedure: Procedure) -> bool:
    """Whether this bid is kept sealed."""
    return _ROW in inspect(procedure).info


def find(number: str, actor: Actor) -> Bid | None:
    """The sealed bid with that number, if a supplier in which the actor works made it or is named in its group."""
    suppliers = _suppliers(actor)
    if not suppliers:
        return None
    row = db.session.scalars(
        _with_tender().where(SealedBid.number == number, SealedBid.opened_at.is_(None))
    ).one_or_none()
    return None if row is None else _opened(row, suppliers) or _read_by_a_member(row, suppliers)


def _with_tender() -> Select[SealedBid]:
    """Rows with the tender of each. Who its parties are a bid does not ask."""
    tender = joinedload(SealedBid.tender, innerjoin=True)
    return select(SealedBid).options(tender.lazyload(Tender.party_rows))


@read_once
def mine(actor: Actor) -> list[Bid]:
    """All sealed bids of the suppliers in which the actor works, or in which they take part; the oldest first."""
    suppliers = _suppliers(actor)
    if not suppliers:
        return []
    with_bids = select(SealedBid.tender_id).where(SealedBid.opened_at.is_(None)).distinct()
    tenders = db.session.scalars(select(Tender).where(Tender.id.in_(with_bids)).options(lazyload(Tender.party_rows)))
    return _of(list(tenders), suppliers)


def began_at(bid: Bid) -> int:
    """When its bidder began it, in microseconds since 1970.

    By this a supplier's own bids are ordered. The rows' own numbers never leave here: they count everybody's.
    """
    return (dt.datetime.fromisoformat(content_of(bid).created_at) - _EPOCH) // dt.timedelta(microseconds=1)


def next_instant(own: Iterable[Bid]) -> dt.datetime:
    """When a bid begins that is begun now: after all of one's own, also where the clock stands still."""
    after = [_EPOCH + dt.timedelta(microseconds=began_at(bid) + 1) for bid in own]
    return max([clock.now(), *after])


def _of(tenders: list[Tender], suppliers: list[Organisation]) -> list[Bid]:
    made = [sealed_content.blind_bidder(tender, each.bin) for tender in tenders for each in suppliers]
    parts = [sealed_content.blind_part(tender, each.bin) for tender in tenders for each in suppliers]
    rows: dict[int, SealedBid] = {}
    for start in range(0, len(made), _AT_ONCE):
        end = start + _AT_ONCE
        joined = select(TakenPart.bid_id).where(TakenPart.supplier.in_(parts[start:end]))
        found = select(SealedBid).where(
            or_(SealedBid.bidder.in_(made[start:end]), SealedBid.id.in_(joined)), SealedBid.opened_at.is_(None)
        )
        rows |= {row.id: row for row in db.session.scalars(found)}
    # Those whose ids stand in the bids, by one question: as long as they are held, nobody asks for one of them.
    people = _people_of(suppliers) if rows else []
    bids = (_opened(row, suppliers) or _read_by_a_member(row, suppliers) for _id, row in sorted(rows.items()))
    theirs = sorted((bid for bid in bids if bid is not None), key=began_at)
    del people
    return theirs


def _people_of(suppliers: Sequence[Organisation]) -> list[User]:
    """All who work or worked for the suppliers."""
    theirs = select(Membership.user_id).where(Membership.organisation_id.in_([each.id for each in suppliers]))
    return list(db.session.scalars(select(User).where(User.id.in_(theirs))))


def of_tender(tender: Tender, actor: Actor) -> list[Bid]:
    """The sealed bids for one tender of the suppliers in which the actor works, the oldest first."""
    suppliers = _suppliers(actor)
    return _of([tender], suppliers) if suppliers else []


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


def _read_by_a_member(row: SealedBid, suppliers: Iterable[Organisation]) -> Bid | None:
    """The bid as the first of these suppliers reads it that its group names; for all others there is none.

    Whose it is stands in no column, as it would tell a thief: the suppliers' hashes are tried until one fits.
    """
    leader = next(
        (each for each in _bins_of_suppliers() if row.bidder == sealed_content.blind_bidder(row.tender, each)), None
    )
    try:
        content = None if leader is None else sealed_content.open_own(row, leader)
    except SealBroken:
        return None
    if content is None:
        return None
    group = content.data.get("group") or ()
    member = next((each for each in suppliers if each.bin in group), None)
    return None if member is None else shown(row, content, member, as_member=True)


@read_once
def _bins_of_suppliers() -> list[str]:
    query = select(Organisation.bin).where(Organisation.kind == OrganisationKind.SUPPLIER)
    return list(db.session.scalars(query))


def shown(row: SealedBid, content: Content, bidder: Organisation, *, as_member: bool = False) -> Bid:
    """A sealed bid as rights, moves and pages read it; `as_member`, as much of it as a member of its group reads.

    Of such a one `bidder` is the member: who acts on it acts for that supplier.
    """
    bid = Bid(
        kind=BIDS.kind,
        draft_number=row.number,
        number=row.number,
        edition_key=content.edition,
        channel=Channel.PORTAL,
        created_by=None if as_member else users.by_public_id(content.created_by),
        # A member is told of the tender's own day: when its leader began is the leader's.
        created_at=row.tender.published_at if as_member else dt.datetime.fromisoformat(content.created_at),
        is_public=False,
        tender=row.tender,
    )
    # By its id too: rights compare ids, and no session fills it in here.
    inspect(bid).info[_MEMBER] = bidder.bin if as_member else None
    bid.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=bidder, organisation_id=bidder.id))
    _fill(bid, row, content, bidder)
    return bid


def _fill(bid: Bid, row: SealedBid, content: Content, bidder: Organisation) -> None:
    content.version = content.version or row.version
    inspect(bid).info.update({_ROW: row, _CONTENT: content})
    bid.state = state_now(bid)
    bid.title = row.tender.title
    bid.submitted_at = None if content.submitted_at is None else dt.datetime.fromisoformat(content.submitted_at)
    member = member_of(bid)
    if member is None:
        bid.data, bid.version = content.data, content.version
        bid.acts[:] = [act_of(each, bidder) for each in content.acts]
        return
    # The version in which the group and the prices became what they are: others would tell of the rest.
    bid.data, bid.version = shown_to_members(content.data), content.terms_since or 1
    word = content.confirmed.get(member)
    own = [each for each in content.acts if each.supplier == member]
    bid.acts[:] = [act_of(each, bidder) for each in (*own, *([word] if word and word not in own else ()))]


def act_of(kept: KeptAct, bidder: Organisation) -> Act:
    """An act of the history as a row would hold it."""
    return Act(
        action=kept.action,
        case="",
        party=Party.SUPPLIER,
        user=users.by_public_id(kept.user),
        organisation=(organisations.by_bin(kept.supplier) if kept.supplier else None) or bidder,
        acting_for=users.by_public_id(kept.acting_for) if kept.acting_for else None,
        from_state=kept.from_state,
        to_state=kept.to_state,
        body=kept.body,
        at=dt.datetime.fromisoformat(kept.at),
        signature=None if kept.signature is None else from_data(kept.signature),
        manifest_sha256=None if kept.signature is None else kept.signature["sha256"],
    )


def add(tender: Tender, bidder: Organisation, content: Content) -> Bid:
    """Keep a new one, under a random number."""
    row = SealedBid(tender=tender, number=new_number(), bidder=sealed_content.blind_bidder(tender, bidder.bin))
    content.version = content.terms_since = 1
    _seal(row, content)
    db.session.add(row)
    db.session.flush()
    return shown(row, content, bidder)


def keep(bid: Bid, *, shows: bool = True) -> None:
    """Seal what the content is now, for the opening too if it was handed in; show the bid as it is then.

    What does not show to the bidder raises no version.
    """
    row, content = row_of(bid), content_of(bid)
    content.version += shows
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
    row = row_of(bid)
    db.session.flush()
    if db.engine.dialect.name == "postgresql":  # On SQLite a writer is alone already.
        # Others who hand in lock the tender beside us; whoever closes, opens or cancels it waits, or is waited for.
        db.session.execute(select(Procedure.id).where(Procedure.id == row.tender_id).with_for_update(read=True))
    # Both as they are now: nobody changes the tender any more, and of the bid the newest is read with the lock.
    now = _with_tender().where(SealedBid.id == row.id).with_for_update(of=SealedBid)
    db.session.scalars(now.execution_options(populate_existing=True)).one()
    content = sealed_content.open_own(row, content_of(bid).bidder)
    member = member_of(bid)
    if member is not None and member not in (content.data.get("group") or ()):
        # Its leader has named others meanwhile: for this one there is no such bid.
        raise NotFound
    _fill(bid, row, content, bid.bidder)
