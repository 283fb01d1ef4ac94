"""Ordering the creation: the authorised body notifies the integrator, and a design assignment is begun (¶ 18)."""

from qyzmet.database import db
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act

from ..assignment import order
from ..models import Filed


def order_creation(filed: Filed, body: Body, act: Act) -> None:
    """The integrator is to develop a design assignment, whose number the act keeps."""
    made = order.order(filed, act)
    act.body = {**act.body, "assignment": made.public_number}


def cancel_creation(filed: Filed, body: Body, act: Act) -> None:
    """What the order had begun is cancelled. Raises NotInThisState once the design assignment is approved."""
    # Whoever annulled the order cancels what it had begun, not whoever had given it.
    order.cancel(filed, db.session.get_one(Act, act.annulled_by_id))


ORDER_CREATION = Action("order_creation", carry_out=order_creation, undo=cancel_creation)
