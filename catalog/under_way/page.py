"""The page of one need in the public register: what everybody may see of it, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.models import Procedure

from ...deadlines.models import Deadline, DeadlineState
from ...deadlines.shown_deadline import ShownDeadline, present_all
from . import course, rows, stages
from .course import Step
from .models import Need
from .rows import NeedRow


@dataclass(frozen=True)
class NeedPage:
    """A need with its terms and its course."""

    row: NeedRow
    deadlines: Sequence[ShownDeadline]
    line: Sequence[Step]
    # Public pages that tell more: the newest tender's or the service's.
    tender: Step | None
    service: Step | None
    # Its whole page, for those who take part in it.
    own_href: str | None


def of(number: str) -> NeedPage | None:
    """The need with that registered number; None for what is not in the register."""
    row = rows.find(number)
    if row is None:
        return None
    line = course.line(row)
    return NeedPage(
        row=row,
        deadlines=present_all(_deadlines(row)),
        line=line,
        tender=_linked(line, "/tenders/"),
        service=_linked(line, "/catalog/"),
        own_href=_own_href(row),
    )


_WITH = (
    joinedload(Deadline.procedure).lazyload(Procedure.party_rows),
    joinedload(Deadline.owner_organisation),
)


def _deadlines(row: NeedRow) -> Sequence[Deadline]:
    """The terms that run where it stands."""
    query = select(Deadline).join(Need, Need.where_id == Deadline.procedure_id)
    running = Deadline.state == DeadlineState.OPEN, Deadline.term.not_in(stages.NOT_TOLD)
    query = query.where(Need.id == row.id, *running).order_by(Deadline.due_at, Deadline.id)
    return db.session.scalars(query.options(*_WITH)).unique().all()


def _linked(line: Sequence[Step], path: str) -> Step | None:
    return next((step for step in reversed(line) if (step.get("href") or "").startswith(path)), None)


def _own_href(row: NeedRow) -> str | None:
    actor = context.actor()
    if not actor.known:
        return None
    procedure = db.session.get_one(Procedure, row.id)
    return procedure.path if rights.may_know(actor, procedure) else None
