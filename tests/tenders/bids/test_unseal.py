"""H3: the opening brings out every bid that stands; one that does not open stops nothing and may open later."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.audit import verify
from qyzmet.audit.models import AuditRecord
from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.sealed_models import SealedAddress, SealedDocument
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.models import ProcedureSeat
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.sealing import contents, key_pairs
from qyzmet.search import lists
from qyzmet.search.lists import ListQuery
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.bids import receipt as bid_receipts
from qyzmet.tenders.bids.bid_form import documents_in
from qyzmet.tenders.bids.correct import against_correcting
from qyzmet.tenders.bids.sealed import sealed_bids, sealed_content
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.sealed_models import SealedBid, TakenPart
from qyzmet.vocabulary import OrganisationKind, Party, Seat
from tests import factories
from tests.conftest import SetClock
from tests.tenders import bidding
from tests.tenders.house import TenderHouse


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids, with a chair and a member of its Commission."""
    made = tender_house.published()
    body = tender_house.requests.state_body
    for key, seat in (("chair", Seat.CHAIR), ("member1", Seat.MEMBER)):
        of = body if key == "chair" else tender_house.requests.authorised_body
        made.seats.append(
            ProcedureSeat(user=tender_house[key], organisation=of, seat=seat, since=made.created_at, interest=False)
        )
    db.session.flush()
    return made


def row_of(bid: Bid) -> SealedBid:
    return db.session.query(SealedBid).filter_by(number=bid.public_number).one()


