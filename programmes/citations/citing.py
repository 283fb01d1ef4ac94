"""What a request says of programmes in the register (Annex 1, row 2): whether they and their points are there.

A programme that is not there is an error; a point that is not there is a warning, as texts are amended.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.translating import gettext as _

from ..models import Programme
from ..procedure.states import IN_FORCE, WITHDRAWN
from ..rules import points
from . import keeping

Rows = Iterable[Mapping[str, Any]]
MOST_OFFERED = 500
_SHOWN = 30


@dataclass(frozen=True)
class Warned:
    """A warning, with the field that it is about."""

    field: str
    text: str


def choices() -> list[tuple[str, str]]:
    """The programmes in force: numbers and names, the newest first."""
    query = select(Programme.number, Programme.title).where(Programme.state == IN_FORCE)
    rows = db.session.execute(query.order_by(Programme.id.desc()).limit(MOST_OFFERED))
    return [(str(number), f"{number} · {title[:120]}") for number, title in rows]


def unknown(rows: Rows) -> Iterator[tuple[str, str]]:
    """The numbers that are no programme's of the register, each with its field."""
    listed = list(rows)
    known = keeping.by_numbers(str(row["programme"]) for row in listed if row.get("programme"))
    for place, row in enumerate(listed):
        number = row.get("programme")
        if number and str(number) not in known:
            yield f"data.programmes.{place}.programme", str(number)


def completed(rows: Rows) -> list[dict[str, Any]] | None:
    """The rows with kind and name of the programmes that they choose, where these were left open; None if none were."""
    listed = [dict(row) for row in rows]
    open_rows = [row for row in listed if row.get("programme") and not (row.get("kind") and row.get("title"))]
    if not open_rows:
        return None
    known = keeping.by_numbers(str(row["programme"]) for row in open_rows)
    for row in open_rows:
        programme = known.get(str(row["programme"]))
        if programme is not None:
            row["kind"] = row.get("kind") or programme.programme_kind or None
            row["title"] = row.get("title") or programme.title
    return listed


def warnings(rows: Rows) -> list[Warned]:
    """The cited points that their programmes do not have, and programmes that are withdrawn."""
    listed = list(rows)
    known = keeping.by_numbers(str(row["programme"]) for row in listed if row.get("programme"))
    found = []
    for place, row in enumerate(listed):
        programme = known.get(str(row.get("programme") or ""))
        if programme is None:
            continue
        number = programme.public_number
        if programme.state == WITHDRAWN:
            text = _("The programme %(number)s is withdrawn.", number=number)
            found.append(Warned(f"data.programmes.{place}.programme", text))
        lacking = points.missing(programme.data, str(row.get("points") or ""))
        if lacking:
            text = _(
                "The programme %(number)s has no such points: %(points)s. Its points: %(known)s.",
                number=number,
                points=", ".join(lacking),
                known=_some(points.points_of(programme.data)),
            )
            found.append(Warned(f"data.programmes.{place}.points", text))
    return found


def points_of(numbers: Iterable[str]) -> dict[str, tuple[dict[str, str], str]]:
    """The points of the programmes with these numbers, and the language they are written in, by the number."""
    known = keeping.by_numbers(numbers)
    return {
        number: (points.points_of(each.data), str(each.data.get("language") or "")) for number, each in known.items()
    }


def _some(known: Iterable[str]) -> str:
    listed = list(known)
    return ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")
