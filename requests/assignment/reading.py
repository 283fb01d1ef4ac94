"""What is read with a design assignment that is shown: what it came from and led to, its versions."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure
from qyzmet.read_together import Part, of_relationship

from ..models import AssignmentVersion, DesignAssignment


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


def _own_formations(assignment: Any) -> Sequence[ORMOption]:
    formation: Any = inspect(DesignAssignment).relationships["formations"].mapper.class_
    return (
        joinedload(assignment.formations).lazyload(formation.party_rows),
        joinedload(assignment.formations).joinedload(formation.service).lazyload(Procedure.party_rows),
    )


@cache
def loads(assignment: Any) -> Sequence[ORMOption]:
    """By the first question: what it came from and led to; the parties of all are read together afterwards."""
    return (
        lazyload(assignment.party_rows),
        joinedload(assignment.source).lazyload(Procedure.party_rows),
        joinedload(assignment.tenders).lazyload(Procedure.party_rows),
        *_own_formations(assignment),
    )


@cache
def list_loads(assignment: Any) -> Sequence[ORMOption]:
    """The same without what these hold: a list names them."""
    source, tenders = joinedload(assignment.source), joinedload(assignment.tenders)
    return (
        lazyload(assignment.party_rows),
        source.lazyload(Procedure.party_rows),
        source.defer(Procedure.data),
        tenders.lazyload(Procedure.party_rows),
        tenders.defer(Procedure.data),
        *_own_formations(assignment),
    )


def related(assignment: DesignAssignment) -> Iterator[Procedure]:
    """What it came from, and what it led to."""
    yield assignment.source
    yield from led_to(assignment)


@cache
def parts() -> Sequence[Part]:
    """Its versions."""
    return (of_relationship(DesignAssignment.versions, joinedload(AssignmentVersion.proposed_by)),)
