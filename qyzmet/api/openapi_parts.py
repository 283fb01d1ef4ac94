"""Pieces of the API's description that do not depend on the kinds: answers, parameters, documents."""

from collections.abc import Mapping

from qyzmet.api import lists
from qyzmet.api.json_schemas import Json
from qyzmet.printing.answer import FORMS
from qyzmet.web.languages import LANGUAGES

PROBLEMS = {
    "401": "No token, or one that is not good.",
    "403": "Not yours to do; `who_may` says whose it is.",
    "404": "There is no such thing, or none that you may know of.",
    "409": "Not in this state or not with these facts; or the first request with this Idempotency-Key still runs.",
    "412": "Somebody changed it since the version that If-Match names.",
    "413": "More than is taken; or of files more than the organisation may keep, then with Retry-After.",
    "415": "A media type that is not taken.",
    "422": "What was sent is not right; `errors` says what by field.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The database is busy; Retry-After says how long to wait.",
    "507": "The server's disk has no room left for it.",
}


def ref(name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/{name}"}


def problems(*statuses: str) -> Json:
    """The refusals that an address may answer, those that every one may besides."""
    return {status: ref(f"responses/Problem{status}") for status in ("401", *statuses, "429", "503", "507")}


def answer(description: str, schema: Json, **headers: Json) -> Json:
    """An answer in JSON."""
    said: Json = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**said, "headers": headers} if headers else said


def json_body(schema: Json, *, required: bool = True) -> Json:
    """What is sent."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def page_schema(item: Json) -> Json:
    """A page of a list."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": item}, "next": {"type": ["string", "null"]}},
    }


def list_parameters(own: Mapping[str, tuple[str, Json]]) -> list[Json]:
    """The parameters of a list: those of every one, and its own by name with what they ask for and their schemas."""
    limit: Json = {"type": "integer", "minimum": 1, "maximum": lists.LONGEST, "default": lists.USUAL}
    every = {"limit": ("How many.", limit), "after": ("`next` of the page before.", {"type": "string"}), **own}
    return [
        {"name": name, "in": "query", "description": text, "schema": schema} for name, (text, schema) in every.items()
    ]


LOCATION: Json = {"description": "Where it is.", "schema": {"type": "string"}}
ETAG: Json = {"description": "The version, for If-Match.", "schema": {"type": "string"}}


PARAMETERS: Json = {
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
        "description": 'The version that the caller looked at: 3 or "3".',
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


def document_paths() -> Json:
    """The addresses of documents."""
    shown = ref("schemas/Document")
    identified = [ref("parameters/Document")]
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
                "summary": "Upload a file: PDF, DOCX, XLSX, ODT, ODS, PNG, JPEG, TIFF, P7S or CMS, told by its content",
                "tags": ["documents"],
                "parameters": [ref("parameters/IdempotencyKey")],
                "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": sent}}},
                "responses": {
                    "201": answer("The document.", shown, Location=LOCATION),
                    **problems("403", "409", "413", "415", "422"),
                },
            }
        },
        "/documents/{id}": {
            "get": {
                "operationId": "documents_show",
                "summary": "What is known of a document",
                "tags": ["documents"],
                "parameters": identified,
                "responses": {"200": answer("The document.", shown), **problems("404")},
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
                    **problems("404"),
                },
            }
        },
    }


def paper_operation(kind: str, papers: Json) -> Json:
    """The address of a procedure's papers."""
    named: dict[str, tuple[str, str, Json]] = {
        "paper": ("path", "Which paper.", papers),
        "form": ("path", "The kind of file.", {"type": "string", "enum": list(FORMS)}),
        "lang": (
            "query",
            "The paper's language; without it the language of Accept-Language.",
            {"type": "string", "enum": list(LANGUAGES)},
        ),
    }
    return {
        "operationId": f"{kind}_paper",
        "summary": "One of its papers, printed: a draft, or what its hash and the code on it prove",
        "tags": [kind],
        "parameters": [
            ref("parameters/Number"),
            *(
                {
                    "name": name,
                    "in": place,
                    "required": place == "path",
                    "description": text,
                    "schema": schema,
                }
                for name, (place, text, schema) in named.items()
            ),
        ],
        "responses": {
            "200": {"description": "The file.", "content": {media_type: {} for _write, media_type in FORMS.values()}},
            **problems("404"),
        },
    }


def own_path() -> Json:
    """The address of the description itself."""
    return {
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description",
                "security": [],
                "tags": ["documents"],
                "responses": {"200": answer("OpenAPI 3.1.", {"type": "object"})},
            }
        }
    }
