"""The API's own description, OpenAPI 3.1: made from the forms and tables that decide, so that it is true."""

from typing import Any

from flask import current_app
from flask_babel import force_locale

from qyzmet import __version__
from qyzmet.api import lists, room_routes, signatures
from qyzmet.api.forms import Annulment
from qyzmet.api.json_schemas import Json
from qyzmet.api.kinds import ApiKind, all_kinds
from qyzmet.api.object_schemas import SCHEMAS, item_schema, object_schema
from qyzmet.api.openapi_parts import (
    ETAG,
    LOCATION,
    PARAMETERS,
    PROBLEMS,
    answer,
    document_paths,
    json_body,
    list_parameters,
    own_path,
    page_schema,
    paper_operation,
    problems,
    ref,
)
from qyzmet.api.problems import MEDIA_TYPE
from qyzmet.forms.schema import schema_of
from qyzmet.procedure.actions import Nothing
from qyzmet.procedure.table import Move
from qyzmet.search.conditions import TermState
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES


def document() -> Json:
    """The whole description, in English."""
    with force_locale("en"):
        kinds = all_kinds()
        paths: Json = {}
        for kind in kinds:
            paths |= _paths_of(kind)
        more_paths: Json = {}
        more_schemas: Json = {}
        for each in room_routes.everything():
            more_paths |= each.paths()
            more_schemas |= each.schemas()
        return {
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": {
                "title": "Qyzmet",
                "version": __version__,
                "description": (
                    "Service-model informatization: what a person does in the procedure, a system does here, "
                    "with the same checks and rights. Checks come in this order: 401, 404, 403, 412, 409, 422. "
                    "Money and other decimals are strings, dates ISO, instants with their offset."
                ),
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": "/api/v1"}],
            "security": [{"token": []}],
            "tags": [
                *({"name": kind.path, "description": _(_table(kind).title)} for kind in kinds),
                *({"name": each.tag, "description": each.about} for each in room_routes.everything()),
                {"name": "documents", "description": "Files that procedures refer to"},
            ],
            "paths": {
                **paths,
                **more_paths,
                **document_paths(),
                **own_path(),
                **current_app.config.get("API_MORE_PATHS", {}),
            },
            "components": {
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
                "parameters": PARAMETERS,
                "responses": {f"Problem{status}": _problem(text) for status, text in PROBLEMS.items()},
                "schemas": {
                    **SCHEMAS,
                    **{kind.path: object_schema(kind) for kind in kinds},
                    **{f"{kind.path}-item": item_schema(kind) for kind in kinds},
                    **{f"{kind.path}-data": schema_of(kind.data_form, draft=True) for kind in kinds},
                    **signatures.SCHEMAS,
                    **more_schemas,
                },
            },
        }


def _problem(text: str) -> Json:
    return {"description": text, "content": {MEDIA_TYPE: {"schema": ref("schemas/Problem")}}}


def _table(kind: ApiKind) -> Any:
    return next(iter(kind.kind.tables.values()))


def _paths_of(kind: ApiKind) -> Json:
    whole = ref(f"schemas/{kind.path}")
    one = f"/{kind.path}/{{number}}"
    paths: Json = {
        f"/{kind.path}": {
            "get": {
                "operationId": f"{kind.path}_list",
                "summary": "Those you may know of, the oldest first, page by page",
                "tags": [kind.path],
                "parameters": _list_parameters(kind),
                "responses": {
                    "200": answer("A page of the list.", page_schema(ref(f"schemas/{kind.path}-item"))),
                    **problems("422"),
                },
            },
            "post": {
                "operationId": f"{kind.path}_create",
                "summary": "Make a draft",
                "tags": [kind.path],
                "parameters": [ref("parameters/IdempotencyKey")],
                "requestBody": json_body(_start_schema(kind), required=False),
                "responses": {
                    "201": answer("The draft.", whole, Location=LOCATION, ETag=ETAG),
                    **problems("403", "409", "413", "415", "422"),
                },
            },
        },
        one: {
            "get": {
                "operationId": f"{kind.path}_show",
                "summary": "One of them, whole",
                "tags": [kind.path],
                "parameters": [ref("parameters/Number")],
                "responses": {"200": answer("As it is now.", whole, ETag=ETAG), **problems("404")},
            }
        },
    }
    if kind.create is None:
        del paths[f"/{kind.path}"]["post"]
    if kind.papers.keys:
        paths[f"{one}/papers/{{paper}}.{{form}}"] = {"get": paper_operation(kind.path, kind.papers.schema)}
    for action, schema in _actions(kind).items():
        paths[f"{one}/{action}"] = {"post": _action(kind, action, schema)}
        if kind.may_be_signed(action):
            paths[f"{one}/{action}"]["post"]["requestBody"] = json_body(
                signatures.signed(schema), required="required" in schema
            )
            paths[f"{one}/{action}/manifest"] = {"post": signatures.manifest_operation(kind.path, action, schema)}
    return paths


