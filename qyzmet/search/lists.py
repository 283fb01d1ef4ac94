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
from qyzmet.search import conditions, spelling, words
from qyzmet.search.conditions import Condition, Index, TermState
from qyzmet.vocabulary import Role

# How many rows of an index tell how dense it is, and how many are few enough to be read all and sorted.
PROBE, FEW = 50, 2_000


@dataclass(frozen=True)
class ListQuery:
    """What a list is asked for; what is None or empty is not asked for."""

    kinds: tuple[str, ...]
    states: tuple[str, ...] = ()
    # Of these one takes part: the reader's own organisations, and those that the reader looks for.
    mine: tuple[int, ...] | None = None
    organisations: tuple[int, ...] | None = None
    query: str | None = None
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    term: TermState | None = None


@dataclass(frozen=True)
class Statement:
    """A statement that gives procedures' ids in the column `id`, and the values bound in it."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


def statement_of(
    actor: Actor,
    wanted: ListQuery,
    limit: int | None,
    *,
    beyond: int | None = None,
    newest_first: bool = True,
    more: Sequence[Condition] = (),
) -> Statement:
    """The statement that gives the procedures that the actor may know of and that are asked for, in the list's order;
    without a `limit` all of them in any order, to be counted.

    `beyond` is the id after which the page begins, `more` is asked for besides.
    """
    asked = [*conditions_of(actor, wanted), *more]
    values = {name: value for condition in asked for name, value in condition.values.items()}
    if beyond is not None:
        values["beyond"] = beyond
    order = _Order(newest_first, beyond)
    driver, indexes = _driver(asked, order, values)
    others = [f"({condition.sql})" for condition in asked if condition is not driver]
    found = [_read(index, others, order, limit) for index in indexes]
    if not found:
        return Statement("SELECT procedure.id AS id FROM procedure WHERE 1 = 0")
    if len(found) == 1:
        return bound(found[0], values)
    every = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS index{place}" for place, sql in enumerate(found))
    return bound(f"SELECT DISTINCT id FROM ({every}) AS every_index" + order.first("id", limit), values)


def bound(sql: str, values: dict[str, Any]) -> Statement:
    """A statement with those of the values that stand in it."""
    return Statement(sql, {name: value for name, value in values.items() if f":{name}" in sql})


def run(statement: Statement, columns: int) -> CursorResult[Any]:
    """Execute a statement that has so many columns. Instants and dates in them are as the driver gives them."""
    instants = tuple(name for name, value in statement.values.items() if isinstance(value, dt.datetime))
    return db.session.connection().execute(_prepared(statement.sql, instants, columns), statement.values)


def ids(statement: Statement) -> list[int]:
    """The ids that it gives."""
    return [row[0] for row in run(statement, 1)]


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

    def first(self, column: str, limit: int | None) -> str:
        """The end of a statement that gives so many rows; nothing where it gives all."""
        return "" if limit is None else f" ORDER BY {column}{self.direction} LIMIT {limit:d}"

    def after(self, column: str) -> list[str]:
        """The condition that a row stands behind the page before."""
        if self.beyond is None:
            return []
        return [f"{column} < :beyond" if self.newest_first else f"{column} > :beyond"]


def conditions_of(actor: Actor, wanted: ListQuery) -> list[Condition]:
    """What is asked for; that the actor may know of it is one of the conditions."""
    asked: list[Condition] = []
    if wanted.query is not None:
        forgiving = all(kinds()[name].forgiving for name in wanted.kinds)
        found = spelling.query_words(wanted.query) if forgiving else words.query_words(wanted.query)
        # A search for signs alone finds nothing.
        asked += [conditions.word(each, place) for place, each in enumerate(found)] or [Condition("1 = 0")]
    if wanted.term is not None:
        asked.append(conditions.term(wanted.term))
    if wanted.organisations is not None:
        asked.append(conditions.parties(wanted.organisations, "asked"))
    public = [name for name in wanted.kinds if kinds()[name].public]
    only_public = False
    if not actor.has(Role.AUDITOR) and public and wanted.mine is None:
        reader = actor.user.id if actor.user else None
        asked.append(conditions.known_or_public(rights.works_in(actor), reader, public))
        # Along what is public of these kinds, no other kind comes by.
        only_public = reader is None and set(public) == set(wanted.kinds)
    elif not actor.has(Role.AUDITOR):
        asked.append(conditions.known_by(rights.works_in(actor) if wanted.mine is None else wanted.mine))
    elif wanted.mine is not None:
        asked.append(conditions.parties(wanted.mine, "mine"))
    if wanted.states:
        asked.append(conditions.states(_pairs(wanted)))
    elif not only_public and set(wanted.kinds) != set(kinds()):
        asked.append(conditions.of_kinds(wanted.kinds))
    if wanted.submitted_from is not None or wanted.submitted_to is not None:
        asked.append(conditions.submitted(wanted.submitted_from, wanted.submitted_to))
    return asked


def _pairs(wanted: ListQuery) -> list[tuple[str, str]]:
    tables = [table for name in wanted.kinds for table in kinds()[name].tables.values()]
    pairs = [(table.kind, state) for table in tables for state in table.states]
    return list(dict.fromkeys(pair for pair in pairs if pair[1] in wanted.states))


def _driver(asked: Sequence[Condition], order: _Order, values: dict[str, Any]) -> tuple[Condition, Sequence[Index]]:
    """The condition along whose indexes the list is read, and those of them that have any rows."""
    possible = [condition for condition in asked if condition.indexes] or [conditions.EVERYTHING]
    probes = [(place, index) for place, condition in enumerate(possible) for index in condition.indexes]
    if len(probes) == 1 and not probes[0][1].few:
        return possible[0], possible[0].indexes
    sql = ", ".join(f"({_probe(index, order)})" for _place, index in probes)
    answers = run(bound(f"SELECT {sql}", values), len(probes)).one()
    # How far into the list the nearest of each condition's probes went; one that ended before it went furthest of all.
    reach = [_FURTHEST] * len(possible)
    empty = []
    for (place, index), answer in zip(probes, answers, strict=True):
        if index.few:
            if answer == 0:
                empty.append(index)
            elif answer > FEW:
                # Not even the first page could be read without reading and sorting them all.
                reach[place] = _NOWHERE
        elif answer is not None:
            reach[place] = min(reach[place], -answer if order.newest_first else answer)
    best = max(range(len(possible)), key=reach.__getitem__)
    # Along one's own procedures the right need not be asked row by row: they may be somewhat more.
    nearest = min(far for far in reach if far != _NOWHERE) if reach[best] != _NOWHERE else 0
    for place, condition in enumerate(possible):
        if condition.is_right and reach[best] - nearest + PROBE < _WORTH * (reach[place] - nearest + PROBE):
            best = place
    driver = conditions.EVERYTHING if reach[best] == _NOWHERE else possible[best]
    return driver, [index for index in driver.indexes if index not in empty]


_NOWHERE, _FURTHEST = -(2**62), 2**62
_WORTH = 4


def _probe(index: Index, order: _Order) -> str:
    where = " AND ".join([index.where, *order.after(index.column)])
    if index.few:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {index.table} WHERE {where} LIMIT {FEW + 1}) AS few"
    else:
        sql = (
            f"SELECT {index.column} FROM {index.table} WHERE {where}"
            f" ORDER BY {index.column}{order.direction} LIMIT 1 OFFSET {PROBE}"
        )
    return sql.format(t=index.table, fence=conditions.fence())


def _read(index: Index, others: Sequence[str], order: _Order, limit: int | None) -> str:
    """The first of an index's rows whose procedures meet the other conditions.

    Both databases are held to this order: first the index, row by row, then the procedure beside it. Left alone,
    PostgreSQL likes to walk all procedures beside the index, expecting to meet the page's rows soon.
    """
    # A sum stands in no index, so that few rows are found by what is asked for, and sorted afterwards.
    column = f"{index.column} + 0" if index.few else index.column
    where = [index.where, *order.after(index.column), *(each for each in others if "procedure." not in each)]
    beside = [*(each for each in others if "procedure." in each), *([index.also] if index.also else [])]
    source = f"{index.table} AS driver"
    if beside and db.engine.dialect.name == "postgresql":
        joined = " AND ".join([f"procedure.id = {index.column}", *beside])
        source += f" CROSS JOIN LATERAL (SELECT 1 FROM procedure WHERE {joined} OFFSET 0) AS beside"
    elif beside:
        where += beside
        source += f" CROSS JOIN procedure ON procedure.id = {index.column}"
    once = "DISTINCT " if index.repeats else ""
    sql = f"SELECT {once}{column} AS id FROM {source} WHERE {' AND '.join(where)}"
    sql += order.first("id" if index.few else column, limit)
    return sql.format(t="driver", p=index.column.format(t="driver"), fence=conditions.fence(page=limit is not None))
