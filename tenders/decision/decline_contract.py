"""A party declines the contract: the supplier, and the Commission names the next bid by rank (H25); the customer or the
operator, and the Commission decides what follows (H36). House rules both.

What was signed so far is void. Nothing here commits.
"""

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party

from ..models import Tender
from ..procedure.contracts import ContractParty
from ..procedure.decision import NEXT_LEFT, NOBODY_LEFT
from . import choice, contracts

SUPPLIER_RULE = "H25"
OTHERS_RULE = "H36"


class DeclineForm(Form):
    """Why the party declines the contract."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def against_declining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """Who has signed all of its contracts is bound."""
    mine = contracts.signs_as(tender, actor)
    if mine is None or contracts.unsigned_of(tender, mine):
        return []
    rule = SUPPLIER_RULE if mine is ContractParty.SUPPLIER else OTHERS_RULE
    return [Reason(_("Your organisation has signed its contracts already."), rule=rule)]


def whether_next_is_left(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether a bid can be named when the supplier's has fallen away."""
    return NEXT_LEFT if choice.is_next_left(tender) else NOBODY_LEFT


def decline(tender: Tender, body: Body, act: Act) -> None:
    """Back to the ranking: without the supplier's bid, or with all of them where another party declined."""
    reason = str(body.get("reason") or "")
    if act.party is Party.SUPPLIER:
        choice.fall_away(tender, act, {"reason": reason})
    else:
        choice.release(tender, act, {"reason": reason})


def _what_follows(tender: Tender) -> str:
    if contracts.signs_as(tender, context.actor()) is ContractParty.SUPPLIER:
        if not choice.is_next_left(tender):
            return _("Your bid falls away. No other bid can be named, so the Commission decides what follows (H36).")
        return _("Your bid falls away, and the Commission names the next one by rank (H25, house rule).")
    return _(
        "What was signed so far is void, and the Commission decides what follows: it names a supplier again, repeats "
        "the tender or cancels it (H36, house rule)."
    )


DECLINE_CONTRACT = Action(
    "decline_contract",
    form=DeclineForm,
    against=against_declining,
    carry_out=decline,
    which=whether_next_is_left,
    page=ActionPage(warns=True, quiet=True, above=_what_follows),
)
