"""¶ 88: the contract of operator and state body on an IC service that the operator creates itself."""

from sqlalchemy import select

from qyzmet.database import db

from ..models import DesignAssignment, OperatorContract


def standing(assignment: DesignAssignment) -> OperatorContract | None:
    """The contract that stands, in force or signed by the first so far."""
    query = select(OperatorContract).where(
        OperatorContract.assignment_id == assignment.id, OperatorContract.ended_at.is_(None)
    )
    return db.session.scalar(query.order_by(OperatorContract.id.desc()).limit(1))


def in_force(assignment: DesignAssignment) -> OperatorContract | None:
    """The contract, once both have signed."""
    found = standing(assignment)
    return found if found is not None and found.in_force_at is not None else None
