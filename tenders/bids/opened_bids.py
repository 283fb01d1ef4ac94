"""The opened bids of a tender: which came in, which still stand, whose they are, who knows of them. Nothing commits."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import ProcedureParty, ProcedureSeat
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Channel, Party

from ..models import Bid, Tender
from ..procedure.bid import BIDS
from ..procedure.states import COMPLIANT, NOT_CHOSEN, OPENED, REJECTED, WINNER

_STANDING = (OPENED, COMPLIANT, WINNER, NOT_CHOSEN)
# Those who know of an opened bid, beside its bidder and the Commission.
_OFFICES = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)
# What a bid's seat is, as that of its tender.
_SEAT = ("user_id", "organisation_id", "seat", "since", "interest", "declared_at", "until", "reason")


@read_once
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
    return next((bid for bid in all_of(tender) if bid.number == number), None)


def group_of(bid: Bid) -> tuple[str, ...]:
    """The BINs of the other members of the bidder's group."""
    return tuple(_texts(bid.data.get("group")))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (str(each) for each in value)


def new_bid(tender: Tender, bidder: Organisation, number: str, data: Mapping[str, Any], channel: Channel) -> Bid:
    """A bid with its prices and with its bidder and the offices, who may know of it; `seat` lets the Commission."""
    bid = Bid(
        kind=BIDS.kind,
        draft_number=number,
        number=number,
        state=BIDS.first,
        edition_key=tender.edition_key,
        channel=channel,
        title=tender.title,
        data=dict(data),
        tender=tender,
        price_lease=Decimal(str(data["price_lease"])),
        price_service=Decimal(str(data["price_service"])),
    )
    bid.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=bidder))
    for party in _OFFICES:
        organisation = tender.party(party)
        if organisation is not None:
            bid.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    return bid


def seat(tender: Tender, bids: Iterable[Bid]) -> None:
    """Those with a seat in the tender's Commission have it in these new bids too, written at one stroke."""
    columns = [
        {name: getattr(seat, name) for name in _SEAT} | {"procedure_id": bid.id}
        for bid in bids
        for seat in tender.seats
    ]
    if columns:
        db.session.execute(insert(ProcedureSeat), columns)


def seat_anew(tender: Tender) -> None:
    """After a change in the Commission: who sits in it now knows of the tender's bids, and who left it does not."""
    bids = all_of(tender)
    for bid in bids:
        db.session.expire(bid, ["seats"])
    seated = ProcedureSeat.procedure_id.in_([bid.id for bid in bids])
    db.session.execute(delete(ProcedureSeat).where(seated))
    seat(tender, bids)
