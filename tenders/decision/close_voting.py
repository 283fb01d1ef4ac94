"""The chair, having voted, closes the voting on a proposal once a quorum has voted (H22). Nothing here commits."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..commission import seats
from ..commission.voting import counting, proposals
from ..models import WithCommission
from ..rules.commission import HOUSE
from ..rules.votes import against_closing
from .sign_protocol import state_afterwards


def against_closing_voting(procedure: WithCommission, body: Body, actor: Actor) -> list[Reason]:
    """A proposal is open, a quorum has voted on it, and the chair among them."""
    found = proposals.open_of(procedure)
    if found is None:
        return [Reason(_("There is nothing to vote on: the chair proposes first."), rule=HOUSE)]
    return reasons_of(
        against_closing(
            seats.commission_of(procedure), counting.votes_on(found), seats.thirds(procedure), counting.able(procedure)
        )
    )


def close(procedure: WithCommission, body: Body, act: Act) -> None:
    """Name the protocol in the act; the count follows it."""
    found = proposals.open_of(procedure)
    act.body = {"protocol": found.number if found is not None else None}


CLOSE_VOTING = Action(
    counting.CLOSE,
    against=against_closing_voting,
    carry_out=close,
    page=ActionPage(
        note=N_(
            "Those who have not voted yet can sign late until the end of the next working day; their signatures are "
            "marked and not counted. Without a majority the proposal falls, and the state stays."
        ),
        afterwards=state_afterwards,
        follows=N_(
            "What the votes carry starts its terms at once, and all who take part are told of it; where it falls, the "
            "Commission alone is told, and nothing starts."
        ),
        hidden=proposals.hides,
    ),
)
# What the votes did not carry: nothing is left to do, and the history of it is the Commission's own.
PROPOSAL_FALLS = Action(counting.FALLS, page=ActionPage(hidden=proposals.hides))
