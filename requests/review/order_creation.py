"""Ordering the creation: the authorised body notifies the integrator, and a design assignment is begun (¶ 18)."""

from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ..assignment import order
from ..models import Filed
from ..procedure.assignment import ASSIGNMENTS


def order_creation(filed: Filed, body: Body, act: Act) -> None:
    """The integrator is to develop a design assignment, whose number the act keeps."""
    made = order.order(filed, act)
    act.body = {**act.body, "assignment": made.public_number}


def cancel_creation(filed: Filed, body: Body, act: Act) -> None:
    """What the order had begun is cancelled. Raises NotInThisState once the design assignment is approved."""
    # Whoever annulled the order cancels what it had begun, not whoever had given it.
    order.cancel(filed, db.session.get_one(Act, act.annulled_by_id))


def what_begins(filed: Filed) -> str:
    """The design assignment that the order begins, with its term."""
    days = editions.working_days(ASSIGNMENTS.term("develop"), filed.edition_key)
    return _(
        "A design assignment begins: the integrator is told, develops it and proposes it within %(days)s (¶ 18).",
        days=formats.working_days(days),
    )


ORDER_CREATION = Action(
    "order_creation", carry_out=order_creation, undo=cancel_creation, page=ActionPage(above=what_begins)
)
