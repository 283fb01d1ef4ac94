"""Amending a design assignment that was proposed or approved (¶ 19), or that the Commission reopens (¶ 53-1)."""

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...models import DesignAssignment
from ...procedure.assignment import APPROVED
from .. import versions
from ..forms import LONG
from ..without_tender import contracts


class AmendForm(Form):
    """Why an approved assignment is changed."""

    reason = TextArea(_l("Reason"), [needed()], most=LONG)


def against_amending(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 88, 92: not while what was signed on this version is carried out."""
    if not contracts.signed_by_all(assignment):
        return []
    if contracts.are_additions(assignment):
        text = _("The additions on this version are in force: it is amended once their formation has ended.")
        return [Reason(text, rule=contracts.rule_of(assignment))]
    text = _("The operator creates the IC service by a contract on this version: it is amended once that has ended.")
    return [Reason(text, rule="¶ 88")]


def void_contract(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The next version is opened; what not all have signed is void with this one."""
    contracts.end(assignment, act.at)
    versions.open_next(assignment, body, act)


def reopen(assignment: DesignAssignment, cause: Act, reason: str, tender: str) -> None:
    """¶ 53-1: the Commission decided that the assignment is amended: a new version is opened.

    Where one is being written already, that is the amended one. `tender` is the number of the tender that had no bids.
    """
    if assignment.state == APPROVED:
        engine.follow(assignment, "amend", cause, {"reason": reason, "tender": tender})


AMEND = Action(
    "amend",
    form=AmendForm,
    against=against_amending,
    carry_out=void_contract,
    undo=versions.go_back,
    page=ActionPage(
        note=N_("Consent, agreement on information security and approval no longer hold for the new version."),
        warns=True,
        quiet=True,
    ),
)
