"""Changes of the calendar as pages show them: what was done, the days before and after, the deadlines that move."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of, term_title
from qyzmet.translating import gettext as _

from ..models import CalendarChange, ChangeKind, Deadline
from ..working_days import CalendarDay
from .changes import DayChange, Proposal
from .day_names import kind_text, name_text, source_text


@dataclass(frozen=True)
class ShownChange:
    """A day of a change; `before` and `after` are words."""

    on: dt.date
    before: str
    after: str
    source: str


@dataclass(frozen=True)
class ShownMove:
    """An open deadline that moves. Its procedure's title and address only for those who may know of it."""

    number: str
    path: str | None
    title: str
    term: str
    rule: str
    owner: str
    old_due_on: dt.date
    new_due_on: dt.date


def action_text(change: CalendarChange | Proposal) -> str:
    """What was or would be done."""
    kind = change.action if isinstance(change, CalendarChange) else change.kind
    if kind is ChangeKind.SEED:
        return _("The calendar that the application came with: %(what)s", what=change.summary)
    if kind is ChangeKind.SET:
        return _("A day added or changed: %(what)s", what=change.summary)
    if kind is ChangeKind.REMOVE:
        return _("A day removed: %(what)s", what=change.summary)
    if kind is ChangeKind.IMPORT:
        return _("A file imported: %(what)s", what=change.summary)
    return _("A change undone: %(what)s", what=change.summary)


def shown_change(day: DayChange) -> ShownChange:
    """A day before and after, in words."""
    row = day.after or day.before
    return ShownChange(day.on, _row_text(day.before), _row_text(day.after), source_text(row.source) if row else "")


def _row_text(row: CalendarDay | None) -> str:
    return "" if row is None else f"{kind_text(row.kind)}: {name_text(row.name)}"


def shown_moves(moves: Sequence[tuple[int, dt.date, dt.date]]) -> list[ShownMove]:
    """Deadlines by number with their old and new last day."""
    query = (
        select(Deadline)
        .options(joinedload(Deadline.procedure), joinedload(Deadline.owner_organisation))
        .where(Deadline.id.in_({number for number, _old, _new in moves}))
    )
    known = {deadline.id: deadline for deadline in db.session.scalars(query)}
    who = context.actor()
    shown = []
    for number, old, new in moves:
        deadline = known[number]
        procedure = deadline.procedure
        mine = rights.may_know(who, procedure)
        shown.append(
            ShownMove(
                number=procedure.public_number,
                path=procedure.path if mine else None,
                title=procedure.called if mine else "",
                term=term_title(table_of(procedure), deadline.term),
                rule=deadline.rule,
                owner=name_of(deadline.owner_organisation),
                old_due_on=old,
                new_due_on=new,
            )
        )
    return shown
