"""What is read with a programme that is shown: the versions before and after it, and its documents."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure import whole
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_together import Part

from ..models import Programme
from ..reports import keeping


@cache
def loads(programme: Any) -> Sequence[ORMOption]:
    """By the first question: the versions beside it; the parties of all are read together afterwards."""
    return (
        lazyload(programme.party_rows),
        joinedload(programme.previous).lazyload(Programme.party_rows),
        joinedload(programme.following).lazyload(Programme.party_rows),
    )


def related(programme: Programme) -> Iterator[Procedure]:
    """The versions before and after it."""
    if programme.previous is not None:
        yield programme.previous
    yield from programme.following


@cache
def parts() -> Sequence[Part]:
    """Its documents, and the reports that were filed."""
    return (whole.documents_part(), keeping.filed_part())
