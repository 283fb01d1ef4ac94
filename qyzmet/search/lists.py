"""Lists of procedures by what is asked for: one index is read in the order of the list until a page is full.

Which index: of the words, parties, states and terms that are asked for, the one in which fifty rows reach back
the furthest, for it is the rarest there where the list begins. One small question finds it, and is not put where there
is no choice. See docs/search.md.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, TextualSelect, bindparam, column, text

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import UTCDateTime, db
from qyzmet.procedure.kinds import kinds
from qyzmet.search import axes, words
from qyzmet.search.axes import Axis, Member, Term
from qyzmet.vocabulary import Role

# How many rows of an index tell how dense it is, and how many are few enough to be read all and sorted.
PROBE, FEW = 50, 2_000


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


@dataclass(frozen=True)
class Query:
    """A statement that gives procedures' ids in the column `id`, and the values bound in it."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


def ids(
    actor: Actor,
    wanted: Wanted,
    limit: int,
    *,
    beyond: int | None = None,
    newest_first: bool = True,
    more: Sequence[Axis] = (),
) -> list[int]:
    """The ids of the procedures that the actor may know of and that are asked for, in the order of the list.

    `beyond` is the id after which the page begins, `more` is asked for besides.
    """
    query = query_of(actor, wanted, limit, beyond=beyond, newest_first=newest_first, more=more)
    return [row[0] for row in run(query, 1)]


def query_of(
    actor: Actor,
    wanted: Wanted,
    limit: int,
    *,
    beyond: int | None = None,
    newest_first: bool = True,
    more: Sequence[Axis] = (),
) -> Query:
    """The statement for the same; `more` is asked for besides."""
    asked = [*asked_for(actor, wanted), *more]
    values = {name: value for axis in asked for name, value in axis.values.items()}
    if beyond is not None:
        values["beyond"] = beyond
    order = _Order(newest_first, beyond)
    driver, members = _driver(asked, order, values)
    others = [f"({axis.holds})" for axis in asked if axis is not driver]
    found = [_read(member, others, order, limit) for member in members]
    if not found:
        return Query("SELECT procedure.id AS id FROM procedure WHERE 1 = 0")
    if len(found) == 1:
        return bound(found[0], values)
    every = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS member{place}" for place, sql in enumerate(found))
    sql = f"SELECT DISTINCT id FROM ({every}) AS every_member ORDER BY id{order.direction} LIMIT {limit:d}"
    return bound(sql, values)


def bound(sql: str, values: dict[str, Any]) -> Query:
    """A statement with those of the values that stand in it."""
    return Query(sql, {name: value for name, value in values.items() if f":{name}" in sql})


def run(query: Query, columns: int) -> CursorResult[Any]:
    """Execute a query that has so many columns. Instants and dates in them are as the driver gives them."""
    instants = tuple(name for name, value in query.values.items() if isinstance(value, dt.datetime))
    return db.session.connection().execute(_prepared(query.sql, instants, columns), query.values)


@lru_cache(maxsize=500)
def _prepared(sql: str, instants: Sequence[str], columns: int) -> TextualSelect:
    # With its columns named SQLAlchemy looks at each statement once, not each time.
    plain = text(sql).bindparams(*(bindparam(name, type_=UTCDateTime()) for name in instants))
    return plain.columns(*(column(f"c{place}") for place in range(columns)))


@dataclass(frozen=True)
class _Order:
    newest_first: bool
    beyond: int | None

    @property
    def direction(self) -> str:
        return " DESC" if self.newest_first else ""

    def after(self, column: str) -> list[str]:
        """The condition that a row stands behind the page before."""
        if self.beyond is None:
            return []
        return [f"{column} < :beyond" if self.newest_first else f"{column} > :beyond"]


def asked_for(actor: Actor, wanted: Wanted) -> list[Axis]:
    """What is asked for, as axes; that the actor may know of it is one of them."""
    asked: list[Axis] = []
    if wanted.query is not None:
        found = words.asked(wanted.query)
        # A search for signs alone finds nothing.
        asked += [axes.word(each, place) for place, each in enumerate(found)] or [Axis("1 = 0")]
    if wanted.term is not None:
        asked.append(axes.term(wanted.term))
    if wanted.organisations is not None:
        asked.append(axes.parties(wanted.organisations, "asked"))
    public = [name for name in wanted.kinds if kinds()[name].public]
    only_public = False
    if not actor.has(Role.AUDITOR) and public and wanted.mine is None:
        reader = actor.user.id if actor.user else None
        asked.append(axes.known_or_public(rights.works_in(actor), reader, public))
        # Along what is public of these kinds, no other kind comes by.
        only_public = reader is None and set(public) == set(wanted.kinds)
    elif not actor.has(Role.AUDITOR):
        asked.append(axes.known_by(rights.works_in(actor) if wanted.mine is None else wanted.mine))
    elif wanted.mine is not None:
        asked.append(axes.parties(wanted.mine, "mine"))
    if wanted.states:
        asked.append(axes.states(_pairs(wanted)))
    elif not only_public and set(wanted.kinds) != set(kinds()):
        asked.append(axes.of_kinds(wanted.kinds))
    if wanted.submitted_from is not None or wanted.submitted_to is not None:
        asked.append(axes.submitted(wanted.submitted_from, wanted.submitted_to))
    return asked


