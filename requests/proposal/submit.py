"""Submitting a proposal to the integrator and the authorised body (¶ 8.2). Nothing here commits."""

from collections.abc import Mapping

from qyzmet.context import Actor
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ..filing import filing
from ..models import Proposal
from ..request.forms import missing
from .forms import ProposalForm
from .save import against_saving, concerned


def against_submitting(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """¶ 8.2: the local form is complete; what it names is there."""
    return [*missing(proposal.data, ProposalForm), *against_saving(proposal, proposal.data, actor)]


def addressees(proposal: Proposal) -> Mapping[Party, Organisation | None]:
    """Those to whom it is filed, and the state body that it concerns."""
    return {Party.STATE_BODY: concerned(proposal.data), **filing.addressees()}


def submit(proposal: Proposal, body: Body, act: Act) -> None:
    """It is filed, gets its number, and its receipt is made."""
    filing.file(proposal, addressees(proposal), act)


SUBMIT = Action(
    "submit",
    against=against_submitting,
    carry_out=submit,
    undo=filing.take_back,
    files=True,
    page=ActionPage(
        note=N_("The proposal gets its number, and you get a receipt: the instant and a hash of what was received."),
        button=lambda proposal: _("Check and submit"),
        joins=addressees,
    ),
)
