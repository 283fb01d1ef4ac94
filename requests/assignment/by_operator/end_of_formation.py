"""¶ 88, H36: the operator gave up the creation of an IC service: its contract has ended. The integrator reopens the
design assignment, or the authorised body cancels the creation, and with it the request. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine, kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...models import DesignAssignment, Filed
from ...procedure.assignment import APPROVED
from .. import versions
from ..forms import LONG
from . import operator_contract


class ReasonForm(Form):
    """Why the design assignment is reopened, or the creation cancelled."""

    reason = TextArea(_l("Reason"), [needed()], most=LONG)


def against_deciding(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only after the formation by the operator has ended."""
    if operator_contract.has_ended(assignment):
        return []
    return [Reason(_("No formation by the operator has ended here."), rule="H36")]


def end_contract(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What the two had signed is a contract no more."""
    operator_contract.end(assignment, act.at)


def cancel(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the assignment learns of it. After a formation that ended, what it was ordered for ends too."""
    kinds.let_know(assignment, act)
    if act.from_state == APPROVED and isinstance(assignment.source, Filed):
        engine.follow(assignment.source, "end_creation", act, {"assignment": assignment.public_number})


def _has_ended(assignment: DesignAssignment, actor: Actor) -> bool:
    return operator_contract.has_ended(assignment)


FORMATION_ENDED = Action("formation_ended", carry_out=end_contract)
REOPEN = Action(
    "reopen",
    form=ReasonForm,
    against=against_deciding,
    awaited=_has_ended,
    carry_out=versions.open_next,
    undo=versions.go_back,
)
CANCEL = Action(
    "cancel",
    form=ReasonForm,
    against=against_deciding,
    awaited=_has_ended,
    carry_out=cancel,
    page=ActionPage(warns=True, quiet=True),
)
