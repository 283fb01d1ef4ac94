"""Recording the paper of the budget body, on which a PPP project enters the list (¶ 32). Nothing here commits."""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act, Edition
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import DesignAssignment
from . import projects
from .projects import BudgetBasis

BUDGET_BASES = {
    BudgetBasis.FINANCING_AGREEMENT: _l("The budget-planning body's agreement on financing"),
    BudgetBasis.STATE_OBLIGATIONS: _l("The budget commission's proposal on taking on state obligations"),
}


class RecordBudgetForm(Form):
    """¶ 32: what the budget body or the budget commission said, with its paper."""

    basis = Choice(_l("What was received"), [needed()], kind=BudgetBasis, titles=BUDGET_BASES)
    received_on = Date(_l("Day of receipt"), [needed()])
    document = DocumentRef(_l("The paper"), [needed(_l("Attach the paper"))])


def against_recording(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 32: a PPP project's paper, which has come in already and was not recorded before."""
    reasons = projects.against_other_mechanisms(assignment)
    received_on = dt.date.fromisoformat(str(body["received_on"])) if body.get("received_on") else None
    if received_on is not None and received_on > clock.today():
        reasons.append(Reason(_("The paper cannot have come in on a day that is still to come."), field="received_on"))
    if received_on is not None and received_on < db.session.get_one(Edition, assignment.edition_key).in_force_from:
        reasons.append(
            Reason(_("The paper cannot have come in before these Rules were in force."), field="received_on")
        )
    if not reasons and any(act.body.get("basis") == body.get("basis") for act in projects.recorded(assignment)):
        reasons.append(Reason(_("This paper is recorded already. A mistaken record is annulled first."), rule="¶ 32"))
    return reasons


def keep_paper(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The paper is the procedure's, and what rests on it learns of that."""
    documents.adopt(assignment, [str(body["document"])])
    kinds.let_know(assignment, act)


def _is_missing(assignment: DesignAssignment, actor: Actor) -> bool:
    """Whether one of the two papers has still to come."""
    return len({act.body.get("basis") for act in projects.recorded(assignment)}) < len(BudgetBasis)


RECORD_BUDGET = Action(
    "record_budget",
    form=RecordBudgetForm,
    against=against_recording,
    awaited=_is_missing,
    may_be_taken=projects.may_be_ppp,
    carry_out=keep_paper,
)
