"""What is read with a formation that is shown: what it came from and led to, its protocols and documents."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure import whole
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_together import Part

from ...requests.models import DesignAssignment
from ...tenders import reading as of_tender
from ..models import Formation
from .naming_tender import naming_tender


@cache
def loads(formation: Any) -> Sequence[ORMOption]:
    """By the first question: what it came from and led to; the parties of all are read together afterwards."""
    assignment = joinedload(formation.assignment)
    return (
        lazyload(formation.party_rows),
        joinedload(formation.version_of_assignment),
        joinedload(formation.tender).lazyload(Procedure.party_rows),
        joinedload(formation.bid).lazyload(Procedure.party_rows),
        joinedload(formation.service).lazyload(Procedure.party_rows),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.joinedload(DesignAssignment.source).lazyload(Procedure.party_rows),
    )


@cache
def list_loads(formation: Any) -> Sequence[ORMOption]:
    """The same without what these hold: a list names them."""
    assignment, tender = joinedload(formation.assignment), joinedload(formation.tender)
    source, service = assignment.joinedload(DesignAssignment.source), joinedload(formation.service)
    linked = (tender, service, source)
    return (
        lazyload(formation.party_rows),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.defer(DesignAssignment.data),
        *(each.lazyload(Procedure.party_rows) for each in linked),
        *(each.defer(Procedure.data) for each in linked),
    )


def related(formation: Formation) -> Iterator[Procedure]:
    """The design assignment, what led to that, the tender and the service."""
    yield formation.assignment
    yield formation.assignment.source
    yield from (each for each in (formation.tender, formation.service) if each is not None)


@cache
def parts() -> Sequence[Part]:
    """Its protocols and documents."""
    return (of_tender.protocols(), whole.documents_part())


def parts_of_parts(formation: Formation) -> Iterator[tuple[Part, Iterable[Any]]]:
    """The signatures under the protocols; what the tender decided and which contracts stand."""
    yield of_tender.signatures(), formation.protocols
    tender = naming_tender(formation)
    if tender is not None:
        yield of_tender.protocols(), [tender]
        yield of_tender.standing_contracts(), [tender]
