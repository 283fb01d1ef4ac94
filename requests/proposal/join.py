"""A state body joins a proposal and becomes its customer; without one no creation is ordered (H11, house rule)."""

from dataclasses import replace

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import Proposal
from ..procedure.review import AGREED
from ..review.order_creation import ORDER_CREATION


def against_joining(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """H11: a state body joins once."""
    if proposal.joined_at is not None:
        return [Reason(_("This state body has joined the proposal already."), rule="H11")]
    return []


def join(proposal: Proposal, body: Body, act: Act) -> None:
    """The state body that the proposal concerns is its customer."""
    proposal.joined_at = act.at


def leave(proposal: Proposal, body: Body, act: Act) -> None:
    """It has no customer again."""
    proposal.joined_at = None


def against_ordering(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """H11: the creation of a service needs a customer."""
    if proposal.joined_at is None:
        return [
            Reason(
                _(
                    "A proposal needs a customer before the creation is ordered: the state body joins it first (H11, "
                    "house rule)."
                ),
                rule="H11",
            )
        ]
    return []


def _misses_one_of_the_two(proposal: Proposal) -> bool:
    return proposal.state != AGREED or proposal.joined_at is None


def _will_miss_the_other(proposal: Proposal, action: str) -> bool:
    there = {"agree": proposal.joined_at is not None, "join": proposal.state == AGREED}
    return not there.get(action, True)


JOIN = Action(
    "join",
    against=against_joining,
    carry_out=join,
    undo=leave,
    page=ActionPage(note=N_("Your organisation becomes the customer of the IC service if its creation is ordered.")),
)
ORDER_FOR_A_CUSTOMER = replace(ORDER_CREATION, against=against_ordering)
# The order can be given when both are there: the agreement and the customer.
ORDER_TERM = TermRule("order_creation", waits=_misses_one_of_the_two, will_wait=_will_miss_the_other)
