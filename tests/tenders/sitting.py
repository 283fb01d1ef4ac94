"""Commissions for tests: set up, declared, and what they do, taken by the people of the house."""

from typing import Any

from qyzmet.procedure import engine
from qyzmet.tenders import seating
from qyzmet.tenders.models import Bid, Tender
from tests.conftest import SetClock
from tests.stages import stage
from tests.tenders import bidding
from tests.tenders.house import TenderHouse
from tests.tenders.scored import DATA

SEATED = ("chair", "secretary", "member1", "member2", "member3", "member4")
VOTERS = tuple(key for key in SEATED if key != "secretary")


@stage
def published(house: TenderHouse) -> Tender:
    """A tender that accepts bids, scored by the criteria of the contract's example."""
    return house.published(house.approved_assignment(criteria=DATA))


def set_up(house: TenderHouse, tender: Tender, **changes: Any) -> None:
    """The customer sets up the Commission of the house, with these seats in the place of the usual ones."""
    house.take(tender, "customer_head", "set_commission", house.commission() | changes)


def declared(house: TenderHouse, tender: Tender, keys: tuple[str, ...] = SEATED) -> None:
    """Each of them declares that there is no interest."""
    for key in keys:
        house.take(tender, key, "declare", {"interest": False, "reason": ""})


@stage
def seated(house: TenderHouse) -> Tender:
    """A published tender with a Commission whose people have all declared."""
    tender = published(house)
    set_up(house, tender)
    declared(house, tender)
    return tender


def present(house: TenderHouse, keys: tuple[str, ...] = SEATED) -> dict[str, Any]:
    """The body of an opening at which these are present."""
    return {"present": [house[key].public_id for key in keys]}


@stage
def opened(house: TenderHouse, set_clock: SetClock, *prices: str, tender: Tender | None = None) -> Tender:
    """A tender whose bids were opened: one of each supplier in turn, with that price of the service."""
    tender = tender or seated(house)
    for supplier, price in enumerate(prices, 1):
        bidding.submitted(house, tender, supplier, price_service=price, price_lease="40000000.00")
        set_clock.forward(minutes=1)
    bidding.closed(house, tender, set_clock)
    house.take(tender, "chair", "open_bids", present(house))
    return tender


def results(bids: list[Bid], **rejected: tuple[str, str]) -> dict[str, Any]:
    """The body of an examination: all comply but those named by number (_ for -), with ground and reason."""
    refused = {number.replace("_", "-"): why for number, why in rejected.items()}
    rows = []
    for bid in bids:
        ground, reason = refused.get(bid.public_number, (None, ""))
        rows.append({"bid": bid.public_number, "compliant": ground is None, "ground": ground, "reason": reason})
    return {"results": rows}


def scores(bids: list[Bid], points: str = "4", licence: str = "1") -> dict[str, Any]:
    """The body of a score: the same points for each bid."""
    return {
        "scores": [
            row
            for bid in bids
            for row in (
                {"bid": bid.public_number, "criterion": "approach", "points": points},
                {"bid": bid.public_number, "criterion": "licence", "points": licence},
            )
        ]
    }


def take(house: TenderHouse, tender: Tender, key: str, action: str, body: dict[str, Any] | None = None) -> Any:
    """The person takes the move; gives the act."""
    with house.as_(key):
        return engine.take(tender, action, body or {})


def voters(tender: Tender) -> list[str]:
    """Who votes now."""
    return [user.public_id for user in seating.voters_of(tender)]
