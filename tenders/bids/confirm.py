"""Confirming a bid after a material amendment of the announcement, or once its group is complete again; otherwise it
lapses (H30, H39, house rules).

Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import Bid
from .group.members import not_for_members
from .hand_in import against_handing_in, let_stand


def against_confirming(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """H30: a bid that does not answer what is asked now is replaced, not confirmed."""
    reasons = against_handing_in(bid, bid.data)
    lacks = [reason.text for reason in reasons if reason.field is not None]
    if not lacks:
        return reasons
    text = _("The bid does not answer the amended announcement any more: replace it.")
    return [Reason(" ".join([text, *dict.fromkeys(lacks)]), rule="H30")]


def confirm(bid: Bid, body: Body, act: Act) -> None:
    """It stands for the window that began with the amendment, as it was handed in, with its receipt."""
    let_stand(bid, complete=True)


CONFIRM = Action(
    "confirm",
    not_for=not_for_members,
    against=against_confirming,
    carry_out=confirm,
    page=ActionPage(note=N_("The bid stays as it was handed in, with its receipt, for the announcement as it is now.")),
)