def _pairs(wanted: Wanted) -> list[tuple[str, str]]:
    tables = [table for name in wanted.kinds for table in kinds()[name].tables.values()]
    pairs = [(table.kind, state) for table in tables for state in table.states]
    return list(dict.fromkeys(pair for pair in pairs if pair[1] in wanted.states))


def _driver(asked: Sequence[Axis], order: _Order, values: dict[str, Any]) -> tuple[Axis, Sequence[Member]]:
    """The axis to read along, and of its members those that have any rows."""
    possible = [axis for axis in asked if axis.members] or [axes.EVERYTHING]
    probes = [(place, member) for place, axis in enumerate(possible) for member in axis.members]
    if len(probes) == 1 and not probes[0][1].few:
        return possible[0], possible[0].members
    sql = ", ".join(f"({_probe(member, order)})" for _place, member in probes)
    answers = run(bound(f"SELECT {sql}", values), len(probes)).one()
    # How far into the list the nearest of each axis's probes went; one that ended before it went furthest of all.
    reach = [_FURTHEST] * len(possible)
    empty = []
    for (place, member), answer in zip(probes, answers, strict=True):
        if member.few:
            if answer == 0:
                empty.append(member)
            elif answer > FEW:
                # Not even the first page could be read without reading and sorting them all.
                reach[place] = _NOWHERE
        elif answer is not None:
            reach[place] = min(reach[place], -answer if order.newest_first else answer)
    best = max(range(len(possible)), key=reach.__getitem__)
    # Along one's own procedures the right need not be asked row by row: they may be somewhat more.
    nearest = min(far for far in reach if far != _NOWHERE) if reach[best] != _NOWHERE else 0
    for place, axis in enumerate(possible):
        if axis.is_right and reach[best] - nearest + PROBE < _WORTH * (reach[place] - nearest + PROBE):
            best = place
    driver = axes.EVERYTHING if reach[best] == _NOWHERE else possible[best]
    return driver, [member for member in driver.members if member not in empty]


_NOWHERE, _FURTHEST = -(2**62), 2**62
_WORTH = 4


def _probe(member: Member, order: _Order) -> str:
    where = " AND ".join([member.where, *order.after(member.column)])
    if member.few:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {member.table} WHERE {where} LIMIT {FEW + 1}) AS few"
    else:
        sql = (
            f"SELECT {member.column} FROM {member.table} WHERE {where}"
            f" ORDER BY {member.column}{order.direction} LIMIT 1 OFFSET {PROBE}"
        )
    return sql.format(t=member.table)


def _read(member: Member, others: Sequence[str], order: _Order, limit: int) -> str:
    """The first of a member's rows whose procedures meet the other conditions.

    Both databases are held to this order: first the index, row by row, then the procedure beside it. Left alone,
    PostgreSQL likes to walk all procedures beside the index, expecting to meet the page's rows soon.
    """
    # A sum stands in no index, so that few rows are found by what is asked for, and sorted afterwards.
    column = f"{member.column} + 0" if member.few else member.column
    where = [member.where, *order.after(member.column), *(each for each in others if "procedure." not in each)]
    beside = [*(each for each in others if "procedure." in each), *([member.also] if member.also else [])]
    source = f"{member.table} AS driver"
    if beside and db.engine.dialect.name == "postgresql":
        conditions = " AND ".join([f"procedure.id = {member.column}", *beside])
        source += f" CROSS JOIN LATERAL (SELECT 1 FROM procedure WHERE {conditions} OFFSET 0) AS beside"
    elif beside:
        where += beside
        source += f" CROSS JOIN procedure ON procedure.id = {member.column}"
    sql = (
        f"SELECT {'DISTINCT ' if member.repeats else ''}{column} AS id FROM {source} WHERE {' AND '.join(where)}"
        f" ORDER BY {'id' if member.few else column}{order.direction} LIMIT {limit:d}"
    )
    return sql.format(t="driver", p=member.column.format(t="driver"))
