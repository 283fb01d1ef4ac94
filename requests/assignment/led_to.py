"""What led to what: a request or proposal to a design assignment, and that to a tender."""

from qyzmet import context, rights
from qyzmet.procedure.models import Procedure

from ..models import DesignAssignment
from ..procedure.assignment import CANCELLED


def assignment_of(source: Procedure) -> DesignAssignment | None:
    """The design assignment that a request or proposal led to, unless its order was annulled.

    One that ended together with the creation itself (¶ 53-1) is still what it led to.
    """
    ended = source.state == CANCELLED
    return next(
        (each for each in reversed(getattr(source, "assignments", [])) if ended or each.state != CANCELLED), None
    )


def tender_of(assignment: DesignAssignment | None) -> Procedure | None:
    """The newest tender for the assignment that the actor may know of.

    A cancelled one only where there is no other, or the creation itself was cancelled with it.
    """
    if assignment is None:
        return None
    known = [each for each in reversed(assignment.tenders) if rights.may_know(context.actor(), each)]
    standing = [each for each in known if assignment.state == CANCELLED or each.state != "cancelled"]
    return next(iter([*standing, *known]), None)
