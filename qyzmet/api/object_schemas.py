"""JSON schemas of what the API answers: procedures, deadlines, documents, problems."""

from typing import Any

from qyzmet.api.kinds import LINKS, ApiKind
from qyzmet.vocabulary import Channel, Party

Json = dict[str, Any]
_TEXT: Json = {"type": "string"}
_OR_NULL: Json = {"type": ["string", "null"]}
_INSTANT: Json = {"type": "string", "format": "date-time"}
_INSTANT_OR_NULL: Json = {"type": ["string", "null"], "format": "date-time"}
_DATE: Json = {"type": "string", "format": "date"}


def _object(**properties: Json) -> Json:
    """An object that always has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


SCHEMAS: dict[str, Json] = {
    "Deadline": _object(
        term=_TEXT,
        rule=_TEXT,
        working_days={"type": "integer"},
        owner={"type": "string", "enum": [party.value for party in Party]},
        event_on=_DATE,
        starts_on=_DATE,
        due_on=_DATE,
        due_at=_INSTANT,
        closed_at=_INSTANT_OR_NULL,
        overdue={"type": "boolean"},
        provisional={"type": "boolean"},
        skipped={"type": "array", "items": _object(on=_DATE, reason=_TEXT)},
    ),
    "Links": _object(**{"self": _TEXT, "page": _TEXT, **dict.fromkeys(LINKS, _OR_NULL)}),
    "Document": _object(
        id={"type": "string", "pattern": "^D-[1-9][0-9]*$"},
        name={"type": "string", "maxLength": 255},
        media_type=_TEXT,
        size={"type": "integer", "minimum": 1},
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "status", "title", "detail"],
        "properties": {
            "type": _TEXT,
            "status": {"type": "integer"},
            "title": _TEXT,
            "detail": _TEXT,
            "rule": {"type": "string", "description": "The paragraph or house rule."},
            "who_may": {"type": "array", "items": _TEXT, "description": "Whose it is to do."},
            "errors": {
                "type": "object",
                "description": "What is wrong by field, as data.acts.0.title.",
                "additionalProperties": {"type": "array", "items": _TEXT},
            },
            "request_id": _TEXT,
        },
    },
}


def item_schema(kind: ApiKind) -> Json:
    """A procedure as lists show it."""
    tables = kind.kind.tables.values()
    return _object(
        number=_TEXT,
        kind={"type": "string", "const": kind.path},
        state={"type": "string", "enum": list(dict.fromkeys(state for table in tables for state in table.states))},
        edition=_TEXT,
        version={"type": "integer"},
        channel={"type": "string", "enum": [channel.value for channel in Channel]},
        title=_TEXT,
        created_at=_INSTANT,
        submitted_at=_INSTANT_OR_NULL,
        data={"$ref": f"#/components/schemas/{kind.path}-data"},
        deadlines={"type": "array", "items": {"$ref": "#/components/schemas/Deadline"}},
        links={"$ref": "#/components/schemas/Links"},
    )


def object_schema(kind: ApiKind) -> Json:
    """A procedure whole."""
    names = [*dict.fromkeys(name for table in kind.kind.tables.values() for name in table.actions())]
    schema = item_schema(kind)
    listed = {"type": "array", "items": {"type": "string", "enum": names}}
    schema["properties"] |= {"actions": listed, "annullable": listed}
    schema["properties"] |= {name: dict(extra) for name, extra in kind.extra_schemas.items()}
    schema["required"] = [*schema["required"], "actions", "annullable"]
    return schema
