"""Who acts on a bid before its opening: its bidder, who leads the group, or a supplier named in the group (H39)."""

from qyzmet.context import Actor
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...models import Bid
from ...rules.qualification import ONE_BID_RULE
from ..sealed import sealed_bids


def not_for_members(bid: Bid, actor: Actor) -> Reason | None:
    """The bid is its bidder's: a member of the group joins it and leaves it, and does nothing else."""
    if sealed_bids.member_of(bid) is None:
        return None
    return Reason(_("The bid is its leader's: a member of the group joins it or leaves it."), rule=ONE_BID_RULE)


def not_for_the_leader(bid: Bid, actor: Actor) -> Reason | None:
    """Each member speaks for itself."""
    if sealed_bids.member_of(bid) is not None:
        return None
    return Reason(_("Each supplier whom the bid names in its group does this for itself."), rule=ONE_BID_RULE)


def has_joined(bid: Bid) -> bool:
    """Whether the member as whom the bid is read has joined the group as it is now; False for its leader."""
    return sealed_bids.member_of(bid) in sealed_bids.content_of(bid).confirmed
