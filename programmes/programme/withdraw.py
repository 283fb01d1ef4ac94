"""Withdrawing a programme, or the draft of one: it is not in force, and nothing of it is due any more."""

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import Programme


class WithdrawForm(Form):
    """Why it is withdrawn."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def withdraw(programme: Programme, body: Body, act: Act) -> None:
    """No report of it is due any more."""
    programme.next_report_on = None


def take_back(programme: Programme, body: Body, act: Act) -> None:
    """Its terms run on; the worker looks at once which others are due."""
    if programme.entered_on is not None:
        programme.next_report_on = programme.entered_on


WITHDRAW = Action(
    "withdraw",
    form=WithdrawForm,
    carry_out=withdraw,
    undo=take_back,
    page=ActionPage(
        warns=True,
        quiet=True,
        note=N_("What was in force stays to be read, marked as withdrawn. What cites it keeps its citation."),
    ),
)
