"""Amending a design assignment that was proposed or approved (¶ 19), or that the Commission reopens (¶ 53-1)."""

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage
from qyzmet.procedure.models import Act
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import DesignAssignment
from ..procedure.assignment import APPROVED
from . import versions
from .forms import LONG


class AmendForm(Form):
    """Why an approved assignment is changed."""

    reason = TextArea(_l("Reason"), [needed()], most=LONG)


def reopen(assignment: DesignAssignment, cause: Act, reason: str, tender: str) -> None:
    """¶ 53-1: the Commission decided that the assignment is amended: a new version is opened.

    Where one is being written already, that is the amended one. `tender` is the number of the tender that had no bids.
    """
    if assignment.state == APPROVED:
        engine.follow(assignment, "amend", cause, {"reason": reason, "tender": tender})


AMEND = Action(
    "amend",
    form=AmendForm,
    carry_out=versions.open_next,
    undo=versions.go_back,
    page=ActionPage(
        note=N_("Consent, agreement on information security and approval no longer hold for the new version."),
        warns=True,
        quiet=True,
    ),
)
