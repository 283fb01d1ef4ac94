"""Who sees what the Commission does before everybody does."""

from qyzmet import context, rights
from qyzmet.vocabulary import Party, Role, Seat

from ..bids import opened_bids
from ..models import Tender

_BODIES = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY, Party.OPERATOR)


def may_see_commission(tender: Tender) -> bool:
    """Who sits in the Commission: its people and the parties know it at once, everybody from the opening on.

    Until then a bidder is not told whom to talk to.
    """
    if tender.opened_at is not None:
        return True
    actor = context.actor()
    return rights.seat_of(actor, tender) is not None or any(rights.works_for(actor, tender, each) for each in _BODIES)


def readable_bids(tender: Tender) -> frozenset[str]:
    """The numbers of the opened bids whose pages the reader may open: a bidder its own alone."""
    actor = context.actor()
    return frozenset(bid.public_number for bid in opened_bids.all_of(tender) if rights.may_know(actor, bid))


def may_see_interests(tender: Tender) -> bool:
    """What somebody declared may name a bidder: the customer, chair, secretary and auditors read it, nobody else."""
    actor = context.actor()
    seat = rights.seat_of(actor, tender)
    return (
        actor.has(Role.AUDITOR)
        or rights.works_for(actor, tender, Party.STATE_BODY)
        or (seat is not None and seat.seat in (Seat.CHAIR, Seat.SECRETARY))
    )
