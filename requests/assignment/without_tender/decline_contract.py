"""H51: a party declines the addition to its contract: what was signed so far is void, and what follows is decided.

The service stays as it is. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...models import DesignAssignment
from ...procedure.additions import RULE
from . import contracts
from .contracts import SIGNERS


class DeclineForm(Form):
    """Why the party declines the addition."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def against_declining(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only additions that are being signed, by who has not signed all of its own: who has is bound."""
    if not contracts.are_additions(assignment):
        return [Reason(_("No additions to contracts are signed on this design assignment."), rule=RULE)]
    if contracts.signed_by_all(assignment):
        text = _("The additions are in force: whoever creates what was developed may give it up in its formation.")
        return [Reason(text, rule=RULE)]
    if contracts.has_ended(assignment):
        return [Reason(_("Nothing is being signed any more."), rule=RULE)]
    mine, stands = contracts.signs_as(assignment, actor), contracts.standing(assignment)
    own = [name for name in contracts.needed(assignment) if mine in SIGNERS[name]]
    signed = [name for name in own if name in stands and mine in stands[name].signatures]
    if mine is not None and own == signed:
        return [Reason(_("Your organisation has signed: it is bound until the others have."), rule=RULE)]
    return []


def decline(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What was signed so far is void."""
    contracts.end(assignment, act.at)


DECLINE_CONTRACT = Action(
    "decline_contract",
    form=DeclineForm,
    against=against_declining,
    carry_out=decline,
    page=ActionPage(
        note=N_(
            "What was signed so far is void. The integrator reopens the design assignment or puts the development to "
            "discussion again, or the authorised body cancels it (H51, house rule). The service stays as it is."
        ),
        warns=True,
        quiet=True,
    ),
)
