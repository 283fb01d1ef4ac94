"""The procedure of an address, for those who may know of it."""

from typing import Any

from flask import g, request
from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.procedure import find_by_number
from qyzmet.procedure.pages import kinds


def by_number(number: str, room: str) -> Any:
    """The room's procedure with that registered or draft number, if the actor may know of it; else None."""
    return find_by_number.find(number, [kind.api.kind for kind in kinds.of_room(room)], context.actor(), for_page=True)


def load(number: str) -> Any:
    """The same in the room whose page is asked for; 404 where there is none that the caller may know of."""
    found = by_number(number, request.blueprint or "")
    if found is None:
        raise NotFound
    # A page that refuses something leads back there.
    g.way_back = (found.path, found.public_number)
    return found
