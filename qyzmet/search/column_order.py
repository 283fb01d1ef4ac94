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
    rarest, few = (None, "") if order.values else _rarest(asked, values)
    # The right last: most rows fall by what is asked for, and it stands at the far end of a procedure's row.
    others = [each for each in sorted(asked, key=lambda each: each.is_right) if each is not rarest]
    if rarest is None:
        sql = _walked(order, where, others)
    else:
        values["few"] = few
        sql = _gathered(rarest, order, where, others)
    return lists.bound(f"{sql} ORDER BY {order.by} LIMIT {limit:d}", values)


def _rarest(asked: Sequence[Condition], values: dict[str, Any]) -> tuple[Condition | None, str]:
    """What has so few rows that they are gathered, of several the one with the fewest; and its procedures' ids.

    The ids are told on PostgreSQL alone, parted by commas. States are walked by: what is in one is spread over the list
    or stands at its beginning, and PostgreSQL, which knows of a prepared statement only that a state is asked for,
    reads the whole table to count those in a rare one.
    """
    possible = [each for each in asked if each.indexes and not each.is_right and not _of_states(each)]
    if not possible:
        return None, ""
    probes = [_probe(index) for condition in possible for index in condition.indexes]
    sql = ", ".join(f"({probe})" for probe in probes)
    found = list(lists.run(lists.bound(f"SELECT {sql}", values), len(probes)).one())
    rarest, fewest, few = None, GATHERED + 1, ""
    for condition in possible:
        own, found = found[: len(condition.indexes)], found[len(condition.indexes) :]
        count = sum(each if isinstance(each, int) else each.count(",") + 1 for each in own if each)
        if count < fewest:
            rarest, fewest, few = condition, count, ",".join(each for each in own if each and isinstance(each, str))
    return rarest, few


def _of_states(condition: Condition) -> bool:
    return any(index.table == "procedure" for index in condition.indexes)


def _probe(index: Index) -> str:
    """How many rows an index has, up to one too many; on PostgreSQL their procedures' ids."""
    told = f"string_agg({index.column.format(t='few')}::text, ',')" if _tells_ids() else "count(*)"
    sql = (
        f"SELECT {told} FROM (SELECT {index.column} FROM {index.table} WHERE {index.where} LIMIT {GATHERED + 1}) AS few"
    )
    return sql.format(t=index.table, fence=fence())


def _tells_ids() -> bool:
    """PostgreSQL plans anew each time what depends on how rare a word is, and beside everything that a page shows it
    would plan for longer than it reads. Of ids in a text it cannot know how many they are, and keeps the plan.
    """
    return db.engine.dialect.name == "postgresql"


def _walked(order: ColumnOrder, where: Sequence[str], asked: Sequence[Condition]) -> str:
    """The index in its order, and beside each row its procedure, which must meet the other conditions."""
    # What the walked row itself says need not be looked up beside it.
    own = {id(each): each.own for each in asked if each.own is not None and each.own.table == order.table}
    where = [*where, *(f"({index.where})" for index in own.values())]
    others = [f"({each.sql})" for each in asked if id(each) not in own]
    return _beside(f"{order.table} AS driver", order, where, others)


def _gathered(condition: Condition, order: ColumnOrder, where: Sequence[str], asked: Sequence[Condition]) -> str:
    """The rows that meet a condition, each once, looked up beside the index and sorted."""
    others = [f"({each.sql})" for each in asked]
    where = ["{t}.id = few.id", *where]
    if not _tells_ids():
        found = " UNION ".join(_rows(index) for index in condition.indexes)
        return _beside(f"({found}) AS few CROSS JOIN {order.table} AS driver", order, where, others)
    # Sorted before the procedures beside them are looked up, which then ends with the page.
    joined = " AND ".join(where).format(t="own", fence=fence())
    row = f"SELECT own.id, own.{order.column} AS at FROM {order.table} AS own WHERE {joined} OFFSET 0"
    found = "SELECT DISTINCT each_of::integer AS id FROM string_to_table(:few, ',') AS each_of"
    ordered = f"SELECT here.id, here.at AS {order.column} FROM ({found}) AS few CROSS JOIN LATERAL ({row}) AS here"
    return _beside(f"({ordered} ORDER BY {order.by}) AS driver", order, [], others)


def _rows(index: Index) -> str:
    once = "DISTINCT " if index.repeats else ""
    sql = f"SELECT {once}{index.column} AS id FROM {index.table} AS each_of WHERE {index.where}"
    return sql.format(t="each_of", fence=fence())


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
