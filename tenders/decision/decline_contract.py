"""A party declines the contract: without the supplier the Commission names the next bid by rank (H25); where the
customer or the operator declines, it decides what follows (H36). Nothing here commits.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_, Party, Role

from ..models import Tender
from ..procedure.decision import NEXT_LEFT, NOBODY_LEFT
from ..rules.contract_terms import PARTIES
from . import choice, contracts


class DeclineForm(Form):
    """H25, H36: why the contract is declined."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def against_declining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H25: who has signed is bound."""
    if _is_of(tender, actor, Party.SUPPLIER):
        return contracts.against_signed_by_supplier(tender)
    signed = contracts.signed_by(contracts.of(tender))
    if any(_is_of(tender, actor, PARTIES[party]) for party in signed):
        return [Reason(_("You have signed the contract already."), rule=contracts.BOUND_RULE)]
    return []


def _is_of(tender: Tender, actor: Actor, party: Party) -> bool:
    organisation = tender.party(party)
    return organisation is not None and any(
        m.organisation_id == organisation.id and m.role is Role.HEAD for m in actor.memberships
    )


def whether_next_is_left(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether a bid can be named when the supplier's has fallen away."""
    return NEXT_LEFT if choice.is_next_left(tender) else NOBODY_LEFT


def decline(tender: Tender, body: Body, act: Act) -> None:
    """Back to the ranking: without this bid where its bidder declines (H25), with it where another party does (H36)."""
    said = {"reason": str(body.get("reason") or "")}
    if act.party is Party.SUPPLIER:
        choice.fall_away(tender, act, said)
    else:
        choice.release(tender, act, said)


DECLINE_CONTRACT = Action(
    "decline_contract",
    form=DeclineForm,
    against=against_declining,
    carry_out=decline,
    which=whether_next_is_left,
    page=ActionPage(
        note=N_(
            "Where the supplier declines, its bid falls away and the Commission names the next one by rank (H25, house "
            "rule). Where the customer or the operator declines, the Commission decides what follows (H36, house rule)."
        ),
        warns=True,
        quiet=True,
    ),
)
