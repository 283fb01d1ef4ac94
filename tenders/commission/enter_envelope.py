"""¶ 49: after the opening the integrator's clerk enters what an envelope holds, and the minutes get an addition.

What the clerk enters and what may stop it is said in `envelopes/`. Nothing here commits.
"""

from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act

from ..bids import opened_bids
from ..bids.unseal import Opening
from ..envelopes import envelopes
from ..envelopes.forms import EnterForm
from ..models import Tender
from . import minutes, step_aside


def enter(tender: Tender, body: Body, act: Act) -> None:
    """A bid comes out of its envelope; its bidder is compared with the lists, and the minutes get an addition."""
    envelopes.CHANGES["enter_envelope"](tender, body, act)
    bid = opened_bids.from_envelope(tender, str(body["envelope"]))
    interested = step_aside.step_aside(tender, [bid], act)
    present = [str(each) for each in body.get("present") or []]
    minutes.addition(tender, act, found=Opening(opened=[bid], failed=[]), interested=interested, present=present)


ENTER_ENVELOPE = Action(
    "enter_envelope",
    form=EnterForm,
    against=envelopes.against_entering,
    carry_out=enter,
    page=ActionPage(own="envelopes"),
)
