"""Leaving the group of a bid until the end of acceptance (H39, house rule). Nothing here commits.

A bid that was submitted waits then to be confirmed or replaced by its leader, and lapses otherwise.
"""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ...models import Bid
from ...rules.qualification import ONE_BID_RULE
from .. import acceptance
from ..sealed import sealed_bids, taken_part
from ..sealed.sealed_content import NO_WINDOW
from . import members


def against_leaving(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """Until the end of acceptance, as afterwards nobody could mend what the leaving breaks; and by who has joined."""
    late = acceptance.against_late(bid.tender)
    if late or members.has_joined(bid):
        return late
    return [Reason(_("Your organisation has not joined this group, so there is nothing to leave."), rule=ONE_BID_RULE)]


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
    not_for=members.not_for_the_leader,
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
