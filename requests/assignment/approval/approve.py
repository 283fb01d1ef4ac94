"""The authorised body approves the design assignment (Law 7(33)); a tender can be announced for it then (¶ 42).

Where it does not approve, it returns it: object_or_return.py. Nothing here commits.
"""

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotInThisState

from ...models import DesignAssignment
from ..without_tender import contracts
from . import amend


def let_know(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the assignment, in other rooms, learns of the approval."""
    kinds.let_know(assignment, act)


def take_back(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the approval falls with it. Raises NotInThisState where that has gone too far."""
    found = amend.against_amending(assignment, body, context.actor())
    if found:
        raise NotInThisState(found[0].text, rule=found[0].rule)
    contracts.end(assignment, clock.now())
    kinds.let_know(assignment, db.session.get_one(Act, act.annulled_by_id), annulled=act)


APPROVE = Action("approve", carry_out=let_know, undo=take_back)
