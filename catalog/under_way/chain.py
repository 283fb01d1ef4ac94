"""A need and what was begun on its ground, as two questions read them after every act: columns, and no models."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, select, union_all

from qyzmet.database import Key, db
from qyzmet.procedure.models import Act, Procedure

from ...requests.models import AutomationRequest, DesignAssignment, Proposal
from ...tenders.models import Tender
from ..models import Development, Formation


@dataclass(frozen=True)
class Link:
    """A procedure of the chain, as it is now."""

    id: int
    kind: str
    state: str
    number: str
    title: str
    is_public: bool
    # Of a tender or a formation: the design assignment that it rests on; of this, its mechanism.
    assignment_id: int | None
    mechanism: str | None
    # Of a design assignment: whether additions to contracts are signed on it, and no tender is held (¶ 92, H51).
    by_additions: bool
    # What the need says of itself; of the others it is not read.
    data: dict[str, Any] | None


@dataclass(frozen=True)
class Step:
    """What an act was, as far as the register counts from it."""

    procedure_id: int
    action: str
    from_state: str
    to_state: str
    at: dt.datetime
    annulled_by_id: int | None


def _links() -> Any:
    """Everything that was begun on the ground of `source`, and that itself."""
    source = bindparam("source", type_=Key)
    ordered, tender, formation = DesignAssignment.__table__, Tender.__table__, Formation.__table__
    ids = union_all(
        select(source),
        select(ordered.c.id).where(ordered.c.source_id == source),
        *(
            select(each.c.id).join(ordered, ordered.c.id == each.c.assignment_id).where(ordered.c.source_id == source)
            for each in (tender, formation)
        ),
    )
    procedure = Procedure.__table__
    return (
        select(
            procedure.c.id,
            procedure.c.kind,
            procedure.c.state,
            func.coalesce(procedure.c.number, "").label("number"),
            procedure.c.title,
            procedure.c.is_public,
            func.coalesce(tender.c.assignment_id, formation.c.assignment_id).label("assignment_id"),
            ordered.c.mechanism,
            ordered.c.adds_to.is_not(None).label("by_additions"),
            case((procedure.c.id == source, procedure.c.data)).label("data"),
        )
        .outerjoin_from(procedure, ordered, ordered.c.id == procedure.c.id)
        .outerjoin(tender, tender.c.id == procedure.c.id)
        .outerjoin(formation, formation.c.id == procedure.c.id)
        .where(procedure.c.id.in_(ids))
        .order_by(procedure.c.id)
    )


# Put together once: that would take as long as the database's answer.
_LINKS = _links()
_SOURCE = select(DesignAssignment.__table__.c.source_id).where(
    DesignAssignment.__table__.c.id == bindparam("assignment", type_=Key)
)
_STEPS = (
    select(Act.procedure_id, Act.action, Act.from_state, Act.to_state, Act.at, Act.annulled_by_id)
    .where(Act.procedure_id.in_(bindparam("procedures", expanding=True)))
    .order_by(Act.id)
)
_NEEDS = frozenset(each.__mapper__.polymorphic_identity for each in (AutomationRequest, Proposal, Development))


def source_of(procedure: Procedure) -> int | None:
    """The id of what a procedure was begun for, if it has such a ground: a request, a proposal, a development, or of a
    replacement the service itself.
    """
    if isinstance(procedure, DesignAssignment):
        return procedure.source_id
    if isinstance(procedure, (Tender, Formation)):
        return db.session.scalar(_SOURCE, {"assignment": procedure.assignment_id})
    return procedure.id if procedure.kind in _NEEDS else None


@dataclass(frozen=True)
class Chain:
    """A request, proposal or development, and everything that was begun on its ground, the oldest first."""

    source: Link
    others: tuple[Link, ...]

    def of(self, model: type[Procedure], assignment: Link | None = None) -> list[Link]:
        """Those of that kind, where one is given those that rest on that design assignment alone."""
        kind = model.__mapper__.polymorphic_identity
        found = (each for each in self.others if each.kind == kind)
        return [each for each in found if assignment is None or each.assignment_id == assignment.id]


def chain_of(source: int) -> Chain | None:
    """The chain of the request, proposal or development of that id; None where it is something else."""
    found = [Link(*row) for row in db.session.execute(_LINKS, {"source": source})]
    own = next((each for each in found if each.id == source and each.kind in _NEEDS), None)
    return None if own is None else Chain(own, tuple(each for each in found if each is not own))


def steps_in(links: Iterable[Link]) -> list[Step]:
    """The acts in these procedures, the oldest first."""
    return [Step(*row) for row in db.session.execute(_STEPS, {"procedures": [each.id for each in links]})]
