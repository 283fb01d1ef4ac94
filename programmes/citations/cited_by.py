"""What cites a programme: requests, and the tenders and services that came of them, each with the points.

Only what the reader may see is given, and only that is counted. A request that is not public is told to those who may
know of it; a tender or a service that everybody sees tells of its request's points only where the need itself is
public (row 7 of Annex 1: no restricted information).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import state_word

from ...catalog.models import Service
from ...catalog.under_way.models import Need
from ...requests.models import DesignAssignment
from ...tenders.models import Tender
from ..models import Programme, ProgrammeCitation
from ..rules import points

_ROOMS = {"requests": "requests", "tenders": "tenders", "services": "catalog"}


@dataclass(frozen=True)
class Citing:
    """A procedure that cites points of the programme, or that came of one that does."""

    kind: str
    number: str
    title: str
    state: str
    points: tuple[str, ...]
    # Of these, those that the programme does not have.
    missing: tuple[str, ...]

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/{_ROOMS[self.kind]}/{self.number}"

    @property
    def state_word(self) -> str:
        """Its state in words."""
        return state_word(next(iter(kinds()[self.kind].tables.values())), self.state)


def cited_by(programme: Programme, actor: Actor) -> list[Citing]:
    """What the actor may see of what cites any version of the programme: requests, tenders, services."""
    texts: dict[int, list[str]] = {}
    known: dict[int, Any] = {}
    for row in db.session.execute(_requests(programme, actor)):
        if row.known or row.is_public_need:
            texts.setdefault(row.id, []).append(row.points)
        if row.known:
            known[row.id] = row
    found = [_citing("requests", row, texts[key], programme) for key, row in known.items()]
    if not texts:
        return found
    for row in db.session.execute(_led_to(texts, actor)):
        found.append(_citing(row.kind, row, texts[row.source_id], programme))
    return found


def _requests(programme: Programme, actor: Actor) -> Any:
    public = select(Need.id).where(Need.id == Procedure.id).correlate(Procedure).exists()
    return (
        select(
            Procedure.id,
            Procedure.number,
            Procedure.draft_number,
            Procedure.title,
            Procedure.state,
            ProgrammeCitation.points,
            rights.known_to(actor).label("known"),
            public.label("is_public_need"),
        )
        .join(ProgrammeCitation, ProgrammeCitation.request_id == Procedure.id)
        .where(ProgrammeCitation.root_id == programme.root_id)
        .order_by(Procedure.id, ProgrammeCitation.id)
    )


def _led_to(sources: Iterable[int], actor: Actor) -> Any:
    columns = (Procedure.id, Procedure.number, Procedure.draft_number, Procedure.title, Procedure.state)
    ids = sorted(sources)
    tenders = (
        select(*columns, DesignAssignment.source_id.label("source_id"), literal("tenders").label("kind"))
        .select_from(Procedure)
        .join(Tender.__table__, Tender.__table__.c.id == Procedure.id)
        .join(DesignAssignment.__table__, DesignAssignment.__table__.c.id == Tender.__table__.c.assignment_id)
        .where(DesignAssignment.__table__.c.source_id.in_(ids), rights.known_to(actor))
    )
    services = (
        select(*columns, Service.__table__.c.source_id.label("source_id"), literal("services").label("kind"))
        .select_from(Procedure)
        .join(Service.__table__, Service.__table__.c.id == Procedure.id)
        .where(Service.__table__.c.source_id.in_(ids), rights.known_to(actor))
    )
    both = union_all(tenders, services).subquery()
    return select(both).order_by(both.c.kind.desc(), both.c.id)


def _citing(kind: str, row: Any, texts: list[str], programme: Programme) -> Citing:
    cited = [point for text in texts for point in points.cited(text)]
    lacking = [point for text in texts for point in points.missing(programme.data, text)]
    return Citing(
        kind=kind,
        number=row.number or row.draft_number,
        title=row.title,
        state=row.state,
        points=tuple(dict.fromkeys(cited)),
        missing=tuple(dict.fromkeys(lacking)),
    )


def by_point(found: Iterable[Citing]) -> dict[str, list[Citing]]:
    """What cites each point."""
    listed: dict[str, list[Citing]] = {}
    for each in found:
        for point in each.points:
            listed.setdefault(point, []).append(each)
    return listed


def of_requests(found: Iterable[Citing]) -> dict[str, str]:
    """The points that requests cite, by the number of each, as checks take them."""
    return {each.number: ", ".join(each.points) for each in found if each.kind == "requests"}
