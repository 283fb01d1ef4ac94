"""What is read with a request or proposal that is shown: what it led to, who examines it, its opinions."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_together import Part

from ..models import DesignAssignment, Filed, Opinion
from ..with_formations import led_to, with_formations


@cache
def loads(filed: Any) -> Sequence[ORMOption]:
    """By the first question: what it led to; the parties of all are read together afterwards."""
    assignments = joinedload(filed.assignments)
    return (
        lazyload(filed.party_rows),
        joinedload(filed.executor),
        assignments.lazyload(DesignAssignment.party_rows),
        assignments.joinedload(DesignAssignment.tenders).lazyload(Procedure.party_rows),
        *with_formations(assignments),
    )


@cache
def list_loads(filed: Any) -> Sequence[ORMOption]:
    """The same without what these hold: a list names them."""
    assignments = joinedload(filed.assignments)
    tenders = assignments.joinedload(DesignAssignment.tenders)
    return (
        lazyload(filed.party_rows),
        assignments.lazyload(DesignAssignment.party_rows),
        assignments.defer(DesignAssignment.data),
        tenders.lazyload(Procedure.party_rows),
        tenders.defer(Procedure.data),
        *with_formations(assignments),
    )


def related(filed: Filed) -> Iterator[Procedure]:
    """What it led to."""
    for assignment in filed.assignments:
        yield assignment
        yield from led_to(assignment)


def leads_on(filed: Filed) -> list[Procedure]:
    """The newest of the tenders."""
    return [each for assignment in filed.assignments for each in assignment.tenders][-1:]


@cache
def parts() -> Sequence[Part]:
    """The opinions of both kinds."""
    return (
        Part(
            entity=Opinion,
            belongs=Opinion.procedure_id.in_,
            owner=lambda row: row.procedure_id,
            order=(Opinion.id,),
            keep=lambda filed, rows: set_committed_value(filed, "opinions", rows),
            options=(joinedload(Opinion.drafted_by), joinedload(Opinion.given_by)),
        ),
    )
