"""What is read with a passport that is shown: the version before it and those after it."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.procedure.models import Procedure

from ..models import FunctionPassport


@cache
def loads(passport: Any) -> Sequence[ORMOption]:
    """By the first question; the parties of all are read together afterwards."""
    return (
        lazyload(passport.party_rows),
        joinedload(passport.predecessor).lazyload(Procedure.party_rows),
        joinedload(passport.successors).lazyload(Procedure.party_rows),
    )


def related(passport: FunctionPassport) -> Iterator[Procedure]:
    """The versions beside it."""
    if passport.predecessor is not None:
        yield passport.predecessor
    yield from passport.successors
