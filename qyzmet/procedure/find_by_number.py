"""Finding a procedure by the number that people quote, for those who may know of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from qyzmet import look_alikes, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Procedure


def find(number: str, kinds: Iterable[Kind], actor: Actor) -> Any:
    """The procedure of one of these kinds with that registered or draft number, if the actor may know of it.

    A letter may be one that looks the same: Т-2026-000002 with a Cyrillic Т is quoted so in letters.
    """
    number = look_alikes.quoted(number)
    if not number.isprintable():
        return None  # A zero byte is not the database's to complain of.
    by_name = {kind.name: kind for kind in kinds}
    row = db.session.execute(
        select(Procedure.id, Procedure.kind).where(
            (Procedure.number == number) | (Procedure.draft_number == number), Procedure.kind.in_(by_name)
        )
    ).first()
    if row is not None:
        found = db.session.get_one(by_name[row.kind].model, row.id)
        return found if rights.may_know(actor, found) else None
    sealed = (kind.keeper.find(number, actor) for kind in by_name.values() if kind.keeper is not None)
    return next((each for each in sealed if each is not None), None)
