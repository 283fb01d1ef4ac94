"""Law 45-1: each person of the Commission declares whether they have an interest. Nothing here commits."""

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording

from ..bids import opened_bids
from ..models import Tender
from ..rules import interests
from . import step_aside


def against_declaring(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """An interest is declared with what it is."""
    return wording.reasons_of(
        [interests.against_declaring(body.get("interest") is True, str(body.get("reason") or ""))]
    )


def declare(tender: Tender, body: Body, act: Act) -> None:
    """Keep what the person declared; who has an interest steps aside at once.

    The act says only whether there is one: what it is may name a bidder, and is kept with the seat, for the customer.
    """
    row = rights.seat_of(context.actor(), tender)
    if row is None:
        raise LookupError(f"{act.taker.public_id} has no seat in the Commission of {tender.public_number}")
    row.interest, row.declared_at = body["interest"] is True, act.at
    if row.interest:
        row.until, row.reason = act.at, str(body.get("reason") or "")
        step_aside.tell(tender, [row.user], "stepped_aside")
    act.body = {"interest": row.interest}
    opened_bids.seat_anew(tender)
