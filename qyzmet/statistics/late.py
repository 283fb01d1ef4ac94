"""Who is late, and what will be late within a week: for heads in their own organisation's procedures, for the
integrator's people in all that it takes part in (`rights.oversees`).

Nobody is late with a term that time itself ends.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from qyzmet import clock, rights
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import Party

WEEK = dt.timedelta(days=7)


class Show(StrEnum):
    """Which of the open terms."""

    LATE = "late"
    WEEK = "week"


@dataclass(frozen=True)
class Load:
    """How many terms somebody is late with, and how many end within a week; the Commission is no organisation."""

    owner: Party
    organisation: Organisation | None
    late: int
    week: int


def loads(overseen: tuple[int, ...] | None) -> list[Load]:
    """Everybody who is late or soon will be, whoever is late with most first."""
    late, soon = (func.sum(case((_shown(each), 1), else_=0)) for each in Show)
    # The Commission alone has no organisation; every other row of one is of the same party.
    by = (Deadline.owner_organisation_id, func.min(Deadline.owner))
    query = _open(overseen, *by, late, soon).where(or_(*map(_shown, Show))).group_by(by[0])
    rows = db.session.execute(query).all()
    ids = [row[0] for row in rows if row[0] is not None]
    named = {each.id: each for each in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    found = [Load(Party(owner), named.get(each), int(late), int(week)) for each, owner, late, week in rows]
    return sorted(found, key=lambda load: (-load.late, -load.week, load.organisation.bin if load.organisation else ""))


def terms(overseen: tuple[int, ...] | None, show: Show, owner: int | None, limit: int, offset: int) -> list[Deadline]:
    """These terms one by one, the oldest end first; of one organisation, where it is asked for."""
    query = _open(overseen, Deadline).where(_shown(show)).order_by(Deadline.due_at, Deadline.id)
    if owner is not None:
        query = query.where(Deadline.owner_organisation_id == owner)
    loaded = query.options(contains_eager(Deadline.procedure), joinedload(Deadline.owner_organisation))
    return list(db.session.scalars(loaded.limit(limit).offset(offset)))


def _open(overseen: tuple[int, ...] | None, *columns: Any) -> Select[Any]:
    by_time = [
        and_(Procedure.kind == table.kind, Deadline.term == term.key)
        for kind in kinds().values()
        for table in kind.tables.values()
        for term in table.terms
        if term.at_end is not None
    ]
    return (
        select(*columns)
        .select_from(Deadline)
        .join(Procedure, Procedure.id == Deadline.procedure_id)
        .where(Deadline.state == DeadlineState.OPEN, rights.known_with(overseen), not_(or_(*by_time)))
    )


def _shown(show: Show) -> ColumnElement[bool]:
    if show is Show.LATE:
        return Deadline.due_at <= clock.now()
    return and_(Deadline.due_at > clock.now(), Deadline.due_on < clock.today() + WEEK)
