"""What is read with a service that is shown: all that its line of life tells, its suppliers, prices and relations."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import remember
from qyzmet.reading.read_together import Part, of_relationship

from ...requests.models import DesignAssignment
from ...tenders import reading as of_tender
from ...tenders.models import Tender
from ..models import Formation, Service, ServiceRelation, ServiceSupplier
from . import relations


@cache
def loads(service: Any) -> Sequence[ORMOption]:
    """By the first question: what led to it and follows from it; the parties of all are read together afterwards."""
    formations, anew = joinedload(service.formations), joinedload(service.assignments)
    return (
        lazyload(service.party_rows),
        joinedload(service.source).lazyload(Procedure.party_rows),
        formations.lazyload(Formation.party_rows),
        formations.joinedload(Formation.tender).lazyload(Tender.party_rows),
        formations.joinedload(Formation.version_of_assignment),
        *_of_assignments(formations.joinedload(Formation.assignment)),
        *_of_assignments(anew),
    )


def _of_assignments(assignments: Any) -> Sequence[ORMOption]:
    return (
        assignments.lazyload(DesignAssignment.party_rows),
        assignments.joinedload(DesignAssignment.source).lazyload(Procedure.party_rows),
        assignments.joinedload(DesignAssignment.tenders).lazyload(Procedure.party_rows),
    )


@cache
def list_loads(service: Any) -> Sequence[ORMOption]:
    """What a list names of these, without what they hold."""
    formations = joinedload(service.formations)
    assignment = formations.joinedload(Formation.assignment)
    source, anew = joinedload(service.source), joinedload(service.assignments)
    tender = formations.joinedload(Formation.tender)
    suppliers, related_to = selectinload(service.suppliers), selectinload(service.relations)
    return (
        lazyload(service.party_rows),
        selectinload(service.prices),
        suppliers.joinedload(ServiceSupplier.organisation),
        related_to.joinedload(ServiceRelation.other).lazyload(Service.party_rows),
        *(each.lazyload(Procedure.party_rows) for each in (source, tender, formations, assignment, anew)),
        *(each.defer(Procedure.data) for each in (source, tender, formations, assignment, anew)),
    )


def assignments(service: Service) -> list[DesignAssignment]:
    """Those of its formations and of its replacements."""
    return list(dict.fromkeys([*(each.assignment for each in service.formations), *service.assignments]))


def related(service: Service) -> Iterator[Procedure]:
    """What led to it and follows from it."""
    if service.source is not None:
        yield service.source
    for assignment in assignments(service):
        yield from (assignment.source, assignment)
        yield from assignment.tenders
    yield from service.formations


@cache
def parts() -> Sequence[Part]:
    """Its suppliers, prices, and relations both ways."""
    return (
        of_relationship(Service.suppliers, joinedload(ServiceSupplier.organisation)),
        of_relationship(Service.prices),
        of_relationship(Service.relations, joinedload(ServiceRelation.other).lazyload(Service.party_rows)),
        _relations_to(),
    )


@cache
def _relations_to() -> Part:
    # Another name for the table: its own relations are read by the same question.
    other_way = aliased(ServiceRelation)
    return Part(
        entity=other_way,
        belongs=other_way.other_id.in_,
        owner=lambda row: row.other_id,
        order=(other_way.id,),
        keep=lambda service, rows: remember(relations.to, rows, service),
        options=(joinedload(other_way.service).lazyload(Service.party_rows),),
    )


def for_line(service: Service) -> Iterator[tuple[Part, Iterable[Any]]]:
    """What its line of life tells besides: what the tenders and formations decided, and which contracts stand."""
    tenders = [each for assignment in assignments(service) for each in assignment.tenders]
    yield of_tender.protocols(), [*tenders, *service.formations]
    yield of_tender.standing_contracts(), tenders
