"""The row of an opened bid, and who knows of it: its bidder, the offices, the Commission. Nothing here commits."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import ProcedureParty, ProcedureSeat
from qyzmet.vocabulary import Channel, Party

from ..models import Bid, Tender
from ..procedure.bid import BIDS

# Those who know of an opened bid, beside its bidder and the Commission.
OFFICES = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)


def new_bid(tender: Tender, bidder: Organisation, number: str, data: Mapping[str, Any], channel: Channel) -> Bid:
    """A bid with its prices and with those who may know of it: the bidder, the offices, the Commission."""
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
    for party in OFFICES:
        organisation = tender.party(party)
        if organisation is not None:
            bid.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    bid.seats.extend(_copied(tender.seats))
    return bid


def seat_anew(tender: Tender) -> None:
    """After a change in the Commission: who sits in it now knows of the tender's bids, and who left it does not."""
    for bid in db.session.scalars(select(Bid).where(Bid.tender_id == tender.id)):
        for seat in bid.seats:
            db.session.delete(seat)
        db.session.flush()
        bid.seats = list(_copied(tender.seats))
    db.session.flush()


def _copied(seats: Iterable[ProcedureSeat]) -> Iterable[ProcedureSeat]:
    for seat in seats:
        yield ProcedureSeat(
            user_id=seat.user_id,
            organisation_id=seat.organisation_id,
            seat=seat.seat,
            since=seat.since,
            interest=seat.interest,
            declared_at=seat.declared_at,
            until=seat.until,
            reason=seat.reason,
        )
