"""What design assignments led to, read together with them: their tenders, formations and services."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure

from .models import DesignAssignment


@cache
def with_formations(assignments: Any) -> Sequence[ORMOption]:
    """Further to the load of design assignments: the formations that each led to, and the service of each."""
    formation: Any = inspect(DesignAssignment).relationships["formations"].mapper.class_
    formations = assignments.joinedload(DesignAssignment.formations)
    return (
        formations.lazyload(formation.party_rows),
        formations.joinedload(formation.service).lazyload(Procedure.party_rows),
    )


def led_to(assignment: DesignAssignment) -> Iterator[Procedure]:
    """The tenders for it, the formations, and the service that these formed."""
    yield from assignment.tenders
    yield from formed(assignment)


def formed(assignment: DesignAssignment) -> Iterator[Procedure]:
    """The formations that it led to, and the service of each."""
    for formation in assignment.formations:
        yield formation
        service = getattr(formation, "service", None)
        if service is not None:
            yield service


def own_formations(assignment: Any) -> Sequence[ORMOption]:
    """The same of design assignments that are read themselves."""
    formation: Any = inspect(DesignAssignment).relationships["formations"].mapper.class_
    return (
        joinedload(assignment.formations).lazyload(formation.party_rows),
        joinedload(assignment.formations).joinedload(formation.service).lazyload(Procedure.party_rows),
    )
