"""What is read with an opened bid that is shown: the tender that it is for."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure

from ...requests.models import DesignAssignment
from ...requests.with_formations import formed, with_formations
from ..models import Bid, Tender


@cache
def loads(bid: Any) -> Sequence[ORMOption]:
    """By the first question; the parties of both are read together afterwards."""
    tender = joinedload(bid.tender)
    assignment = tender.joinedload(Tender.assignment)
    return (
        lazyload(bid.party_rows),
        tender.lazyload(Tender.party_rows),
        tender.joinedload(Tender.frozen),
        tender.joinedload(Tender.successors).lazyload(Tender.party_rows),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.joinedload(DesignAssignment.source).lazyload(Procedure.party_rows),
        *with_formations(assignment),
    )


@cache
def list_loads(bid: Any) -> Sequence[ORMOption]:
    """The same without what these hold: a list names the tender."""
    tender = joinedload(bid.tender)
    assignment = tender.joinedload(Tender.assignment)
    source = assignment.joinedload(DesignAssignment.source)
    return (
        lazyload(bid.party_rows),
        tender.lazyload(Tender.party_rows),
        tender.defer(Tender.data),
        assignment.lazyload(DesignAssignment.party_rows),
        assignment.defer(DesignAssignment.data),
        source.lazyload(Procedure.party_rows),
        source.defer(Procedure.data),
        *with_formations(assignment),
    )


def related(bid: Bid) -> Iterator[Procedure]:
    """Its tender, with what that came from and led to."""
    yield bid.tender
    yield bid.tender.assignment
    yield bid.tender.assignment.source
    yield from formed(bid.tender.assignment)
