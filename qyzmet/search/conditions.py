"""What a list may be asked for: each a condition on a procedure, with the indexes in which those that meet it stand.

A list is read along the indexes of one condition, and the others are asked of each row that comes by; lists.py decides
which. All of it is plain SQL that both databases read alike: to put a statement together from objects takes many times
as long as to answer it. What somebody wrote is always bound. Kinds and states, the names of our own tables, stand in
the statement: PostgreSQL plans a prepared statement once for all values, and would walk all procedures for a kind of
which there is none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from qyzmet import clock, rights
from qyzmet.database import db
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.procedure.kinds import kinds
from qyzmet.search.words import Word

SOON = 3
_LAST = "\U0010ffff"
_NAME = re.compile("[a-z_]+")
Values = Mapping[str, Any]


class TermState(StrEnum):
    """What a procedure's terms are like now."""

    OVERDUE = "overdue"
    SOON = "soon"
    RUNNING = "running"
    NONE = "none"


@dataclass(frozen=True)
class Index:
    """Rows of a table that an index finds, in the order of procedures unless they are `few`; {t} is the table."""

    table: str
    where: str
    # What the index does not say, of the procedure beside the row.
    also: str = ""
    # The rows of one procedure may come several times.
    repeats: bool = False
    # Not in the order of procedures, so worth reading only where there are few.
    few: bool = False
    # The table's own id is the procedure's: it holds what a kind has besides.
    by_id: bool = False

    @property
    def column(self) -> str:
        """The procedure's id."""
        return "{t}.id" if self.by_id or self.table == "procedure" else "{t}.procedure_id"


@dataclass(frozen=True)
class Condition:
    """One thing asked for. No list can be read along one without indexes.

    In its SQL {p} is the procedure's id; its other columns are those of the table `procedure` beside the row.
    """

    sql: str
    indexes: tuple[Index, ...] = ()
    values: Values = field(default_factory=dict)
    # Its rows are those that the reader may know of.
    is_right: bool = False
    # The row of the kind's own table that alone says whether it is met.
    own: Index | None = None


def of_row(index: Index, values: Values, *, gathered: bool = False) -> Condition:
    """The row of a kind's own table says this; its rows are `gathered` where an index finds them."""
    return Condition(exists(index), (index,) if gathered else (), values, own=index)


def word(searched: Word, place: int, table: str = "search_word") -> Condition:
    """A word of a search; `place` tells its values from those of the others, `table` is where the words are kept."""
    indexes: list[Index] = []
    values: dict[str, str] = {}
    for way, beginning in (("", searched.beginning), ("latin", searched.latin)):
        if beginning is not None:
            values |= {f"first{way}{place}": beginning, f"last{way}{place}": beginning + _LAST}
            begun = f"{{t}}.word >= :first{way}{place} AND {{t}}.word < :last{way}{place}"
            indexes.append(Index(table, begun, repeats=True, few=True))
    if searched.beginning is None or not searched.stem.startswith(searched.beginning):
        values[f"word{place}"] = searched.stem
        indexes.append(Index(table, f"{{t}}.word = :word{place}"))
    for number, other in enumerate(searched.others):
        values[f"other{place}at{number}"] = other
        indexes.append(Index(table, f"{{t}}.word = :other{place}at{number}"))
    return Condition(" OR ".join(exists(index) for index in indexes), tuple(indexes), values)


def parties(organisation_ids: Iterable[int], name: str) -> Condition:
    """One of these organisations takes part."""
    return _of_parties(organisation_ids, name, "")


def known_by(organisation_ids: Iterable[int]) -> Condition:
    """One of these organisations takes part and knows of it: the condition of `rights.known_to`."""
    return _known_by(tuple(organisation_ids), tuple(kinds()))


def known_or_public(organisation_ids: Iterable[int], user_id: int | None, public_kinds: Iterable[str]) -> Condition:
    """The same, or it is public, or the reader has a seat in its Commission: of kinds that can be public."""
    public = [Index("procedure", f"{{t}}.kind = {named(name)} AND {{t}}.is_public") for name in public_kinds]
    if user_id is None:
        return Condition("procedure.is_public", tuple(public), is_right=True)
    own = known_by(organisation_ids)
    seated = Index("procedure_seat", "{t}.user_id = :seated AND {t}.until IS NULL", repeats=True)
    holds = " OR ".join([own.sql, "procedure.is_public", exists(seated)])
    return Condition(holds, (*own.indexes, *public, seated), {**own.values, "seated": user_id}, is_right=True)


@lru_cache(maxsize=1000)
def _known_by(organisation_ids: Sequence[int], kinds: Sequence[str]) -> Condition:
    """The condition is as rights.py has it; it is the same as long as the kinds are, and so is kept by them."""
    compiled = rights.known_as_party().compile(compile_kwargs={"literal_binds": True})
    known = "(" + str(compiled).replace("procedure_party.", "{t}.") + ")"
    return replace(_of_parties(organisation_ids, "mine", known), is_right=True)


