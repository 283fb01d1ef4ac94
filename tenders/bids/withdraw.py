"""Withdrawing a bid until the end of acceptance (H29, house rule): it did not come in. Nothing here commits."""

from qyzmet.context import Actor
from qyzmet.documents import sealed_documents
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ..models import Bid
from ..procedure.states import WITHDRAWN
from . import acceptance
from .bid_form import documents_in
from .group.members import not_for_members
from .sealed import sealed_bids, taken_part


def against_withdrawing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """Until the end of acceptance."""
    return acceptance.against_late(bid.tender)


def withdraw(bid: Bid, body: Body, act: Act) -> None:
    """No opening reads it or its documents, and who took part in it may hand in another."""
    content = sealed_bids.content_of(bid)
    content.stands = WITHDRAWN
    sealed_documents.withdraw_address(documents_in(content.data), content.bidder, bid.tender.public_number)
    taken_part.free(sealed_bids.row_of(bid))


WITHDRAW = Action(
    "withdraw",
    not_for=not_for_members,
    against=against_withdrawing,
    carry_out=withdraw,
    page=ActionPage(
        note=N_("A bid that was withdrawn did not come in. Your organisation may hand in another until the end."),
        warns=True,
        quiet=True,
    ),
)
