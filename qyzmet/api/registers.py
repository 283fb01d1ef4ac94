"""Registers: what a room keeps beside its procedures, over the API.

Each is listed page by page, the oldest entry first, and shown by its number; who keeps it makes an entry (POST) and
acts upon one (POST …/ACT). A room describes its own once:

    register(Register(name="barred", find=…, listed=…, shown=…, create=…, acts={"strike": …}, …))

What permits an act, what stands against it and what it does are the room's; routes, pages, answers and their
description are made here, in the order of the contract.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy import Select
from werkzeug.wrappers import Response as AnyResponse

from qyzmet.api import lists, room_routes
from qyzmet.api.answering import as_json, once
from qyzmet.api.json_schemas import TEXT, Json
from qyzmet.api.lists import ListParameters
from qyzmet.api.openapi_parts import (
    ETAG,
    LOCATION,
    answer,
    json_body,
    list_parameters,
    page_schema,
    problems,
    ref,
)
from qyzmet.database import db
from qyzmet.web.paging import first_of


@dataclass(frozen=True)
class RegisterAct:
    """Something that is done with an entry: how openapi.json calls it, the schema of its body, and what does it.

    `take` reads the body, and changes the entry or raises what stands against it. Nothing here commits.
    """

    summary: str
    schema: Callable[[], Json]
    take: Callable[[Any], None]


@dataclass(frozen=True)
class Register:
    """A register, with the sentences and schemas that openapi.json says of it; those are made when it is asked for."""

    # Its word in the address, its tag, and the name of an entry's schema.
    name: str
    about: str
    # Its rows, by their `id`; those that a list asks for; that of a number as the address says it.
    model: type[Any]
    listed: Callable[[ListParameters], Select[Any]]
    find: Callable[[str], Any]
    # An entry as JSON, with its `number`.
    shown: Callable[[Any], Json]
    # Reads the body and makes an entry.
    create: Callable[[], Any]
    create_schema: Callable[[], Json]
    entry_schema: Callable[[], Json]
    # What an entry is called, and the summaries of listing, making and showing.
    entry: str
    list_summary: str
    create_summary: str
    show_summary: str
    # What openapi.json says of a number in the address, and of the list's own parameters.
    number: Json
    parameters: Mapping[str, tuple[str, Json]]
    acts: Mapping[str, RegisterAct]
    # The states that the list can be asked for.
    states: Sequence[str] = ()
    # Whether it is read without a token; whether its rows have a `version`, which ETag says and If-Match asks for.
    public: bool = False
    versioned: bool = False
    more_schemas: Callable[[], Mapping[str, Json]] = field(default=dict)

    @property
    def endpoint(self) -> str:
        """The name of its routes."""
        return self.name.replace("-", "_")

    @property
    def path(self) -> str:
        """Its address under the prefix."""
        return f"/{self.name}"


def links_schema() -> Json:
    """The schema of an entry's links: where the API and a page show it."""
    return {"type": "object", "required": ["self", "page"], "properties": {"self": TEXT, "page": TEXT}}


def register(kept: Register) -> None:
    """Serve a register."""
    one = f"{kept.path}/<number>"
    room_routes.register(
        room_routes.RoomRoutes(
            kept.name,
            kept.about,
            routes=(
                (kept.path, kept.endpoint, partial(_list, kept), ("GET",)),
                (kept.path, f"{kept.endpoint}_create", partial(once, partial(_create, kept)), ("POST",)),
                (one, f"{kept.endpoint}_show", partial(_show, kept), ("GET",)),
                *(
                    (f"{one}/{name}", f"{kept.endpoint}_{name}", partial(_take, kept, act), ("POST",))
                    for name, act in kept.acts.items()
                ),
            ),
            paths=partial(_paths, kept),
            schemas=lambda: {kept.name: kept.entry_schema(), **kept.more_schemas()},
        )
    )


def _list(kept: Register) -> Response:
    asked = lists.read(kept.states, request.args)
    query = kept.listed(asked)
    if asked.after is not None:
        query = query.where(kept.model.id > asked.after)
    page = first_of(db.session.scalars(query.limit(asked.limit + 1)).all(), asked.limit)
    following = lists.cursor(page.rows[-1].id) if page.more else None
    return as_json({"items": [kept.shown(each) for each in page.rows], "next": following})


def _found(kept: Register, number: str) -> Any:
    return kept.find(number) or abort(404)


def _answer(kept: Register, entry: Any, status: int = 200) -> Response:
    said = as_json(kept.shown(entry), status)
    if kept.versioned:
        said.headers["ETag"] = f'"{entry.version}"'
    return said


def _show(kept: Register, number: str) -> Response:
    return _answer(kept, _found(kept, number))


def _create(kept: Register) -> Response:
    made = kept.create()
    said = _answer(kept, made, 201)
    said.headers["Location"] = url_for(f"api.{kept.endpoint}_show", number=kept.shown(made)["number"])
    return said


def _take(kept: Register, act: RegisterAct, number: str) -> AnyResponse:
    def take() -> Response:
        entry = _found(kept, number)
        act.take(entry)
        return _answer(kept, entry)

    return once(take)


def _paths(kept: Register) -> Json:
    whole, once_only = ref(f"schemas/{kept.name}"), ref("parameters/IdempotencyKey")
    number = {"name": "number", "in": "path", "required": True, **kept.number}
    security: Json = {"security": []} if kept.public else {}
    version: Json = {"ETag": ETAG} if kept.versioned else {}
    if_match = [ref("parameters/IfMatch")] if kept.versioned else []
    one = f"{kept.path}/{{number}}"
    return {
        kept.path: {
            "get": {
                "operationId": f"{kept.endpoint}_list",
                "summary": kept.list_summary,
                **security,
                "tags": [kept.name],
                "parameters": list_parameters(kept.parameters),
                "responses": {"200": answer("A page of the register.", page_schema(whole)), **problems("422")},
            },
            "post": {
                "operationId": f"{kept.endpoint}_create",
                "summary": kept.create_summary,
                "tags": [kept.name],
                "parameters": [once_only],
                "requestBody": json_body(kept.create_schema()),
                "responses": {
                    "201": answer(f"The {kept.entry}.", whole, Location=LOCATION, **version),
                    **problems("403", "409", "413", "415", "422"),
                },
            },
        },
        one: {
            "get": {
                "operationId": f"{kept.endpoint}_show",
                "summary": kept.show_summary,
                **security,
                "tags": [kept.name],
                "parameters": [number],
                "responses": {"200": answer("As it is now.", whole, **version), **problems("404")},
            }
        },
        **{
            f"{one}/{name}": {
                "post": {
                    "operationId": f"{kept.endpoint}_{name}",
                    "summary": act.summary,
                    "tags": [kept.name],
                    "parameters": [number, *if_match, once_only],
                    "requestBody": json_body(act.schema()),
                    "responses": {
                        "200": answer("As it is then.", whole, **version),
                        **problems("403", "404", "409", *(["412"] if kept.versioned else []), "413", "415", "422"),
                    },
                }
            }
            for name, act in kept.acts.items()
        },
    }
