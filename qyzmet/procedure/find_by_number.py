"""Finding a procedure by the number that people quote, for those who may know of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from qyzmet import database, look_alikes, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure import whole
from qyzmet.procedure.kinds import Kind


def find(number: str, kinds: Iterable[Kind], actor: Actor, *, for_page: bool = False) -> Any:
    """The procedure of one of these kinds with that registered or draft number, if the actor may know of it.

    For a page it is read with what its related procedures have. A letter may be one that looks the same:
    Т-2026-000002 with a Cyrillic Т is quoted so in letters.
    """
    number = look_alikes.quoted(number)
    if not number.isprintable():
        return None  # A zero byte is not the database's to complain of.
    for kind in kinds:
        if number.partition("-")[0] in {table.prefix for table in kind.tables.values()}:
            model = kind.model
            query = select(model).where((model.number == number) | (model.draft_number == number))
            if database.is_reading():
                query = query.options(*kind.loads(model))
            found = db.session.scalars(query).unique().first()
            if found is not None:
                whole.read([found], for_page=for_page)
                return found if rights.may_know(actor, found) else None
            return kind.keeper.find(number, actor) if kind.keeper is not None else None
    return None
