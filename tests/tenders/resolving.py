"""Tenders for tests that have come to the Commission's decision, by the moves themselves."""

from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.requests.models import DesignAssignment
from qyzmet.tenders.models import Bid, Tender
from tests.conftest import SetClock
from tests.stages import stage
from tests.tenders import bidding
from tests.tenders.house import TenderHouse
from tests.tenders.scored import DATA as CRITERIA
from tests.tenders.voting import VOTERS, resolve

SEATED = (*VOTERS, "secretary")
# Price of the lease, price of the IC service, points for the approach: ranked in this order, 100, 88.64 and 78.18.
OFFERS = (
    ("30000000.00", "40000000.00", "5"),
    ("30000000.00", "44000000.00", "4.352"),
    ("30000000.00", "50000000.00", "4"),
)
READY = 60


@stage
def announced(house: TenderHouse, assignment: DesignAssignment | None = None, **changes: Any) -> Tender:
    """A published tender with its Commission, everybody of which has declared to have no interest."""
    tender = house.published(assignment or house.approved_assignment(**{"criteria": CRITERIA, **changes}))
    seat(house, tender)
    return tender


def seat(house: TenderHouse, tender: Tender) -> None:
    """Set the Commission up where there is none, and let everybody declare."""
    if not tender.seats:
        house.take(tender, "customer_head", "set_commission", house.commission())
    for key in SEATED:
        house.take(tender, key, "declare", {"interest": False, "reason": ""})


def opened(house: TenderHouse, tender: Tender, set_clock: SetClock) -> Tender:
    """The same when its bids have been opened."""
    bidding.closed(house, tender, set_clock)
    house.take(tender, "chair", "open_bids", {"present": [house[key].public_id for key in SEATED]})
    return tender


@stage
def without_bids(
    house: TenderHouse, set_clock: SetClock, place: int = 1, assignment: DesignAssignment | None = None
) -> Tender:
    """A tender at that place of the chain to which no bid came."""
    tender = opened(house, announced(house, assignment), set_clock)
    for action in ("reannounce", "amend_and_rerun")[: place - 1]:
        resolve(house, tender, action, resolution())
        tender = following(tender)
        if action == "amend_and_rerun":
            approve(house, tender.assignment)
        house.take(tender, "customer_head", "consent")
        house.take(tender, "integrator_head", "publish")
        seat(house, tender)
        opened(house, tender, set_clock)
    return tender


def approve(house: TenderHouse, assignment: DesignAssignment) -> None:
    """The version that is being written goes its way to the approval."""
    for key, action in (
        ("integrator_head", "propose"),
        ("customer_head", "consent"),
        ("security_head", "agree_security"),
        ("authorised_head", "approve"),
    ):
        house.take(assignment, key, action)


def following(tender: Tender) -> Tender:
    """The announcement that followed."""
    return db.session.scalars(select(Tender).where(Tender.previous_id == tender.id)).one()


def with_bids(
    house: TenderHouse, set_clock: SetClock, offers: tuple[tuple[str, str, str], ...] = OFFERS, **changes: Any
) -> Tender:
    """A tender in examination, with a bid of each of the first suppliers; `changes` are parts of its assignment."""
    tender = announced(house, **changes)
    for number, (lease, service, _points) in enumerate(offers, 1):
        bidding.submitted(house, tender, number, price_lease=lease, price_service=service)
    return opened(house, tender, set_clock)


def bid_of(house: TenderHouse, tender: Tender, supplier: int) -> Bid:
    """The opened bid of that supplier."""
    bin_ = house.suppliers[supplier - 1].bin
    found = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id))
    return next(bid for bid in found if any(row.organisation.bin == bin_ for row in bid.party_rows))


def examined(
    house: TenderHouse, tender: Tender, rejected: dict[int, str] | None = None, count: int = len(OFFERS)
) -> Tender:
    """The same after the examination; `rejected` are suppliers with the grounds."""
    grounds = rejected or {}
    results = [
        {
            "bid": bid_of(house, tender, number).public_number,
            "compliant": number not in grounds,
            "ground": grounds.get(number),
            "reason": "The certificate is of another organisation." if number in grounds else "",
        }
        for number in range(1, count + 1)
    ]
    resolve(house, tender, "examine", {"results": results})
    return tender


def scored(house: TenderHouse, tender: Tender, points: dict[int, str]) -> Tender:
    """The same when all members have given these points for the approach, by supplier."""
    for key in VOTERS:
        rows = [
            {"bid": bid_of(house, tender, number).public_number, "criterion": criterion, "points": value}
            for number, given in points.items()
            for criterion, value in (("approach", given), ("licence", "1"))
        ]
        house.take(tender, key, "score", {"scores": rows})
    return tender


@stage
def ranked(
    house: TenderHouse, set_clock: SetClock, offers: tuple[tuple[str, str, str], ...] = OFFERS, **changes: Any
) -> Tender:
    """A tender whose bids stand ranked in the order of the suppliers; `changes` are parts of its assignment."""
    tender = examined(house, with_bids(house, set_clock, offers, **changes), count=len(offers))
    return scored(house, tender, {number: offer[2] for number, offer in enumerate(offers, 1)})


def decision(house: TenderHouse, tender: Tender, supplier: int = 1, **changes: Any) -> dict[str, Any]:
    """The body of `decide` for that supplier's bid."""
    number = bid_of(house, tender, supplier).public_number
    return {"winner": number, "ready_within_working_days": READY, "grounds": ""} | changes


def resolution(**changes: Any) -> dict[str, Any]:
    """The body of a decision where nobody is named."""
    return {"grounds": "No bid came in."} | changes


@stage
def decided(house: TenderHouse, tender: Tender, supplier: int = 1, **changes: Any) -> Tender:
    """A supplier is named by the votes of all."""
    return resolve(house, tender, "decide", decision(house, tender, supplier, **changes))


def contract(house: TenderHouse, **changes: Any) -> dict[str, Any]:
    """The customer's terms of the contract."""
    return {
        "price_lease": "29000000.00",
        "price_service": "39000000.00",
        "starts_on": "2026-06-01",
        "ends_on": "2029-05-31",
        "document": house.document("customer_head", "contract.pdf"),
        "parties": ["customer", "operator", "supplier"],
    } | changes
