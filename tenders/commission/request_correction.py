"""H23: one working day to mend a formal defect of a bid, while the bids are examined. Nothing here commits."""

from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.states import OPENED
from . import seats

RULE = "H23"
TERM = "correct"


def running(tender: Tender) -> list[tuple[Bid, str]]:
    """The bids that are being mended, each with the end of its term in words; one that has passed holds nobody up."""
    found = []
    for bid in opened_bids.unexamined(tender):
        for deadline in deadlines.open_deadlines(bid, TERM):
            if clock.now() < deadline.due_at:
                found.append((bid, formats.until(deadline.due_on, deadline.due_at)))
    return found


def against_asking(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """The bid was opened, waits for the examination, and is not being mended already."""
    found = seats.against_meeting(tender, actor)
    if found or not body:
        return found
    bid = opened_bids.by_number(tender, str(body.get("bid") or ""))
    if bid is None or bid.state != OPENED:
        return [Reason(_("There is no such bid that waits for the examination."), rule=RULE, field="bid")]
    if deadlines.open_deadlines(bid, TERM):
        return [Reason(_("The bidder has been asked already to mend this bid."), rule=RULE, field="bid")]
    return []


def ask(tender: Tender, body: Body, act: Act) -> None:
    """Ask the bidder; its term runs on the bid. What is to be mended stands there and not in the public history."""
    bid = opened_bids.by_number(tender, str(body["bid"]))
    if bid is None:
        raise LookupError(f"{tender.public_number} has no bid {body['bid']}")
    engine.follow(bid, "request_correction", act, {"text": body["text"]})
    act.body = {"bid": bid.public_number}