def _actions(kind: ApiKind) -> dict[str, Json]:
    """What each action takes."""
    save: Json = {
        "type": "object",
        "properties": {"data": ref(f"schemas/{kind.path}-data")},
        "required": ["data"],
        "additionalProperties": False,
    }
    taken = {action: schema_of(kind.form_of(action), draft=kind.kind.action(action).half) for action in kind.actions()}
    saves = any(table.moves_of("save") for table in kind.kind.tables.values())
    return {**({"save": save} if saves else {}), **taken, "annul": schema_of(Annulment)}


def _action(kind: ApiKind, action: str, schema: Json) -> Json:
    moves = [move for table in kind.kind.tables.values() for move in table.moves_of(action)]
    return {
        "operationId": f"{kind.path}_{action}",
        "summary": _(moves[0].title) if moves else "Undo a mistaken act by a recorded annulment",
        "description": _who(moves)
        if moves
        else "The head whose act it was, until the next party has acted on it; afterwards the authorised body.",
        "tags": [kind.path],
        "parameters": [ref("parameters/Number"), ref("parameters/IfMatch"), ref("parameters/IdempotencyKey")],
        "requestBody": json_body(schema, required="required" in schema),
        "responses": {
            "200": answer("As it is then.", ref(f"schemas/{kind.path}"), ETag=ETAG),
            **problems("403", "404", "409", "412", "413", "415", "422"),
        },
    }


def _who(moves: list[Move]) -> str:
    said = []
    for move in moves:
        roles = ", ".join(map(_, move.takers))
        leads = f" It leads to {move.to}." if move.to else ""
        said.append(f"{_(PARTY_TITLES[move.by])}: {roles}. From {', '.join(move.from_)}.{leads} {move.rule}.")
    return "\n\n".join(said)


def _start_schema(kind: ApiKind) -> Json:
    schema = schema_of(kind.start_form or Nothing)
    schema["properties"] = {**schema["properties"], "data": ref(f"schemas/{kind.path}-data")}
    return schema


def _list_parameters(kind: ApiKind) -> list[Json]:
    states = kind.states()
    own: dict[str, tuple[str, Json]] = {
        "state": ("In this state.", {"type": "string", "enum": states}),
        "q": (
            "Whose numbers, function, organisations or acts hold these words in any of their forms; of the last one, "
            "and of a number, the beginning is enough.",
            {"type": "string", "maxLength": lists.LONGEST_QUERY},
        ),
        "organisation": ("In which the organisation with this BIN takes part.", {"type": "string"}),
        "term": (
            "With an open term that is over (overdue), ends within 3 working days (soon), is any (running), or none.",
            {"type": "string", "enum": list(TermState)},
        ),
        "submitted_from": ("Submitted on this day or later.", {"type": "string", "format": "date"}),
        "submitted_to": ("Submitted on this day or before.", {"type": "string", "format": "date"}),
        **{name: (each.about, dict(each.schema)) for name, each in kind.filters.items()},
    }
    return list_parameters(own)
