"""What is read with an opened bid that is shown: the tender that it is for."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure

from ...requests.models import DesignAssignment
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
        assignment.lazyload(DesignAssignment.party_rows),
    )


@cache
def list_loads(bid: Any) -> Sequence[ORMOption]:
    """The same without what the tender holds: a list names it."""
    tender = joinedload(bid.tender)
    return (lazyload(bid.party_rows), tender.lazyload(Tender.party_rows), tender.defer(Tender.data))


def related(bid: Bid) -> Iterator[Procedure]:
    """Its tender."""
    yield bid.tender
