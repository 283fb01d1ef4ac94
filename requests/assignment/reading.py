"""What is read with a design assignment that is shown: what it came from and led to, its versions."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import remember
from qyzmet.reading.read_together import Part, of_relationship

from ..models import AssignmentVersion, DesignAssignment, OperatorContract
from ..with_formations import led_to, own_formations
from .without_tender import contracts


@cache
def loads(assignment: Any) -> Sequence[ORMOption]:
    """By the first question: what it came from and led to; the parties of all are read together afterwards."""
    return (
        lazyload(assignment.party_rows),
        joinedload(assignment.source).lazyload(Procedure.party_rows),
        joinedload(assignment.tenders).lazyload(Procedure.party_rows),
        *own_formations(assignment),
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
        *own_formations(assignment),
    )


def related(assignment: DesignAssignment) -> Iterator[Procedure]:
    """What it came from, and what it led to."""
    yield assignment.source
    yield from led_to(assignment)


@cache
def parts() -> Sequence[Part]:
    """Its versions, and the contracts that are concluded on it (¶ 88, 92)."""
    return (
        of_relationship(DesignAssignment.versions, joinedload(AssignmentVersion.proposed_by)),
        Part(
            entity=OperatorContract,
            belongs=contracts.are_standing,
            owner=lambda row: row.assignment_id,
            order=(OperatorContract.id,),
            keep=lambda assignment, rows: remember(contracts.rows_of, list(rows), assignment),
        ),
    )
