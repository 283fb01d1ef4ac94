"""What is read with a development that is shown: its service, the design assignments that it led to, its documents."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure import whole
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_together import Part

from ...requests.models import DesignAssignment
from ...requests.with_formations import led_to, with_formations
from ..models import Development


@cache
def loads(development: Any) -> Sequence[ORMOption]:
    """By the first question: its service and what it led to; the parties of all are read together afterwards."""
    assignments = joinedload(development.assignments)
    return (
        lazyload(development.party_rows),
        joinedload(development.service).lazyload(Procedure.party_rows),
        assignments.lazyload(DesignAssignment.party_rows),
        assignments.joinedload(DesignAssignment.tenders).lazyload(Procedure.party_rows),
        *with_formations(assignments),
    )


def related(development: Development) -> Iterator[Procedure]:
    """The service, and what the development led to."""
    yield development.service
    for assignment in development.assignments:
        yield assignment
        yield from led_to(assignment)


@cache
def parts() -> Sequence[Part]:
    """Its documents."""
    return (whole.documents_part(),)
