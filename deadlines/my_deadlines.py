"""A person's own deadlines: the open ones of the organisations that they work for."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.vocabulary import WORKING_ROLES

from .models import Deadline, DeadlineState

WEEK = dt.timedelta(days=7)


class Show(StrEnum):
    """Which of them."""

    ALL = "all"
    WEEK = "week"
    OVERDUE = "overdue"


def count(actor: Actor, show: Show) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count(Deadline.id)).where(*_of(actor, show))) or 0


def open_deadlines(actor: Actor, show: Show = Show.ALL, limit: int = 100, offset: int = 0) -> list[Deadline]:
    """The open deadlines of the organisations for which the actor works, the most urgent first."""
    return list(
        db.session.scalars(
            select(Deadline)
            .options(joinedload(Deadline.procedure), joinedload(Deadline.owner_organisation))
            .where(*_of(actor, show))
            .order_by(Deadline.due_at, Deadline.id)
            .limit(limit)
            .offset(offset)
        )
    )


def _of(actor: Actor, show: Show) -> list[ColumnElement[bool]]:
    organisations = {m.organisation_id for m in actor.memberships if m.role in WORKING_ROLES}
    conditions = [Deadline.state == DeadlineState.OPEN, Deadline.owner_organisation_id.in_(sorted(organisations))]
    if show is Show.OVERDUE:
        conditions.append(Deadline.due_at <= clock.now())
    elif show is Show.WEEK:
        # What is overdue is due this week all the more.
        conditions.append(Deadline.due_on < clock.today() + WEEK)
    return conditions
