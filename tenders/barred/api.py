"""The register of the barred over the API: read by everybody, kept by an administrator."""

from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import clock
from qyzmet.api import lists, more
from qyzmet.api.answering import as_json, once
from qyzmet.api.bodies import Body
from qyzmet.api.objects import instant
from qyzmet.api.openapi_parts import LOCATION, answer, problems, ref
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.schema import schema_of

from ..models import Barred
from . import entries
from .entries import BarredForm, StrikeForm

NAME = "barred"
PATH = f"/{NAME}"
# What both databases can be asked for.
_MOST_DIGITS = 18
_NUMBER = "/<number>"


def shown(row: Barred) -> dict[str, Any]:
    """An entry as the API shows it."""
    entry, paper = entries.entry_of(row), documents.find(row.document)
    names = {"kk": row.organisation.name_kk, "ru": row.organisation.name_ru, "en": row.organisation.name_en}
    return {
        "number": row.id,
        "supplier": entry.supplier,
        "names": names,
        "finding_on": entry.finding_on.isoformat(),
        "until": entry.until.isoformat(),
        "blocks": entries.blocks(row, clock.today()),
        "document": {"id": row.document, "sha256": paper.sha256 if paper is not None else None},
        "recorded_at": instant(row.recorded_at),
        "struck_at": instant(row.struck_at),
        "struck_grounds": row.struck_grounds,
        "links": {"self": url_for("api.barred_show", number=row.id), "page": "/tenders/barred"},
    }


def list_of() -> Response:
    """One page of the register; of one supplier, if `supplier` is given."""
    asked = lists.read([], request.args)
    query = entries.found(request.args.get("supplier", ""))
    if asked.after is not None:
        query = query.where(Barred.id > asked.after)
    rows = list(db.session.scalars(query.limit(asked.limit + 1)))
    here = rows[: asked.limit]
    following = lists.cursor(here[-1].id) if len(rows) > asked.limit else None
    return as_json({"items": [shown(each) for each in here], "next": following})


def _found(number: str) -> Barred:
    known = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    return (entries.by_id(int(number)) if known else None) or abort(404)


def show(number: str) -> Response:
    """One entry."""
    return as_json(shown(_found(number)))


def create() -> AnyResponse:
    """A new entry."""
    return once(_create)


def _create() -> Response:
    entries.permit()
    body = Body(BarredForm)
    body.check()
    made = entries.add(body.values)
    said = as_json(shown(made), 201)
    said.headers["Location"] = url_for("api.barred_show", number=made.id)
    return said


def strike(number: str) -> AnyResponse:
    """Strike out an entry."""
    return once(lambda: _strike(number))


def _strike(number: str) -> Response:
    row = _found(number)
    entries.permit()
    body = Body(StrikeForm)
    entries.against_striking(row)
    body.check()
    entries.strike(row, body.values["grounds"])
    return as_json(shown(row))


def _paths() -> dict[str, Any]:
    whole, once_only = ref(f"schemas/{NAME}"), ref("parameters/IdempotencyKey")
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    page = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": whole}, "next": {"type": ["string", "null"]}},
    }

    def body(schema: dict[str, Any]) -> dict[str, Any]:
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    return {
        PATH: {
            "get": {
                "operationId": "barred_list",
                "summary": "The register of the barred (Law 45-3), the oldest entry first, page by page",
                "security": [],
                "tags": [NAME],
                "parameters": _list_parameters(),
                "responses": {"200": answer("A page of the register.", page), **problems("422")},
            },
            "post": {
                "operationId": "barred_create",
                "summary": "Enter a supplier with the court's finding: an administrator",
                "tags": [NAME],
                "parameters": [once_only],
                "requestBody": body(schema_of(BarredForm)),
                "responses": {
                    "201": answer("The entry.", whole, Location=LOCATION),
                    **problems("403", "409", "413", "415", "422"),
                },
            },
        },
        f"{PATH}/{{number}}": {
            "get": {
                "operationId": "barred_show",
                "summary": "An entry of the register",
                "security": [],
                "tags": [NAME],
                "parameters": [number],
                "responses": {"200": answer("As it is now.", whole), **problems("404")},
            }
        },
        f"{PATH}/{{number}}/strike": {
            "post": {
                "operationId": "barred_strike",
                "summary": "Strike out an entry that was made by mistake: an administrator; it stays to be seen",
                "tags": [NAME],
                "parameters": [number, once_only],
                "requestBody": body(schema_of(StrikeForm)),
                "responses": {
                    "200": answer("As it is then.", whole),
                    **problems("403", "404", "409", "413", "415", "422"),
                },
            }
        },
    }


def _list_parameters() -> list[dict[str, Any]]:
    schemas: dict[str, tuple[str, dict[str, Any]]] = {
        "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": lists.LONGEST, "default": lists.USUAL}),
        "after": ("`next` of the page before.", {"type": "string"}),
        "supplier": ("Of the supplier with this BIN.", {"type": "string"}),
    }
    return [
        {"name": name, "in": "query", "description": text, "schema": schema} for name, (text, schema) in schemas.items()
    ]


def _schemas() -> dict[str, Any]:
    text, day = {"type": "string"}, {"type": "string", "format": "date"}
    instant_or_null = {"type": ["string", "null"], "format": "date-time"}
    properties: dict[str, Any] = {
        "number": {"type": "integer"},
        "supplier": {**text, "description": "BIN"},
        "names": {"type": "object", "additionalProperties": text},
        "finding_on": {**day, "description": "The day of the court's finding, from which it blocks"},
        "until": {**day, "description": "The last day on which it blocks: three years from the finding"},
        "blocks": {"type": "boolean", "description": "Whether it blocks bids today"},
        "document": {
            "type": "object",
            "required": ["id", "sha256"],
            "properties": {"id": text, "sha256": {"type": ["string", "null"]}},
        },
        "recorded_at": {"type": "string", "format": "date-time"},
        "struck_at": {**instant_or_null, "description": "Struck out: it was made by mistake and blocks nobody"},
        "struck_grounds": text,
        "links": {"type": "object", "required": ["self", "page"], "properties": {"self": text, "page": text}},
    }
    return {NAME: {"type": "object", "properties": properties, "required": list(properties)}}


def register_api() -> None:
    """Serve the register."""
    more.register(
        more.More(
            NAME,
            "Suppliers barred by a court's finding of false information (Law 45-3)",
            routes=(
                (PATH, "barred", list_of, ("GET",)),
                (PATH, "barred_create", create, ("POST",)),
                (f"{PATH}{_NUMBER}", "barred_show", show, ("GET",)),
                (f"{PATH}{_NUMBER}/strike", "barred_strike", strike, ("POST",)),
            ),
            paths=_paths,
            schemas=_schemas,
        )
    )
