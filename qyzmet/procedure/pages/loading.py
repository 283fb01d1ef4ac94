"""The procedure of an address, for those who may know of it, and the version that a form was opened at."""

from typing import Any

from flask import request
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import kinds


def by_number(number: str, room: str) -> Any:
    """The room's procedure with that registered or draft number, if the actor may know of it; else None."""
    if not number.isprintable():
        return None  # A zero byte is not the database's to complain of.
    models = {kind.name: kind.api.kind.model for kind in kinds.of_room(room)}
    row = db.session.execute(
        select(Procedure.id, Procedure.kind).where(
            (Procedure.number == number) | (Procedure.draft_number == number), Procedure.kind.in_(models)
        )
    ).first()
    if row is None:
        return None
    found = db.session.get_one(models[row.kind], row.id)
    return found if rights.may_know(context.actor(), found) else None


def load(number: str) -> Any:
    """The same in the room whose page is asked for; 404 where there is none that the caller may know of."""
    found = by_number(number, request.blueprint or "")
    if found is None:
        raise NotFound
    return found


def expected_version() -> int | None:
    """The version of the procedure that the form was opened at; None where the form does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
