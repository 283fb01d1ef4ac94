"""What waits for somebody: the open terms that they can help to end, the most urgent first, and what they are to write.

By role and state; what stands against an act besides, the front page says.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.whose_turn.my_tasks import Place, places
from qyzmet.search import lists, rows
from qyzmet.search.conditions import Condition, fence, named
from qyzmet.search.lists import ListQuery, Statement
from qyzmet.search.rows import Row
from qyzmet.web.paging import Page, first_of

from ...deadlines.models import Deadline


def terms(actor: Actor, wanted: ListQuery, size: int, *, after: int | None = None) -> Page[Row]:
    """The open terms that the actor's organisations owe and the actor can act on; from behind the term `after`."""
    mine = rights.works_in(actor)
    values: dict[str, Any] = {f"owner{place}": each for place, each in enumerate(mine)}
    if not mine:
        return Page([], more=False)
    where = ["driver.state = 'open'", f"driver.owner_organisation_id IN ({', '.join(f':{name}' for name in values)})"]
    last = None if after is None else db.session.execute(select(Deadline.due_at).where(Deadline.id == after)).first()
    if last is not None:
        where.append("(driver.due_at > :last_due OR (driver.due_at = :last_due AND driver.id > :last_id))")
        values |= {"last_due": last.due_at, "last_id": after}
    for condition in (*lists.conditions_of(actor, wanted), _expected(actor, wanted)):
        where.append(f"({condition.sql.format(p='driver.procedure_id', fence=fence())})")
        values |= condition.values
    sql = (
        "SELECT driver.procedure_id AS id, driver.id AS term_id FROM deadline AS driver"
        f" JOIN procedure ON procedure.id = driver.procedure_id WHERE {' AND '.join(where)}"
        f" ORDER BY driver.due_at, driver.id LIMIT {size + 1:d}"
    )
    return first_of(rows.rows_of(Statement(sql, values), by_term=True), size)


def _expected(actor: Actor, wanted: ListQuery) -> Condition:
    """The procedure's table expects something there of somebody with the actor's roles."""
    values: dict[str, Any] = {}
    conditions = []
    # What narrows a place besides, the front page asks.
    by_place: dict[Place, set[str]] = defaultdict(set)
    for place, some in places(actor).items():
        by_place[replace(place, only_where=None)] |= some
    for place, states in sorted(by_place.items(), key=lambda each: str(each[0])):
        if place.kind not in wanted.kinds:
            continue
        values[f"works{place.organisation_id}"] = place.organisation_id
        came = f" AND expecting.channel = {named(place.channel)}" if place.channel is not None else ""
        listed = ", ".join(named(each) for each in sorted(states))
        conditions.append(
            "EXISTS (SELECT 1 FROM procedure AS expecting JOIN procedure_party AS acting"
            " ON acting.procedure_id = expecting.id WHERE expecting.id = {p}"
            f" AND expecting.kind = {named(place.kind)} AND expecting.state IN ({listed})"
            f"{came} AND acting.party = {named(place.party)}"
            f" AND acting.organisation_id = :works{place.organisation_id})"
        )
    return Condition(" OR ".join(conditions) or "1 = 0", values=values)


def drafts(actor: Actor, wanted: ListQuery, size: int) -> Page[Row]:
    """What the actor's organisations are to write and no term reminds them of: drafts, and what was returned."""
    mine = rights.works_in(actor)
    if not mine:
        return Page([], more=False)
    more = [_to_write(mine, wanted), _without_own_term(mine), _expected(actor, wanted)]
    found = lists.statement_of(actor, wanted, size + 1, more=more)
    return first_of(rows.rows_of(found), size)


def _to_write(mine: Iterable[int], wanted: ListQuery) -> Condition:
    """It can be saved now, by one of these organisations: read from the procedures' tables."""
    values: dict[str, Any] = {f"writer{place}": each for place, each in enumerate(mine)}
    writers = ", ".join(f":{name}" for name in values)
    moves = {
        (table.kind, state, move.by.value, move.channel.value if move.channel else "")
        for name in wanted.kinds
        for table in kinds()[name].tables.values()
        for move in table.moves_of("save")
        for state in move.from_
    }
    conditions = []
    for kind, state, party, channel in sorted(moves):
        came = f" AND procedure.channel = {named(channel)}" if channel else ""
        conditions.append(
            f"procedure.kind = {named(kind)} AND procedure.state = {named(state)}{came}"
            " AND EXISTS (SELECT 1 FROM procedure_party"
            f" WHERE procedure_party.procedure_id = {{p}} AND procedure_party.party = {named(party)}"
            f" AND procedure_party.organisation_id IN ({writers}))"
        )
    return Condition(" OR ".join(f"({each})" for each in conditions) or "1 = 0", values=values)


def _without_own_term(mine: Iterable[int]) -> Condition:
    values = {f"owner{place}": each for place, each in enumerate(mine)}
    owners = ", ".join(f":{name}" for name in values)
    return Condition(
        "NOT EXISTS (SELECT 1 FROM deadline WHERE deadline.procedure_id = {p} AND deadline.state = 'open'"
        f" AND deadline.owner_organisation_id IN ({owners}))",
        values=values,
    )
