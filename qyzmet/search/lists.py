"""Lists of procedures by what is asked for: one index is read in the order of the list until a page is full.

Which index: of the words, parties, states and terms that are asked for, the one in which a hundred rows reach back
the furthest, for it is the rarest there where the list begins. One small question finds it, and is not put where there
is no choice. See docs/search.md.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, literal, select, union_all

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.search import axes, words
from qyzmet.search.axes import Axis, Member, Term
from qyzmet.vocabulary import Role

# How many rows of an index tell how dense it is, and how many are few enough to be read all and sorted.
PROBE, FEW = 100, 2_000


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; what is None or empty is not asked for."""

    kinds: tuple[str, ...]
    states: tuple[str, ...] = ()
    # Of these one takes part: the reader's own organisations, and those that the reader looks for.
    mine: tuple[int, ...] | None = None
    organisations: tuple[int, ...] | None = None
    query: str | None = None
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    term: Term | None = None


def ids(actor: Actor, wanted: Wanted, limit: int, *, beyond: int | None = None, newest_first: bool = True) -> list[int]:
    """The ids of the procedures that the actor may know of and that are asked for, in the order of the list.

    `beyond` is the id after which the page begins.
    """
    asked, conditions = _asked(actor, wanted)
    order = _Order(newest_first, beyond)
    driver = _driver(asked, order)
    others = [axis.holds for axis in asked if axis is not driver]
    members = (driver or axes.everything()).members
    found = [_read(member, [*others, *conditions], order, limit) for member in members]
    if not found:
        return []
    query: Any = found[0]
    if len(found) > 1:
        every = union_all(*(select(each.subquery()) for each in found)).subquery()
        query = select(every.c.id).distinct().order_by(order.by(every.c.id)).limit(limit)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class _Order:
    newest_first: bool
    beyond: int | None

    def by(self, column: Any) -> Any:
        return column.desc() if self.newest_first else column

    def after(self, column: Any) -> ColumnElement[bool] | None:
        if self.beyond is None:
            return None
        later: ColumnElement[bool] = column < self.beyond if self.newest_first else column > self.beyond
        return later


def _asked(actor: Actor, wanted: Wanted) -> tuple[list[Axis], list[ColumnElement[bool]]]:
    """The axes that the list may be read along, and the conditions that are none."""
    asked: list[Axis] = []
    conditions: list[ColumnElement[bool]] = []
    if wanted.query is not None:
        found = words.asked(wanted.query)
        # A search for signs alone finds nothing.
        conditions += [] if found else [false()]
        asked += [axes.word(each) for each in found]
    if wanted.term is not None:
        asked.append(axes.term(wanted.term))
    if wanted.organisations is not None:
        asked.append(axes.parties(wanted.organisations))
    if actor.has(Role.AUDITOR):
        if wanted.mine is not None:
            asked.append(axes.parties(wanted.mine))
    else:
        asked.append(axes.known_by(rights.works_in(actor) if wanted.mine is None else wanted.mine))
    pairs = _pairs(wanted)
    if set(pairs) != set(_pairs(Wanted(tuple(kinds())))):
        asked.append(axes.states(pairs))
    if wanted.submitted_from is not None or wanted.submitted_to is not None:
        asked.append(axes.submitted(wanted.submitted_from, wanted.submitted_to))
    return asked, conditions


def _pairs(wanted: Wanted) -> list[tuple[str, str]]:
    tables = [table for name in wanted.kinds for table in kinds()[name].tables.values()]
    pairs = [(table.kind, state) for table in tables for state in table.states]
    return list(dict.fromkeys(pair for pair in pairs if not wanted.states or pair[1] in wanted.states))


def _driver(asked: Sequence[Axis], order: _Order) -> Axis | None:
    """The axis to read along, or None for the plain order of all procedures."""
    possible = [axis for axis in asked if axis.members]
    if len(possible) == 1 and not any(member.few for member in possible[0].members):
        return possible[0]
    probes = [(axis, member) for axis in possible for member in axis.members]
    if not probes:
        return None
    columns = [_probe(member, order).label(f"p{place}") for place, (_axis, member) in enumerate(probes)]
    answers = db.session.execute(select(*columns)).one()
    reach: dict[int, list[int]] = {id(axis): [] for axis in possible}
    for (axis, member), answer in zip(probes, answers, strict=True):
        if answer is not None:
            # Of many rows in another order not even the first page could be read without reading them all.
            near = order.newest_first
            reach[id(axis)].append((_FARTHEST if near else -_FARTHEST) if member.few else answer)
    return _farthest(possible, reach, order)


_FARTHEST = 2**62


def _farthest(possible: list[Axis], reach: dict[int, list[int]], order: _Order) -> Axis | None:
    """The axis whose probe went furthest into the list; one that ended before it goes furthest of all."""
    best, depth = None, _FARTHEST
    for axis in possible:
        found = reach[id(axis)]
        if not found:
            return axis
        nearest = max(found) if order.newest_first else -min(found)
        if nearest < depth:
            best, depth = axis, nearest
    return best


def _probe(member: Member, order: _Order) -> Any:
    beyond = order.after(member.column)
    where = [*member.where, *([] if beyond is None else [beyond])]
    if member.few:
        return select(literal(1)).select_from(member.column.class_).where(*where).limit(1).offset(FEW).scalar_subquery()
    return (
        select(member.column).where(*where).order_by(order.by(member.column)).limit(1).offset(PROBE).scalar_subquery()
    )


def _read(member: Member, conditions: Sequence[ColumnElement[bool]], order: _Order, limit: int) -> Select[Any]:
    beyond = order.after(member.column)
    query = select(member.column.label("id")).where(*member.where, *member.also, *conditions)
    if beyond is not None:
        query = query.where(beyond)
    if member.column is not Procedure.id:
        query = query.join(Procedure, Procedure.id == member.column)
    if member.repeats:
        query = query.distinct()
    return query.order_by(order.by(member.column)).limit(limit)
