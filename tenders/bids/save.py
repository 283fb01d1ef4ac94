"""Filling in a bid (¶ 49). Nobody but the bidder can learn of a draft."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason

from ..models import Bid
from . import acceptance, requirements
from .group.members import not_for_members


def against_saving(bid: Bid, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the documents that it names are the bidder's own; not after the end (¶ 47)."""
    return acceptance.against_late(bid.tender) or list(requirements.against_documents(bid.bidder, data))


SAVE = Action("save", against=against_saving, not_for=not_for_members)
