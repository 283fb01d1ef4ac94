"""The register of services over the API: read by every token, kept by the integrator's."""

from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import clock
from qyzmet.api import lists, more
from qyzmet.api.answering import as_json, once
from qyzmet.api.bodies import Body, expected_version
from qyzmet.api.openapi_parts import ETAG, LOCATION, answer, problems, ref
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, taken
from qyzmet.forms.schema import schema_of
from qyzmet.procedure.actions import Nothing

from . import register
from .choices import ServiceState
from .forms import IntegrationServiceForm
from .models import IntegrationService

NAME = "integration-services"
PATH = f"/{NAME}"
_STATES = [state.value for state in ServiceState]


def shown(service: IntegrationService) -> dict[str, Any]:
    """A service as the API shows it."""
    return {
        "number": service.number,
        "kind": NAME,
        "state": service.state,
        "version": service.version,
        "created_at": clock.almaty(service.created_at).isoformat(),
        "changed_at": clock.almaty(service.changed_at).isoformat(),
        "data": register.data_of(service),
        "links": {"self": f"/api/v1{PATH}/{service.number}", "page": service.path},
    }


def _answer(service: IntegrationService, status: int = 200) -> Response:
    said = as_json(shown(service), status)
    said.headers["ETag"] = f'"{service.version}"'
    return said


def _found(number: str) -> IntegrationService:
    return register.by_number(number) or abort(404)


def list_of() -> Response:
    """One page of the register."""
    asked = lists.read(_STATES, request.args)
    query = register.found(asked.query or "", asked.state or "")
    if asked.after is not None:
        query = query.where(IntegrationService.id > asked.after)
    rows = list(db.session.scalars(query.limit(asked.limit + 1)))
    here = rows[: asked.limit]
    return as_json(
        {
            "items": [shown(each) for each in here],
            "next": lists.cursor(here[-1].id) if len(rows) > asked.limit else None,
        }
    )


def show(number: str) -> Response:
    """One service."""
    return _answer(_found(number))


def create() -> AnyResponse:
    """A new service."""
    return once(_create)


def _create() -> Response:
    register.permit()
    body = Body(Nothing, IntegrationServiceForm, data_required=True)
    body.check()
    made = register.add(taken(bind_json(IntegrationServiceForm, body.values["data"]), "data."))
    said = _answer(made, 201)
    said.headers["Location"] = url_for("api.integration_services_show", number=made.number)
    return said


def save(number: str) -> AnyResponse:
    """A service changed: the keys that are given replace."""
    return once(lambda: _save(number))


def _save(number: str) -> Response:
    service = _found(number)
    register.permit()
    register.lock(service, expected_version(service.version))
    body = Body(Nothing, IntegrationServiceForm, data_required=True)
    body.check()
    whole = {**register.data_of(service), **body.values["data"]}
    register.change(service, taken(bind_json(IntegrationServiceForm, whole), "data."))
    return _answer(service)


def _paths() -> dict[str, Any]:
    whole, sent = ref(f"schemas/{NAME}"), {"type": "object", "required": ["data"], "additionalProperties": False}
    once_only = ref("parameters/IdempotencyKey")
    number = {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The service's number, such as IS-12.",
        "schema": {"type": "string"},
    }
    page = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": whole}, "next": {"type": ["string", "null"]}},
    }

    def body(schema: dict[str, Any]) -> dict[str, Any]:
        content = {"schema": {**sent, "properties": {"data": schema}}}
        return {"required": True, "content": {"application/json": content}}

    return {
        PATH: {
            "get": {
                "operationId": "integration_services_list",
                "summary": "The register of services (¶ 76-1), the oldest first, page by page",
                "tags": [NAME],
                "parameters": _list_parameters(),
                "responses": {"200": answer("A page of the register.", page), **problems("422")},
            },
            "post": {
                "operationId": "integration_services_create",
                "summary": "Put a service into the register: the integrator's head or specialist",
                "tags": [NAME],
                "parameters": [once_only],
                "requestBody": body(schema_of(IntegrationServiceForm)),
                "responses": {
                    "201": answer("The service.", whole, Location=LOCATION, ETag=ETAG),
                    **problems("403", "409", "413", "415", "422"),
                },
            },
        },
        f"{PATH}/{{number}}": {
            "get": {
                "operationId": "integration_services_show",
                "summary": "A service of the register",
                "tags": [NAME],
                "parameters": [number],
                "responses": {"200": answer("As it is now.", whole, ETag=ETAG), **problems("404")},
            }
        },
        f"{PATH}/{{number}}/save": {
            "post": {
                "operationId": "integration_services_save",
                "summary": "Change a service: the integrator's head or specialist; the keys that are given replace",
                "tags": [NAME],
                "parameters": [number, ref("parameters/IfMatch"), once_only],
                "requestBody": body(ref(f"schemas/{NAME}-data")),
                "responses": {
                    "200": answer("As it is then.", whole, ETag=ETAG),
                    **problems("403", "404", "409", "412", "413", "415", "422"),
                },
            }
        },
    }


def _list_parameters() -> list[dict[str, Any]]:
    schemas: dict[str, tuple[str, dict[str, Any]]] = {
        "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": lists.LONGEST, "default": lists.USUAL}),
        "after": ("`next` of the page before.", {"type": "string"}),
        "state": ("In this state.", {"type": "string", "enum": _STATES}),
        "q": ("Whose name, owner or address holds this.", {"type": "string", "maxLength": lists.LONGEST_QUERY}),
    }
    return [
        {"name": name, "in": "query", "description": text, "schema": schema} for name, (text, schema) in schemas.items()
    ]


def _schemas() -> dict[str, Any]:
    text, instant = {"type": "string"}, {"type": "string", "format": "date-time"}
    properties = {
        "number": {"type": "string", "pattern": "^IS-[1-9][0-9]*$"},
        "kind": {"type": "string", "const": NAME},
        "state": {"type": "string", "enum": _STATES},
        "version": {"type": "integer"},
        "created_at": instant,
        "changed_at": instant,
        "data": schema_of(IntegrationServiceForm),
        "links": {"type": "object", "required": ["self", "page"], "properties": {"self": text, "page": text}},
    }
    return {
        NAME: {"type": "object", "properties": properties, "required": list(properties)},
        f"{NAME}-data": schema_of(IntegrationServiceForm, draft=True),
    }


def register_api() -> None:
    """Serve the register."""
    more.register(
        more.More(
            NAME,
            "The services over which integrations run (¶ 76-1)",
            routes=(
                (PATH, "integration_services", list_of, ("GET",)),
                (PATH, "integration_services_create", create, ("POST",)),
                (f"{PATH}/<number>", "integration_services_show", show, ("GET",)),
                (f"{PATH}/<number>/save", "integration_services_save", save, ("POST",)),
            ),
            paths=_paths,
            schemas=_schemas,
        )
    )
