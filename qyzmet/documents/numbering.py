"""The numbers of documents: counted ones, and random ones of 15 digits for what was sealed."""

import re
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_

from qyzmet.documents.models import Document

# Fifteen digits are exact in every program that reads JSON. Counting never comes so far.
FEWEST, MOST = 10**14, 10**15 - 1
_ID = re.compile(r"D-([1-9][0-9]{0,17})", re.ASCII)


def number_of(public_id: str) -> int | None:
    """The number in an id such as `D-81`; None where it is no id."""
    found = _ID.fullmatch(public_id)
    return int(found[1]) if found else None


def by_number(numbers: Collection[int]) -> ColumnElement[bool]:
    """The condition on `Document` for those with these numbers, in whichever column theirs stands."""
    return or_(Document.number.in_(numbers), and_(Document.id.in_(numbers), Document.number.is_(None)))
