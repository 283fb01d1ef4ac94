"""The API's own description, OpenAPI 3.1: made from the forms and tables that decide, so that it is true."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from qyzmet import __version__
from qyzmet.api import lists
from qyzmet.api.forms import Annulment
from qyzmet.api.kinds import ApiKind, Nothing, all_kinds
from qyzmet.api.object_schemas import SCHEMAS, item_schema, object_schema
from qyzmet.api.problems import MEDIA_TYPE
from qyzmet.form_schema import schema_of
from qyzmet.procedure.table import Move
from qyzmet.vocabulary import PARTY_TITLES, ROLE_TITLES

Json = dict[str, Any]

_PROBLEMS = {
    "401": "No token, or one that is not good.",
    "403": "Not yours to do; `who_may` says whose it is.",
    "404": "There is no such thing, or none that you may know of.",
    "409": "Not in this state or not with these facts; or the first request with this Idempotency-Key still runs.",
    "412": "Somebody changed it since the version that If-Match names.",
    "413": "More than is taken.",
    "415": "A media type that is not taken.",
    "422": "What was sent is not right; `errors` says what by field.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The database is busy; Retry-After says how long to wait.",
}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/{name}"}


def _problems(*statuses: str) -> Json:
    return {status: _ref(f"responses/Problem{status}") for status in ("401", *statuses, "429", "503")}


def _answer(description: str, schema: Json, **headers: Json) -> Json:
    answer: Json = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**answer, "headers": headers} if headers else answer


_LOCATION: Json = {"description": "Where it is.", "schema": {"type": "string"}}
_ETAG: Json = {"description": "The version, for If-Match.", "schema": {"type": "string"}}


def _body(schema: Json, *, required: bool) -> Json:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def document() -> Json:
    """The whole description, in English."""
    with force_locale("en"):
        kinds = all_kinds()
        paths: Json = {}
        for kind in kinds:
            paths |= _paths_of(kind)
        return {
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": {
                "title": "Qyzmet",
                "version": __version__,
                "description": (
                    "Service-model informatization: everything that a person does in the procedure, a system does here, "
                    "with the same checks and rights. Checks come in this order: 401, 404, 403, 412, 409, 422. "
                    "Money and other decimals are strings, dates ISO, instants with their offset."
                ),
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": "/api/v1"}],
            "security": [{"token": []}],
            "tags": [
                *({"name": kind.path, "description": _(_table(kind).title)} for kind in kinds),
                {"name": "documents", "description": "Files that procedures refer to"},
            ],
            "paths": {**paths, **_document_paths(), **_own_path()},
            "components": {
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
                "parameters": _PARAMETERS,
                "responses": {f"Problem{status}": _problem(text) for status, text in _PROBLEMS.items()},
                "schemas": {
                    **SCHEMAS,
                    **{kind.path: object_schema(kind) for kind in kinds},
                    **{f"{kind.path}-item": item_schema(kind) for kind in kinds},
                    **{f"{kind.path}-data": schema_of(kind.data_form, draft=True) for kind in kinds},
                },
            },
        }


def _problem(text: str) -> Json:
    return {"description": text, "content": {MEDIA_TYPE: {"schema": _ref("schemas/Problem")}}}


_PARAMETERS: Json = {
    "Number": {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The registered number, or the draft's: both lead to it.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The version that the caller looked at: 3 or \"3\".",
        "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|[0-9]{1,9}|\\*)$'},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key gives the same answer for 24 hours, and its effects once.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    },
    "Document": {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The document's id, such as D-81.",
        "schema": {"type": "string"},
    },
}


def _table(kind: ApiKind) -> Any:
    return next(iter(kind.kind.tables.values()))


def _paths_of(kind: ApiKind) -> Json:
    whole = _ref(f"schemas/{kind.path}")
    one = f"/{kind.path}/{{number}}"
    paths: Json = {
        f"/{kind.path}": {
            "get": {
                "operationId": f"{kind.path}_list",
                "summary": "Those you may know of, the oldest first, page by page",
                "tags": [kind.path],
                "parameters": _list_parameters(kind),
                "responses": {
                    "200": _answer("A page of the list.", _page_schema(kind)),
                    **_problems("422"),
                },
            },
            "post": {
                "operationId": f"{kind.path}_create",
                "summary": "Make a draft",
                "tags": [kind.path],
                "parameters": [_ref("parameters/IdempotencyKey")],
                "requestBody": _body(_start_schema(kind), required=False),
                "responses": {
                    "201": _answer("The draft.", whole, Location=_LOCATION, ETag=_ETAG),
                    **_problems("403", "409", "413", "415", "422"),
                },
            },
        },
        one: {
            "get": {
                "operationId": f"{kind.path}_show",
                "summary": "One of them, whole",
                "tags": [kind.path],
                "parameters": [_ref("parameters/Number")],
                "responses": {"200": _answer("As it is now.", whole, ETag=_ETAG), **_problems("404")},
            }
        },
    }
    for action, schema in _actions(kind).items():
        paths[f"{one}/{action}"] = {"post": _action(kind, action, schema)}
    return paths


def _actions(kind: ApiKind) -> dict[str, Json]:
    """What each action takes."""
    save: Json = {
        "type": "object",
        "properties": {"data": _ref(f"schemas/{kind.path}-data")},
        "required": ["data"],
        "additionalProperties": False,
    }
    taken = {action: schema_of(kind.forms.get(action, Nothing)) for action in kind.actions()}
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
        "parameters": [_ref("parameters/Number"), _ref("parameters/IfMatch"), _ref("parameters/IdempotencyKey")],
        "requestBody": _body(schema, required="required" in schema),
        "responses": {
            "200": _answer("As it is then.", _ref(f"schemas/{kind.path}"), ETag=_ETAG),
            **_problems("403", "404", "409", "412", "413", "415", "422"),
        },
    }


def _who(moves: list[Move]) -> str:
    said = []
    for move in moves:
        roles = ", ".join(_(ROLE_TITLES[role]) for role in move.roles)
        leads = f" It leads to {move.to}." if move.to else ""
        said.append(f"{_(PARTY_TITLES[move.by])}: {roles}. From {', '.join(move.from_)}.{leads} {move.rule}.")
    return "\n\n".join(said)


def _start_schema(kind: ApiKind) -> Json:
    schema = schema_of(kind.start_form or Nothing)
    schema["properties"] = {**schema["properties"], "data": _ref(f"schemas/{kind.path}-data")}
    return schema


def _list_parameters(kind: ApiKind) -> list[Json]:
    states = list(dict.fromkeys(state for table in kind.kind.tables.values() for state in table.states))
    schemas: dict[str, tuple[str, Json]] = {
        "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": lists.LONGEST, "default": lists.USUAL}),
        "after": ("`next` of the page before.", {"type": "string"}),
        "state": ("In this state.", {"type": "string", "enum": states}),
        "q": ("Whose title or number holds this.", {"type": "string", "maxLength": lists.LONGEST_QUERY}),
        "submitted_from": ("Submitted on this day or later.", {"type": "string", "format": "date"}),
        "submitted_to": ("Submitted on this day or before.", {"type": "string", "format": "date"}),
    }
    return [
        {"name": name, "in": "query", "description": text, "schema": schema} for name, (text, schema) in schemas.items()
    ]


def _page_schema(kind: ApiKind) -> Json:
    item = _ref(f"schemas/{kind.path}-item")
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": item}, "next": {"type": ["string", "null"]}},
    }


def _document_paths() -> Json:
    shown = _ref("schemas/Document")
    identified = [_ref("parameters/Document")]
    sent: Json = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "replaces": {"type": "string", "description": "The document that this is a new version of."},
        },
        "required": ["file"],
        "additionalProperties": False,
    }
    return {
        "/documents": {
            "post": {
                "operationId": "documents_upload",
                "summary": "Upload a file: PDF, DOCX, XLSX, ODT, ODS, PNG, JPEG or TIFF, told by its content",
                "tags": ["documents"],
                "parameters": [_ref("parameters/IdempotencyKey")],
                "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": sent}}},
                "responses": {
                    "201": _answer("The document.", shown, Location=_LOCATION),
                    **_problems("403", "409", "413", "415", "422"),
                },
            }
        },
        "/documents/{id}": {
            "get": {
                "operationId": "documents_show",
                "summary": "What is known of a document",
                "tags": ["documents"],
                "parameters": identified,
                "responses": {"200": _answer("The document.", shown), **_problems("404")},
            }
        },
        "/documents/{id}/content": {
            "get": {
                "operationId": "documents_content",
                "summary": "The content of a document; that it was opened is noted",
                "tags": ["documents"],
                "parameters": identified,
                "responses": {
                    "200": {"description": "The file.", "content": {"*/*": {}}},
                    **_problems("404"),
                },
            }
        },
    }


def _own_path() -> Json:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description",
                "security": [],
                "tags": ["documents"],
                "responses": {"200": _answer("OpenAPI 3.1.", {"type": "object"})},
            }
        }
    }
