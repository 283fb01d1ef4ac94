"""Design assignments without a lease (¶ 88) that were approved before the contract with the operator had a term: each
gets it with the upgrade. Nothing commits.
"""

from sqlalchemy import exists, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of

from ....deadlines import service as deadlines
from ....deadlines.models import Deadline
from ...models import DesignAssignment
from ...procedure.assignment import APPROVED
from ...procedure.operator_contract import SIGN_FIRST, SIGNING
from ..choices import Mechanism


def begin_missing() -> int:
    """Begin the customer's terms that are missing, and say how many; safe to repeat.

    They run from the upgrade, not from the approval: before it nobody could sign such a contract here, and so nobody is
    late with it.
    """
    had_one = exists().where(Deadline.procedure_id == DesignAssignment.id, Deadline.term.in_(SIGNING))
    query = select(DesignAssignment).where(
        DesignAssignment.state == APPROVED,
        DesignAssignment.mechanism == Mechanism.OPERATOR,
        DesignAssignment.adds_to.is_(None),
        ~had_one,
    )
    waiting = db.session.scalars(query.order_by(DesignAssignment.id)).all()
    for assignment in waiting:
        approval = next(act for act in reversed(standing_acts(assignment)) if act.action == "approve")
        term = table_of(assignment).term(SIGN_FIRST)
        days = editions.working_days(term, assignment.edition_key)
        deadlines.open_term(assignment, term, days, clock.now(), approval)
    return len(waiting)
