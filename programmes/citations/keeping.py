"""What a request cites of the register (Annex 1, row 2), kept as rows beside it. Nothing here commits."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from qyzmet.database import db
from qyzmet.procedure.models import Procedure

from ..models import Programme, ProgrammeCitation


def by_number(number: str) -> Programme | None:
    """The programme with that number that everybody may know of; None for a draft, and where there is none."""
    if not number or not number.isprintable():
        return None
    query = select(Programme).where(Programme.number == number, Programme.is_public)
    return db.session.scalars(query).first()


def by_numbers(numbers: Iterable[str]) -> dict[str, Programme]:
    """The same of several, by one question."""
    wanted = sorted({each for each in numbers if each and each.isprintable()})
    if not wanted:
        return {}
    query = select(Programme).where(Programme.number.in_(wanted), Programme.is_public)
    return {each.public_number: each for each in db.session.scalars(query)}


def keep(request: Procedure, rows: Iterable[Mapping[str, Any]]) -> None:
    """The rows of a request's data that name a programme of the register take the place of those kept."""
    named = [row for row in rows if row.get("programme")]
    known = by_numbers(str(row["programme"]) for row in named)
    db.session.execute(delete(ProgrammeCitation).where(ProgrammeCitation.request_id == request.id))
    for row in named:
        programme = known.get(str(row["programme"]))
        if programme is not None:
            db.session.add(
                ProgrammeCitation(request_id=request.id, root_id=programme.root_id, points=str(row.get("points") or ""))
            )
    db.session.flush()