def test_a_bid_comes_out_as_it_was_handed_in(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """Number, contents, prices, instants, history, documents and receipt are those of the bidder; it is opened."""
    sealed = bidding.submitted(tender_house, tender)
    bidding.take(tender_house, sealed, "replace", {"data": {"price_lease": "47000000.00"}})
    receipt, data = sealed.acts[-1].body["receipt"], sealed.data
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    assert bid.public_number == sealed.public_number
    assert (bid.state, bid.data, bid.receipt_hash) == ("opened", data, receipt)
    assert (format(bid.price_lease, "f"), format(bid.price_service, "f")) == ("47000000.00", bidding.SERVICE)
    assert [act.action for act in bid.acts] == ["submit", "replace", "open"]
    assert [act.user for act in bid.acts] == [tender_house["supplier1_head"]] * 2 + [tender_house["chair"]]
    assert bid.created_by is tender_house["supplier1_specialist"]
    (paper,) = documents.of_procedure(bid)
    assert paper.name == "charter-of-the-bidder.pdf"
    assert bid_receipts.still_fits(bid, {paper.public_id: paper.sha256})
    with tender_house.as_("chair"):
        assert b"".join(documents.unsealed(paper) or ()).startswith(b"%PDF")


def test_it_is_known_then_to_the_offices_and_the_commission(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Bidder, customer, integrator, authorised body, Commission and auditor; neither other bidders nor the operator."""
    sealed = bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    parties = {row.party for row in bid.party_rows}
    assert parties == {Party.SUPPLIER, Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY}
    see = {key for key in ("supplier2_head", "operator_head", "security_head") if bidding.seen(tender_house, bid, key)}
    assert see == set()
    for key in ("supplier1_head", "customer_head", "integrator_head", "authorised_head", "chair", "member1", "auditor"):
        assert bidding.seen(tender_house, sealed, key) is not None, key
    told = {each.user_id for each in db.session.query(Notification).filter_by(procedure_id=bid.id)}
    assert told == {tender_house[f"supplier1_{role}"].id for role in ("head", "specialist")}


def test_the_trail_tells_the_whole_history_then(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """What was done under the seal enters the audit trail at the opening: who, what, when; the chain holds."""
    sealed = bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    bidding.opened(tender_house, tender)
    records = db.session.query(AuditRecord).filter_by(subject=sealed.public_number).order_by(AuditRecord.number).all()
    assert [record.action for record in records] == ["unseal", "open"]
    after = json.loads(records[0].after)
    assert after["bidder"] == tender_house.suppliers[0].bin
    assert [(each["action"], each["user"]) for each in after["history"]] == [
        ("submit", tender_house["supplier1_head"].public_id)
    ]
    assert verify.verify().fault is None


@pytest.mark.slow
def test_drafts_withdrawn_and_unconfirmed_bids_stay_sealed(tender_house: TenderHouse, set_clock: SetClock):
    """H29, H30: nobody reads what did not come in; of two windows the last one counts."""
    assignment = tender_house.approved_assignment()
    tender = tender_house.published(assignment)
    unconfirmed = bidding.submitted(tender_house, tender, 3)
    tender_house.amended(assignment, training="For everybody, twice.")
    tender_house.take(tender, "integrator_head", "amend", {"material": True, "text": "Training.", "documents": []})
    withdrawn = bidding.submitted(tender_house, tender, 2)
    bidding.take(tender_house, withdrawn, "withdraw", supplier=2)
    draft = bidding.drafted(tender_house, tender, 2)
    stands = bidding.submitted(tender_house, tender, 1)
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    assert [bid.public_number for bid in found.opened] == [stands.public_number]
    assert found.failed == []
    assert db.session.query(Bid).count() == 1
    for bid, supplier in ((unconfirmed, 3), (withdrawn, 2), (draft, 2)):
        seen = bidding.seen(tender_house, bid, f"supplier{supplier}_head")
        assert seen is not None
        assert seen.state == "withdrawn"
        assert bidding.seen(tender_house, bid, "chair") is None
    assert {each.bid_id for each in db.session.query(TakenPart)} == {row_of(stands).id}


def broken(bid: Bid, how: str) -> dict[str, Any]:
    """Damage the row of a sealed bid; gives back what it held."""
    row = row_of(bid)
    held = {"content": row.content, "addressed": row.addressed}
    if how == "content":
        row.content = row.content[:-1] + bytes([row.content[-1] ^ 1])
    else:
        row.addressed = (row.addressed or b"")[:-1]
    db.session.flush()
    return held


@pytest.mark.slow
@pytest.mark.parametrize("how", ["content", "ticket"])
def test_one_that_does_not_open_stops_nothing(tender_house: TenderHouse, tender: Tender, set_clock: SetClock, how: str):
    """The others are opened, the minutes can name it, its bidder reads why; mended, it opens like the others."""
    first, second = bidding.submitted(tender_house, tender), bidding.submitted(tender_house, tender, 2)
    held = broken(first, how)
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    assert [bid.public_number for bid in found.opened] == [second.public_number]
    assert [row.number for row in found.failed] == [first.public_number]
    assert row_of(first).failed_at is not None
    assert bidding.opened(tender_house, tender, again=True).opened == []
    row = row_of(first)
    row.content, row.addressed = held["content"], held["addressed"]
    db.session.flush()
    seen = bidding.seen(tender_house, first)
    assert seen is not None
    assert seen.state == "submitted"
    again = bidding.opened(tender_house, tender, again=True)
    assert [bid.public_number for bid in again.opened] == [first.public_number]
    assert bidding.opened(tender_house, tender, again=True).opened == []
    assert db.session.query(Bid).count() == 2


@pytest.mark.slow
def test_one_that_cannot_be_brought_out_keeps_no_other_closed(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """All are brought out at one stroke; where one fails in the middle of it, nothing of it stays and the rest open."""
    bids = [bidding.submitted(tender_house, tender, supplier) for supplier in (1, 2, 3)]
    spoiled = min(bids, key=lambda each: each.public_number)
    sealed_bids.content_of(spoiled).data["price_lease"] = "a lot"
    sealed_bids.keep(spoiled)
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    others = sorted(each.public_number for each in bids if each is not spoiled)
    assert [bid.public_number for bid in found.opened] == others
    assert [row.number for row in found.failed] == [spoiled.public_number]
    assert row_of(spoiled).failed_at is not None
    assert sorted(bid.number or "" for bid in db.session.query(Bid)) == others
    assert {len(documents.of_procedure(bid)) for bid in found.opened} == {1}
    assert db.session.query(SealedDocument).count() == 1
    told = db.session.query(AuditRecord.subject).filter(AuditRecord.action.in_(["unseal", "open"]))
    assert sorted({subject for (subject,) in told}) == others
    assert verify.verify().fault is None


def test_each_bid_is_known_to_the_whole_commission_and_its_bidder_told(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """What is written for all of them at one stroke is each one's own: parties, seats, history, files, notices."""
    bids = [bidding.submitted(tender_house, tender, supplier) for supplier in (1, 2)]
    files = {bid.public_number: list(documents_in(bid.data)) for bid in bids}
    bidding.closed(tender_house, tender, set_clock)
    for bid in bidding.opened(tender_house, tender).opened:
        supplier = bid.bidder
        assert [(seat.user_id, seat.seat) for seat in bid.seats] == [(each.user_id, each.seat) for each in tender.seats]
        assert [paper.public_id for paper in documents.of_procedure(bid)] == files[bid.public_number]
        assert [act.organisation for act in bid.acts][:1] == [supplier]
        told = {each.user_id for each in db.session.query(Notification).filter_by(procedure_id=bid.id)}
        assert told == {each.user_id for each in supplier.memberships}
        wanted = ListQuery(kinds=("bids",), query=supplier.bin)
        assert lists.ids(lists.statement_of(actor_of(tender_house["integrator_head"]), wanted, 50)) == [bid.id]
        assert bidding.seen(tender_house, bid, "chair") is not None


def test_a_document_that_does_not_open_is_named(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """The bid is opened all the same, and says which of its files could not be read."""
    bid = bidding.submitted(tender_house, tender)
    db.session.query(SealedAddress).delete()
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    named = list(documents_in(bid.data))
    assert found.unreadable == {bid.public_number: named}
    assert found.opened[0].state == "opened"
    assert db.session.query(SealedDocument).count() == 1


def test_what_somebody_else_sealed_for_the_key_is_no_bid(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Whoever can write into the database can seal for a public key; without the seal key it is nobody's bid."""
    true = bidding.submitted(tender_house, tender)
    row = row_of(true)
    forged = SealedBid(tender=tender, number="B-F0RGEDF0RGED"[:14], bidder=row.bidder, own=row.own)
    value = {**json.loads(json.dumps(_plain(true))), "data": {**true.data, "price_lease": "1.00"}}
    context = sealed_content.context_of(forged.number)
    forged.content, ticket = contents.seal_bytes(json.dumps(value).encode(), context)
    forged.addressed = key_pairs.seal_for(tender.seal_public or b"", tender.public_number, ticket.packed(), context)
    db.session.add(forged)
    db.session.flush()
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    assert [bid.public_number for bid in found.opened] == [true.public_number]
    assert [each.number for each in found.failed] == [forged.number]


def _plain(bid: Bid) -> dict[str, Any]:
    return asdict(sealed_bids.content_of(bid))


def test_nothing_of_a_bid_is_changed_after_the_opening(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """The moves of before the opening are over; mending a defect needs the Commission's word."""
    sealed = bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    for action in ("submit", "replace", "withdraw", "confirm", "correct"):
        with tender_house.as_("supplier1_head"), pytest.raises(NotInThisState):
            engine.take(bid, action, {"documents": []})
    with pytest.raises(NotInThisState):
        bidding.take(tender_house, sealed, "withdraw")


@pytest.mark.slow
def test_a_defect_is_mended_beside_what_was_handed_in(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """H23: asked by the Commission, the bidder adds documents of its own; the bid and its receipt stay as they were."""
    bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    data = dict(bid.data)
    engine.follow(bid, "request_correction", bid.acts[-1], {"text": "The certificate is cut off."})
    mine, others = tender_house.document("supplier1_head", "certificate.pdf"), tender_house.document("supplier2_head")
    with tender_house.as_("supplier1_head") as actor:
        assert against_correcting(bid, {"documents": [mine]}, actor) == []
        assert against_correcting(bid, {"documents": [others]}, actor)[0].field == "documents.0"
        engine.take(bid, "correct", {"documents": [mine]})
    assert (bid.state, bid.data) == ("opened", data)
    assert "certificate.pdf" in {paper.name for paper in documents.of_procedure(bid)}


def test_a_new_member_knows_of_the_bids_and_an_old_one_no_more(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Seats that change after the opening change what the Commission's people may know of."""
    bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    tender.seats[1].until = tender.opened_at
    tender.seats.append(
        ProcedureSeat(
            user=tender_house["member2"],
            organisation=tender_house.requests.integrator,
            seat=Seat.MEMBER,
            since=tender.created_at,
            interest=False,
        )
    )
    db.session.flush()
    opened_bids.seat_anew(tender)
    knows = {key for key in ("chair", "member1", "member2") if bidding.seen(tender_house, bid, key) is not None}
    assert knows == {"chair", "member2"}
    assert actor_of(tender_house["member1"]).known


def test_a_bid_of_who_was_reorganised_is_the_successors(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """A supplier that has a successor at the opening is answered for by it."""
    sealed = bidding.submitted(tender_house, tender)
    successor = factories.organisation(OrganisationKind.SUPPLIER)
    tender_house.suppliers[0].successor, tender_house.suppliers[0].closed_on = successor, clock.today()
    db.session.flush()
    bidding.closed(tender_house, tender, set_clock)
    (bid,) = bidding.opened(tender_house, tender).opened
    assert (bid.public_number, bid.party(Party.SUPPLIER)) == (sealed.public_number, successor)
