"""What a list may be asked for, each as an axis: where its rows stand in order, and the same as a condition.

A list is read along one axis, and the others are conditions on each row that comes by. Which one is decided in lists.py.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_

from qyzmet import clock, rights
from qyzmet.deadlines import calendar as calendars
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.search.models import SearchWord
from qyzmet.search.words import Asked

SOON = 3
_LAST = "\U0010ffff"


class Term(StrEnum):
    """What a procedure's terms are like now."""

    OVERDUE = "overdue"
    SOON = "soon"
    RUNNING = "running"
    NONE = "none"


@dataclass(frozen=True)
class Member:
    """Rows of an index: `column` is the procedure's id, by which they stand in order unless they are `few`."""

    column: Any
    where: tuple[ColumnElement[bool], ...]
    # What the index does not say, of the procedure beside the row.
    also: tuple[ColumnElement[bool], ...] = ()
    # The rows of one procedure may come several times.
    repeats: bool = False
    # Not in the order of procedures, so worth reading only where there are few.
    few: bool = False


@dataclass(frozen=True)
class Axis:
    """One thing asked for. Without members it can only be a condition."""

    holds: ColumnElement[bool]
    members: tuple[Member, ...] = ()


def word(asked: Asked) -> Axis:
    """A word of a search."""
    column: Any = SearchWord.word
    exact = [Member(SearchWord.procedure_id, (column == each,)) for each in asked.words]
    conditions = [column == asked.words[0] if len(asked.words) == 1 else column.in_(asked.words)]
    if asked.beginning is not None:
        begun = and_(column > asked.beginning, column < asked.beginning + _LAST)
        exact.append(Member(SearchWord.procedure_id, (begun,), repeats=True, few=True))
        conditions.append(begun)
    there = [_there(SearchWord, condition) for condition in conditions]
    return Axis(or_(*there) if len(there) > 1 else there[0], tuple(exact))


def parties(organisation_ids: Iterable[int]) -> Axis:
    """One of these organisations takes part."""
    ids = sorted(set(organisation_ids))
    return Axis(
        _there(ProcedureParty, ProcedureParty.organisation_id.in_(ids)) if ids else false(),
        tuple(
            Member(ProcedureParty.procedure_id, (ProcedureParty.organisation_id == each,), repeats=True) for each in ids
        ),
    )


def known_by(organisation_ids: Iterable[int]) -> Axis:
    """One of these organisations takes part and knows of it; the condition is that of `rights.known_to`."""
    ids, known = sorted(set(organisation_ids)), rights.known_as_party()
    return Axis(
        _there(ProcedureParty, and_(ProcedureParty.organisation_id.in_(ids), known)) if ids else false(),
        tuple(
            Member(ProcedureParty.procedure_id, (ProcedureParty.organisation_id == each,), (known,), repeats=True)
            for each in ids
        ),
    )


def states(pairs: Iterable[tuple[str, str]]) -> Axis:
    """It is of one of these kinds in one of these states."""
    each = list(pairs)
    kinds, names = ({pair[place] for pair in each} for place in (0, 1))
    holds = and_(Procedure.kind.in_(sorted(kinds)), Procedure.state.in_(sorted(names)))
    members = (Member(Procedure.id, (Procedure.kind == kind, Procedure.state == state)) for kind, state in each)
    return Axis(holds, tuple(members))


def submitted(first: dt.date | None, last: dt.date | None) -> Axis:
    """It was submitted within these days."""
    conditions: list[ColumnElement[bool]] = []
    if first is not None:
        conditions.append(Procedure.submitted_at >= clock.at(first))
    if last is not None:
        conditions.append(Procedure.submitted_at < (clock.end_of(last) if last < dt.date.max else clock.at(last, 23)))
    return Axis(and_(*conditions), (Member(Procedure.id, tuple(conditions), few=True),))


def term(asked: Term) -> Axis:
    """Its terms are like this."""
    is_open = Deadline.state == DeadlineState.OPEN
    if asked is Term.NONE:
        return Axis(~_there(Deadline, is_open))
    if asked is Term.RUNNING:
        return Axis(_there(Deadline, is_open), (Member(Deadline.procedure_id, (is_open,), repeats=True),))
    now = clock.now()
    if asked is Term.SOON:
        due = and_(is_open, Deadline.due_at > now, Deadline.due_on <= calendars.current().add(clock.today(), SOON))
        return Axis(_there(Deadline, due), (Member(Deadline.procedure_id, (due,), repeats=True),))
    late = and_(is_open, Deadline.due_at <= now)
    marked = and_(is_open, Deadline.overdue_at.is_not(None))
    # The worker marks them in the same minute; while it does not run they are found by what it has to do next.
    not_yet = and_(late, Deadline.next_at <= now)
    return Axis(
        _there(Deadline, late),
        (
            Member(Deadline.procedure_id, (marked,), repeats=True),
            Member(Deadline.procedure_id, (not_yet,), repeats=True, few=True),
        ),
    )


def _there(model: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(model.procedure_id == Procedure.id, condition).correlate(Procedure)


def everything() -> Axis:
    """Every procedure there is."""
    return Axis(Procedure.id.is_not(None), (Member(Procedure.id, ()),))
