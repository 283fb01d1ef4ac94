"""Nothing came of what was signed on a design assignment without tender. Where the operator gave up the creation of an
IC service (¶ 88, H36), the integrator reopens the assignment, or the authorised body cancels the creation, and with it
the request. Where additions were declined or their formation ended (¶ 92, H51), the integrator may put the development
to discussion again besides. Nothing here commits.
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
from qyzmet.vocabulary import N_

from ...models import DesignAssignment, Filed
from ...procedure.additions import OF_ADDITIONS, RULE
from ...procedure.assignment import APPROVED
from ...procedure.operator_contract import OWN
from .. import versions
from ..forms import LONG
from . import contracts


class ReasonForm(Form):
    """Why the design assignment is reopened, the development discussed again, or what it was for cancelled."""

    reason = TextArea(_l("Reason"), [needed()], most=LONG)


def whether_additions(assignment: DesignAssignment, body: Body, actor: Actor) -> str:
    """Which of the rows it is."""
    return OF_ADDITIONS if contracts.are_additions(assignment) else OWN


def against_deciding(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only after nothing came of what was signed."""
    if contracts.has_ended(assignment):
        return []
    if contracts.are_additions(assignment):
        return [Reason(_("The additions were neither declined nor has their formation ended."), rule=RULE)]
    return [Reason(_("No formation by the operator has ended here."), rule="H36")]


def against_discussing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only of a development that was to be carried out by additions, of which nothing came."""
    if not contracts.are_additions(assignment):
        return [Reason(_("No additions to contracts are signed on this design assignment."), rule=RULE)]
    return against_deciding(assignment, body, actor)


def end_contracts(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What was signed is a contract no more."""
    contracts.end(assignment, act.at)


def cancel(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the assignment learns of it. After a formation that ended, what it was ordered for ends too."""
    kinds.let_know(assignment, act)
    if act.from_state == APPROVED and isinstance(assignment.source, Filed):
        engine.follow(assignment.source, "end_creation", act, {"assignment": assignment.public_number})


def discuss_again(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The development that it was ordered for learns of it."""
    kinds.let_know(assignment, act)


def _has_ended(assignment: DesignAssignment, actor: Actor) -> bool:
    return contracts.has_ended(assignment)


FORMATION_ENDED = Action("formation_ended", carry_out=end_contracts)
ADDITIONS_ENDED = Action("additions_ended", carry_out=end_contracts)
SUPPLIER_FALLS = Action("supplier_falls", carry_out=end_contracts)
REOPEN = Action(
    "reopen",
    form=ReasonForm,
    against=against_deciding,
    awaited=_has_ended,
    may_be_taken=contracts.may_have_ended,
    which=whether_additions,
    carry_out=versions.open_next,
    undo=versions.go_back,
)
CANCEL = Action(
    "cancel",
    form=ReasonForm,
    against=against_deciding,
    awaited=_has_ended,
    may_be_taken=contracts.may_have_ended,
    which=whether_additions,
    carry_out=cancel,
    page=ActionPage(warns=True, quiet=True),
)
DISCUSS_AGAIN = Action(
    "discuss_again",
    form=ReasonForm,
    against=against_discussing,
    awaited=_has_ended,
    may_be_taken=contracts.may_have_ended,
    carry_out=discuss_again,
    page=ActionPage(
        note=N_(
            "The design assignment is cancelled. Customer, authorised body and operator are heard anew, and the "
            "integrator decides again: on replacing the supplier, too, or on neither."
        ),
        warns=True,
    ),
)
