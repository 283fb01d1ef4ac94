"""The named supplier declines the contract, and the Commission names the next bid by rank (H25, house rule).

Nothing here commits.
"""

from flask_babel import lazy_gettext as _l

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ..models import Tender
from . import choice, contracts


class DeclineForm(Form):
    """H25: why the supplier declines the contract."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def against_declining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H25: who has signed is bound."""
    return contracts.against_signed_by_supplier(tender)


def decline(tender: Tender, body: Body, act: Act) -> None:
    """H25: back to the ranking, without this bid."""
    choice.fall_away(tender, act, {"reason": str(body.get("reason") or "")})


DECLINE_CONTRACT = Action(
    "decline_contract",
    form=DeclineForm,
    against=against_declining,
    carry_out=decline,
    refuse_first=True,
    page=ActionPage(
        note=N_("Your bid falls away, and the Commission names the next one by rank (H25, house rule)."),
        warns=True,
        quiet=True,
    ),
)
