"""Lists in another order than that of procedures: along an index of a kind's own table, such as by the soonest end.

That index is read until a page is full and the rest is looked up row by row, or, where something that is asked for has
few rows, these are gathered and sorted. One small question finds out. See docs/search.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.search import lists
from qyzmet.search.conditions import Condition, Index, fence
from qyzmet.search.lists import ListQuery, Statement

# So many rows are gathered and sorted at most: of 100,000 it costs as much as walking until a page of them is full.
GATHERED = 500


@dataclass(frozen=True)
class ColumnOrder:
    """An index over (column, id) of a table that has a row for each procedure of a kind, by the procedure's id."""

    table: str
    column: str
    newest_first: bool
    # Which of its rows, as a condition on {t}. With values it is a short part of the index.
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """The order of the columns `at` and `id` of the query."""
        direction = " DESC" if self.newest_first else ""
        return f"at{direction}, id{direction}"


# The value of the column and the id in the row behind which a page begins.
Place = tuple[Any, int]


def statement_of(
    actor: Actor,
    wanted: ListQuery,
    order: ColumnOrder,
    limit: int,
    *,
    beyond: Place | None = None,
    more: Sequence[Condition] = (),
) -> Statement:
    """The statement that gives, in the columns `id` and `at`, what the actor may know of and asks for in that order.

    `at` is the value of the index's column; `more` is asked for besides.
    """
    return along(order, [*lists.conditions_of(actor, wanted), *more], limit, beyond=beyond)


def along(order: ColumnOrder, asked: Sequence[Condition], limit: int, *, beyond: Place | None = None) -> Statement:
    """The same of a table whose rows everybody may know of: what is asked for is all that is asked."""
    values = {name: value for condition in asked for name, value in condition.values.items()} | dict(order.values)
    where = [order.where]
    if beyond is not None:
        values |= {"beyond_at": beyond[0], "beyond_id": beyond[1]}
        sign = "<" if order.newest_first else ">"
        where.append(f"({{t}}.{order.column}, {{t}}.id) {sign} (:beyond_at, :beyond_id)")
    # A part of the index is short enough to be walked in any case.
    rarest = None if order.values else _rarest(asked, values)
    # The right last: most rows fall by what is asked for, and it stands at the far end of a procedure's row.
    others = [f"({each.sql})" for each in sorted(asked, key=lambda each: each.is_right) if each is not rarest]
    sql = _walked(order, where, others) if rarest is None else _gathered(rarest, order, where, others)
    return lists.bound(f"{sql} ORDER BY {order.by} LIMIT {limit:d}", values)


def _rarest(asked: Sequence[Condition], values: dict[str, Any]) -> Condition | None:
    """What has so few rows that they are gathered; of several the one with the fewest.

    States are walked by: what is in one is spread over the list or stands at its beginning, and PostgreSQL, which knows
    of a prepared statement only that a state is asked for, reads the whole table to count those in a rare one.
    """
    possible = [each for each in asked if each.indexes and not each.is_right and not _of_states(each)]
    if not possible:
        return None
    probes = [_count(index) for condition in possible for index in condition.indexes]
    sql = ", ".join(f"({probe})" for probe in probes)
    found = list(lists.run(lists.bound(f"SELECT {sql}", values), len(probes)).one())
    counts = []
    for condition in possible:
        counts.append(sum(found[: len(condition.indexes)]))
        del found[: len(condition.indexes)]
    fewest = min(counts)
    return possible[counts.index(fewest)] if fewest <= GATHERED else None


def _of_states(condition: Condition) -> bool:
    return any(index.table == "procedure" for index in condition.indexes)


def _count(index: Index) -> str:
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {index.table} WHERE {index.where} LIMIT {GATHERED + 1}) AS few"
    return sql.format(t=index.table, fence=fence())


def _walked(order: ColumnOrder, where: Sequence[str], others: Sequence[str]) -> str:
    """The index in its order, and beside each row its procedure, which must meet the other conditions."""
    return _beside(f"{order.table} AS driver", order, where, others)


def _gathered(condition: Condition, order: ColumnOrder, where: Sequence[str], others: Sequence[str]) -> str:
    """The rows that meet a condition, each once, looked up beside the index and sorted."""
    found = " UNION ".join(_rows(index) for index in condition.indexes)
    where = ["{t}.id = few.id", *where]
    if db.engine.dialect.name != "postgresql":
        return _beside(f"({found}) AS few CROSS JOIN {order.table} AS driver", order, where, others)
    # Sorted before the procedures beside them are looked up, which then ends with the page.
    joined = " AND ".join(where).format(t="own", fence=fence())
    row = f"SELECT own.id, own.{order.column} AS at FROM {order.table} AS own WHERE {joined} OFFSET 0"
    ordered = f"SELECT here.id, here.at AS {order.column} FROM ({found}) AS few CROSS JOIN LATERAL ({row}) AS here"
    return _beside(f"({ordered} ORDER BY {order.by}) AS driver", order, [], others)


def _rows(index: Index) -> str:
    source, where = f"{index.table} AS each_of", index.where
    if index.also:
        source += f" CROSS JOIN procedure ON procedure.id = {index.column}"
        where += f" AND {index.also}"
    once = "DISTINCT " if index.repeats else ""
    return f"SELECT {once}{index.column} AS id FROM {source} WHERE {where}".format(t="each_of", fence=fence())


def _beside(source: str, order: ColumnOrder, where: Sequence[str], others: Sequence[str]) -> str:
    """Both databases are held to this order, as lists.py says why: the procedure is looked up where all else is met."""
    kept = [*where, *(each for each in others if "procedure." not in each)]
    beside = " AND ".join(["procedure.id = driver.id", *(each for each in others if "procedure." in each)])
    if db.engine.dialect.name == "postgresql":
        source += f" CROSS JOIN LATERAL (SELECT 1 FROM procedure WHERE {beside} OFFSET 0) AS beside"
    else:
        source += " CROSS JOIN procedure"
        kept.append(beside)
    sql = f"SELECT driver.id AS id, driver.{order.column} AS at FROM {source}"
    return (sql + (f" WHERE {' AND '.join(kept)}" if kept else "")).format(t="driver", p="driver.id", fence=fence())
