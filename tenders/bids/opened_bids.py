"""The opened bids of a tender: which came in, which still stand, whose they are. Nothing here commits."""

from collections.abc import Iterator

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.vocabulary import Party

from ..models import Bid, Tender
from ..procedure.states import COMPLIANT, NOT_CHOSEN, OPENED, REJECTED, WINNER
from ..sealed_models import Envelope

_STANDING = (OPENED, COMPLIANT, WINNER, NOT_CHOSEN)


def all_of(tender: Tender) -> list[Bid]:
    """Every opened bid, in the order in which they were received."""
    found = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id).order_by(Bid.received_at, Bid.number))
    return list(found)


def standing(tender: Tender) -> list[Bid]:
    """Those that were not rejected: before the examination all that were opened, after it the compliant ones."""
    return [bid for bid in all_of(tender) if bid.state in _STANDING]


def unexamined(tender: Tender) -> list[Bid]:
    """Those that wait for the examination."""
    return [bid for bid in all_of(tender) if bid.state == OPENED]


def rejected(tender: Tender) -> list[Bid]:
    """Those that the examination rejected."""
    return [bid for bid in all_of(tender) if bid.state == REJECTED]


def by_number(tender: Tender, number: str) -> Bid | None:
    """The tender's opened bid with that number."""
    return db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.number == number)).first()


def from_envelope(tender: Tender, envelope: str) -> Bid:
    """The bid that was entered from the envelope of that number. Raises sqlalchemy's NoResultFound where none was."""
    query = select(Bid).join(Envelope, Bid.envelope_id == Envelope.id)
    return db.session.scalars(query.where(Bid.tender_id == tender.id, Envelope.number == envelope)).one()


def supplier_of(bid: Bid) -> Organisation:
    """The bidder. Raises LookupError for a bid that nobody made."""
    supplier = bid.party(Party.SUPPLIER)
    if supplier is None:
        raise LookupError(f"{bid.public_number} has no bidder")
    return supplier


def group_of(bid: Bid) -> tuple[str, ...]:
    """The BINs of the other members of the bidder's group."""
    return tuple(_texts(bid.data.get("group")))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (str(each) for each in value)
