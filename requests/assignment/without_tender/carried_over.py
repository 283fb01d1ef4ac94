"""What runs on approved design assignments and gets its terms with an upgrade: those without a lease (¶ 88) whose
contract with the operator had none, and PPP projects of which two additions were to be signed, and none is begun, where
one of three parties is signed now (H54). Nothing commits.
"""

from sqlalchemy import exists, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act

from ....deadlines import service as deadlines
from ....deadlines.models import Deadline
from ...models import DesignAssignment
from ...procedure import additions
from ...procedure.assignment import APPROVED
from ...procedure.operator_contract import SIGN_FIRST, SIGNING
from ..choices import Mechanism
from . import contracts


def begin_missing() -> int:
    """Begin the customer's terms that are missing, and say how many; safe to repeat.

    They run from the upgrade, not from the approval: before it nobody could sign such a contract here, and so nobody is
    late with it.
    """
    return _begin_operators() + _begin_those_of_three()


def _begin_operators() -> int:
    had_one = exists().where(Deadline.procedure_id == DesignAssignment.id, Deadline.term.in_(SIGNING))
    query = select(DesignAssignment).where(
        DesignAssignment.state == APPROVED,
        DesignAssignment.mechanism == Mechanism.OPERATOR,
        DesignAssignment.adds_to.is_(None),
        ~had_one,
    )
    waiting = db.session.scalars(query.order_by(DesignAssignment.id)).all()
    for assignment in waiting:
        _begin(assignment, SIGN_FIRST, _approval_of(assignment))
    return len(waiting)


def _begin_those_of_three() -> int:
    """The terms of two additions end unfulfilled; the customer's of the one addition runs instead."""
    of_two = exists().where(
        Deadline.procedure_id == DesignAssignment.id,
        Deadline.term.in_((additions.SERVICE_FIRST, additions.LEASE_FIRST)),
        Deadline.closed_at.is_(None),
    )
    query = select(DesignAssignment).where(
        DesignAssignment.state == APPROVED, DesignAssignment.mechanism == Mechanism.PPP, of_two
    )
    found = [each for each in db.session.scalars(query.order_by(DesignAssignment.id)) if contracts.is_of_three(each)]
    for assignment in found:
        approval = _approval_of(assignment)
        for key in (additions.SERVICE_FIRST, additions.LEASE_FIRST):
            deadlines.close_term(assignment, key, approval, fulfilled=False)
        _begin(assignment, additions.PPP_FIRST, approval)
    return len(found)


def _approval_of(assignment: DesignAssignment) -> Act:
    return next(act for act in reversed(standing_acts(assignment)) if act.action == "approve")


def _begin(assignment: DesignAssignment, key: str, approval: Act) -> None:
    term = table_of(assignment).term(key)
    days = editions.working_days(term, assignment.edition_key)
    deadlines.open_term(assignment, term, days, clock.now(), approval)
