"""What led to what: a request or proposal to an assignment, that to a tender, both to a formation and a service."""

from collections.abc import Mapping, Sequence

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


def formation_of(assignment: DesignAssignment | None) -> Procedure | None:
    """The newest formation of the assignment that has not ended, else the newest that the actor may know of."""
    if assignment is None:
        return None
    known = [each for each in reversed(assignment.formations) if rights.may_know(context.actor(), each)]
    return next(iter([*(each for each in known if each.state != "ended"), *known]), None)


def formation_of_tender(assignment: DesignAssignment, tender: int) -> Procedure | None:
    """The newest formation that the tender of that key led to, if the actor may know of it."""
    of_it = (each for each in reversed(assignment.formations) if getattr(each, "tender_id", None) == tender)
    return next((each for each in of_it if rights.may_know(context.actor(), each)), None)


def links_of(assignment: DesignAssignment | None) -> Mapping[str, Procedure | None]:
    """What the assignment led to, by the names of the outside interface."""
    formation = formation_of(assignment)
    return {
        "tender": tender_of(assignment),
        "formation": formation,
        "service": getattr(formation, "service", None),
    }


def furthest_first(assignment: DesignAssignment | None) -> Sequence[Procedure | None]:
    """What carries out the assignment, and the assignment itself: what is furthest on first."""
    if assignment is None:
        return ()
    return (formation_of(assignment), tender_of(assignment), assignment)
