"""`GET …/similar` of the API: what the reviewer has to judge for criterion 3 (¶ 11), before the opinion is drafted."""

from typing import Any

from flask import Response, abort

from qyzmet import context
from qyzmet.api import room_routes
from qyzmet.api.answering import as_json
from qyzmet.api.openapi_parts import answer, problems, ref
from qyzmet.procedure.pages import loading
from qyzmet.procedure.refusals import NotYours
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..models import Filed
from . import similar

KINDS = ("requests", "proposals")


def similar_of(kind: str, number: str) -> Response:
    """What was found, with why; for the integrator's people and auditors."""
    filed = loading.by_number(number, Filed.room)
    if filed is None or filed.kind != kind:
        abort(404)
    if not similar.may_see(context.actor(), filed):
        raise NotYours(
            _("The search for the same function is the integrator's."),
            rule="¶ 11",
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    items = [
        {"subject": each.procedure.public_number, "title": each.procedure.called, "why": list(each.why)}
        for each in similar.of(filed)
    ]
    return as_json({"items": items})


def _paths() -> dict[str, Any]:
    text = {"type": "string"}
    item = {
        "type": "object",
        "required": ["subject", "title", "why"],
        "properties": {"subject": text, "title": text, "why": {"type": "array", "items": text}},
    }
    found = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": item}}}
    return {
        f"/{kind}/{{number}}/similar": {
            "get": {
                "operationId": f"{kind}_similar",
                "summary": "What concerns the same function or cites the same act; the opinion judges each (¶ 11)",
                "tags": [kind],
                "parameters": [ref("parameters/Number")],
                "responses": {"200": answer("The newest first.", found), **problems("403", "404")},
            }
        }
        for kind in KINDS
    }


def register() -> None:
    """Serve the search."""
    route = (f"/<any({','.join(KINDS)}):kind>/<number>/similar", "similar", similar_of, ("GET",))
    room_routes.register(
        room_routes.RoomRoutes("similar", "What concerns the same function", routes=(route,), paths=_paths)
    )
