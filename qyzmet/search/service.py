"""Searching for procedures of a kind, for fields and pages that pick one."""

from qyzmet.context import Actor
from qyzmet.search import lists, rows
from qyzmet.search.lists import Wanted
from qyzmet.search.rows import Row


def find(kind: str, query: str, limit: int, actor: Actor) -> list[Row]:
    """The newest of a kind that the words find and that the actor may know of; without words the newest of all."""
    wanted = Wanted(kinds=(kind,), query=query.strip() or None)
    return rows.rows_of(lists.query_of(actor, wanted, limit))