def _of_parties(organisation_ids: Iterable[int], name: str, also: str) -> Condition:
    values = {f"{name}{place}": each for place, each in enumerate(sorted(set(organisation_ids)))}
    indexes = tuple(Index("procedure_party", f"{{t}}.organisation_id = :{each}", also, repeats=True) for each in values)
    # One condition for all of them: somebody who works for several is asked about once.
    listed = ", ".join(f":{each}" for each in values)
    every = Index("procedure_party", f"{{t}}.organisation_id IN ({listed})", also)
    return Condition(exists(every) if values else "1 = 0", indexes, values)


def of_kinds(names: Iterable[str]) -> Condition:
    """It is of one of these kinds."""
    each = [named(name) for name in names]
    indexes = tuple(Index("procedure", f"{{t}}.kind = {name}") for name in each)
    return Condition(f"procedure.kind IN ({', '.join(each)})" if each else "1 = 0", indexes)


def states(pairs: Iterable[tuple[str, str]]) -> Condition:
    """It is of one of these kinds in one of these states."""
    each = [(named(kind), named(state)) for kind, state in pairs]
    conditions = []
    for column, place in (("state", 1), ("kind", 0)):
        names = dict.fromkeys(pair[place] for pair in each)
        listed = ", ".join(names)
        conditions.append(f"procedure.{column} IN ({listed})" if len(names) > 1 else f"procedure.{column} = {listed}")
    return Condition(
        " AND ".join(conditions) if each else "1 = 0",
        tuple(Index("procedure", f"{{t}}.kind = {kind} AND {{t}}.state = {state}") for kind, state in each),
    )


def named(name: str) -> str:
    """A name of ours as it stands in a statement: of a kind, a state, a party or a channel.

    Raises ValueError for what cannot be such a name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be a name of ours.")
    return f"'{name}'"


def submitted(first: dt.date | None, last: dt.date | None) -> Condition:
    """It was submitted within these days."""
    within, values = between("{t}.submitted_at", "submitted", first, last)
    return Condition(within.format(t="procedure"), (Index("procedure", within, few=True),), values)


def between(column: str, name: str, first: dt.date | None, last: dt.date | None) -> tuple[str, dict[str, Any]]:
    """The condition that an instant lies within these days in Almaty, and its values, told by `name` from others'."""
    conditions, values = [], {}
    if first is not None:
        conditions.append(f"{column} >= :{name}_from")
        values[f"{name}_from"] = begin_of(first)
    if last is not None:
        conditions.append(f"{column} < :{name}_before")
        values[f"{name}_before"] = end_of(last)
    return " AND ".join(conditions), values


def begin_of(day: dt.date) -> dt.datetime:
    """The instant at which a day begins in Almaty; of the first day that there is, the last one that can be said."""
    return clock.at(day) if day > dt.date.min else clock.at(day, 23)


def end_of(day: dt.date) -> dt.datetime:
    """24:00 of a day in Almaty; of the last day that there is, the last hour that can be said."""
    return clock.end_of(day) if day < dt.date.max else clock.at(day, 23)


def term(asked: TermState) -> Condition:
    """Its terms are like this."""
    is_open = "{t}.state = 'open'"
    running = Index("deadline", is_open, repeats=True)
    if asked is TermState.NONE:
        return Condition(f"NOT {exists(running)}")
    if asked is TermState.RUNNING:
        return Condition(exists(running), (running,))
    values: dict[str, Any] = {"now": clock.now()}
    if asked is TermState.SOON:
        values["soon"] = clock.end_of(calendars.current().add(clock.today(), SOON))
        soon = Index("deadline", f"{is_open} AND {{t}}.due_at > :now AND {{t}}.due_at <= :soon", repeats=True)
        return Condition(exists(soon), (soon,), values)
    late = f"{is_open} AND {{t}}.due_at <= :now"
    return Condition(
        exists(Index("deadline", late)),
        (
            Index("deadline", f"{is_open} AND {{t}}.overdue_at IS NOT NULL", repeats=True),
            # The worker marks them in the same minute; until then they are found by what it has to do next, which
            # only open ones have.
            Index("deadline", "{t}.next_at <= :now AND {t}.due_at <= :now", repeats=True, few=True),
        ),
        values,
    )


def exists(index: Index) -> str:
    """The condition that a procedure has a row there; `fence` is put in by who reads it."""
    where = " AND ".join([f"{index.column} = {{p}}", index.where, *([index.also] if index.also else [])])
    return f"EXISTS (SELECT 1 FROM {index.table} WHERE {where.format(t=index.table, p='{p}')}{{fence}})"


def fence(*, page: bool = True) -> str:
    """What keeps PostgreSQL to looking for the one row beside each procedure of a page. Of a common word it would at
    times gather all rows for that, which is right where everything is counted.
    """
    return " OFFSET 0" if page and db.engine.dialect.name == "postgresql" else ""


EVERYTHING = Condition("1 = 1", (Index("procedure", "1 = 1"),))
