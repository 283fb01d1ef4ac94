"""Submitting a bid (¶ 49): it is sealed for the opening too, and the bidder gets a receipt. Nothing here commits."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ..models import Bid
from .group.members import not_for_members
from .hand_in import against_handing_in, forbids, hand_in
from .sealed import sealed_bids


def against_submitting(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """¶ 49; Law 45-2, 45-3: in time, by somebody who may bid and has not, and complete."""
    return against_handing_in(bid, bid.data)


def submit(bid: Bid, body: Body, act: Act) -> None:
    """Until the opening nobody but the bidder can read it, or learn that it is there."""
    content = sealed_bids.content_of(bid)
    content.submitted_at = act.at.isoformat()
    hand_in(bid, content.data, act)


SUBMIT = Action(
    "submit",
    not_for=not_for_members,
    against=against_submitting,
    forbids=forbids,
    carry_out=submit,
    page=ActionPage(
        note=N_(
            "The bid is sealed for the opening, and you get a receipt: a hash and the instant. Until the opening "
            "nobody but your organisation can read it or learn that it is there."
        )
    ),
)
