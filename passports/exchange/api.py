"""The diagram and the steps as BPMN over the API; without a token once the passport is in force."""

import re
from typing import Any

from flask import Response, abort, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import context, look_alikes
from qyzmet.api import objects, room_routes
from qyzmet.api.answering import as_json, once
from qyzmet.api.bodies import expected_version
from qyzmet.api.openapi_parts import answer, problems, ref
from qyzmet.procedure import engine, find_by_number
from qyzmet.procedure.shown_version import shown_version

from ..models import FunctionPassport
from ..passport.api import PASSPORTS
from . import taking_in, views

_NUMBER = re.compile(r"[A-Z]{1,8}-(?:[0-9]{4}-[0-9]{1,12}|draft-[0-9A-Z]{4,20})", re.ASCII)
_XML = ("application/xml", "text/xml", "application/bpmn+xml", "application/octet-stream")


def _found(number: str) -> FunctionPassport:
    quoted = look_alikes.quoted(number)
    found = find_by_number.find(quoted, [PASSPORTS.kind], context.actor()) if _NUMBER.fullmatch(quoted) else None
    if not isinstance(found, FunctionPassport):
        abort(404)
    return found


def diagram(number: str) -> Response:
    """The diagram as SVG, in the language that is asked for."""
    found = _found(number)
    return views.of_diagram(found, views.title_of(found))


def bpmn(number: str) -> Response:
    """The steps as BPMN 2.0 XML."""
    return views.of_bpmn(_found(number))


def take_in(number: str) -> AnyResponse:
    """The steps of a BPMN file take the place of the draft's."""
    return once(lambda: _take_in(number))


def _take_in(number: str) -> Response:
    found = _found(number)
    # Right, version and state come first.
    engine.permit(found, "save", context.actor(), expected_version(lambda: shown_version(found)))
    if request.mimetype and request.mimetype not in _XML:
        raise UnsupportedMediaType
    if (request.content_length or 0) > taking_in.MOST_BYTES:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=True)
    if len(raw) > taking_in.MOST_BYTES:
        raise RequestEntityTooLarge
    engine.save(found, taking_in.with_channels(taking_in.checked_bpmn(raw), found.data))
    return as_json(objects.shown(PASSPORTS, found, "save"))


def _paths() -> dict[str, Any]:
    one, number = "/passports/{number}", [ref("parameters/Number")]
    text = {"type": "string"}
    channel = {
        "name": "channel",
        "in": "query",
        "description": "This channel alone.",
        "schema": {"type": "string", "enum": ["portal", "paper"]},
    }
    either: list[dict[str, list[str]]] = [{}, {"token": []}]
    return {
        f"{one}/diagram.svg": {
            "get": {
                "operationId": "passports_diagram",
                "summary": "The diagram: lanes by who does the steps, conditions with their refusals",
                "tags": ["passports"],
                "security": either,
                "parameters": [*number, channel],
                "responses": {
                    "200": {"description": "The diagram.", "content": {views.SVG_TYPE: {"schema": text}}},
                    **problems("404"),
                },
            }
        },
        f"{one}/bpmn": {
            "get": {
                "operationId": "passports_bpmn",
                "summary": "The steps as BPMN 2.0 XML with diagram interchange, a pool for each channel",
                "tags": ["passports"],
                "security": either,
                "parameters": number,
                "responses": {
                    "200": {"description": "The file.", "content": {views.BPMN_TYPE: {"schema": text}}},
                    **problems("404"),
                },
            },
            "post": {
                "operationId": "passports_take_in_bpmn",
                "summary": "Put the steps of a BPMN 2.0 file in the place of the draft's",
                "description": "Tasks, exclusive gateways with two answers, end events; without DOCTYPE and entities. "
                "A draft that names no channels is given those of the pools.",
                "tags": ["passports"],
                "parameters": [*number, ref("parameters/IfMatch"), ref("parameters/IdempotencyKey")],
                "requestBody": {"required": True, "content": {views.BPMN_TYPE: {"schema": text}}},
                "responses": {
                    "200": answer("As it is then.", ref("schemas/passports")),
                    **problems("403", "404", "409", "412", "413", "415", "422"),
                },
            },
        },
    }


def register() -> None:
    """Serve both."""
    room_routes.register(
        room_routes.RoomRoutes(
            "passports-files",
            "Diagram and BPMN of function passports",
            routes=(
                ("/passports/<number>/diagram.svg", "passport_diagram", diagram, ("GET",)),
                ("/passports/<number>/bpmn", "passport_bpmn", bpmn, ("GET",)),
                ("/passports/<number>/bpmn", "passport_take_in", take_in, ("POST",)),
            ),
            paths=_paths,
        )
    )
