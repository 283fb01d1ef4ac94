"""Lists in another order than that of procedures: along an index of a kind's own table, such as by the soonest end.

That index is read until a page is full and the rest is looked up row by row, or, where something that is asked for has
fewer rows than the index, these are gathered and sorted. One small question finds out. See docs/search.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.search import lists
from qyzmet.search.axes import Axis, Member
from qyzmet.search.lists import FEW, Query, Wanted


@dataclass(frozen=True)
class Along:
    """An index over (column, id) of a table that has a row for each procedure of a kind, by the procedure's id."""

    table: str
    column: str
    newest_first: bool
    # Which of its rows, as a condition on {t}, with its values.
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> str:
        """The order of the columns `at` and `id` of the query."""
        direction = " DESC" if self.newest_first else ""
        return f"at{direction}, id{direction}"


# The value of the column and the id in the row behind which a page begins.
Place = tuple[Any, int]


def query_of(
    actor: Actor,
    wanted: Wanted,
    along: Along,
    limit: int,
    *,
    beyond: Place | None = None,
    more: Sequence[Axis] = (),
) -> Query:
    """The statement that gives, in the columns `id` and `at`, what the actor may know of and asks for in that order.

    `at` is the value of the index's column; `more` is asked for besides.
    """
    asked = [*lists.asked_for(actor, wanted), *more]
    values = {name: value for axis in asked for name, value in axis.values.items()} | dict(along.values)
    where = [along.where]
    if beyond is not None:
        values |= {"beyond_at": beyond[0], "beyond_id": beyond[1]}
        sign = "<" if along.newest_first else ">"
        where.append(f"({{t}}.{along.column}, {{t}}.id) {sign} (:beyond_at, :beyond_id)")
    rarest = _rarest(asked, along, " AND ".join(where), values)
    others = [f"({axis.holds})" for axis in asked]
    sql = _walked(along, where, others) if rarest is None else _gathered(rarest, along, where, others)
    return lists.bound(f"{sql} ORDER BY {along.order} LIMIT {limit:d}", values)


def _rarest(asked: Sequence[Axis], along: Along, where: str, values: dict[str, Any]) -> Axis | None:
    """What has fewer rows than the index itself, and few at all; of several the one with the fewest."""
    possible = [axis for axis in asked if axis.members and not axis.is_right]
    if not possible:
        return None
    probes = [_count(member) for axis in possible for member in axis.members]
    probes.append(_count(Member(along.table, where, by_id=True)))
    sql = ", ".join(f"({probe})" for probe in probes)
    found = list(lists.run(lists.bound(f"SELECT {sql}", values), len(probes)).one())
    walked = found.pop()
    counts = []
    for axis in possible:
        counts.append(sum(found[: len(axis.members)]))
        del found[: len(axis.members)]
    fewest = min(counts)
    return possible[counts.index(fewest)] if fewest < walked and fewest <= FEW else None


def _count(member: Member) -> str:
    return f"SELECT count(*) FROM (SELECT 1 FROM {member.table} WHERE {member.where} LIMIT {FEW + 1}) AS few".format(
        t=member.table
    )


def _walked(along: Along, where: Sequence[str], others: Sequence[str]) -> str:
    """The index in its order, and beside each row its procedure, which must meet the other conditions."""
    return _beside(f"{along.table} AS driver", along, where, others)


def _gathered(axis: Axis, along: Along, where: Sequence[str], others: Sequence[str]) -> str:
    """The rows of an axis, each once. All of its condition is asked again, so that its members may say less."""
    found = [f"SELECT {each.column} AS id FROM {each.table} WHERE {each.where}" for each in axis.members]
    each_once = " UNION ".join(sql.format(t=member.table) for sql, member in zip(found, axis.members, strict=True))
    source = f"({each_once}) AS few CROSS JOIN {along.table} AS driver"
    return _beside(source, along, ["driver.id = few.id", *where], others)


def _beside(source: str, along: Along, where: Sequence[str], others: Sequence[str]) -> str:
    """Both databases are held to this order, as lists.py says why."""
    conditions = " AND ".join(["procedure.id = driver.id", *others]).format(p="driver.id")
    if db.engine.dialect.name == "postgresql":
        source += f" CROSS JOIN LATERAL (SELECT 1 FROM procedure WHERE {conditions} OFFSET 0) AS beside"
    else:
        source += " CROSS JOIN procedure"
        where = [*where, conditions]
    return f"SELECT driver.id AS id, driver.{along.column} AS at FROM {source} WHERE {' AND '.join(where)}".format(
        t="driver"
    )
