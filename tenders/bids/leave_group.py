"""Leaving the group of a bid until the end of acceptance (H39, house rule). Nothing here commits.

A bid that was submitted waits then to be confirmed or replaced by its leader, and lapses otherwise.
"""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ..models import Bid
from . import acceptance
from .group_members import not_for_the_leader
from .sealed import sealed_bids, taken_part
from .sealed.sealed_content import NO_WINDOW


def against_leaving(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """Until the end of acceptance: afterwards nobody could mend what the leaving breaks."""
    return acceptance.against_late(bid.tender)


def leave(bid: Bid, body: Body, act: Act) -> None:
    """The member is free to bid elsewhere. Of a bid in which it took part the leader reads that it left."""
    content, member = sealed_bids.content_of(bid), bid.bidder.bin
    content.confirmed.pop(member, None)
    if taken_part.leave(sealed_bids.row_of(bid), member):
        content.window = NO_WINDOW
        act.body = {"took_part": True}


LEAVE_GROUP = Action(
    "leave_group",
    against=against_leaving,
    not_for=not_for_the_leader,
    carry_out=leave,
    page=ActionPage(
        note=N_(
            "Your organisation takes no part in this bid any more and may bid elsewhere. If the bid was submitted, its "
            "leader has to confirm or replace it until the end of acceptance: otherwise it lapses."
        ),
        warns=True,
        quiet=True,
    ),
)
