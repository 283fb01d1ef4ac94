"""JSON schemas of what the API answers: procedures, deadlines, documents, problems."""

from qyzmet.api import signatures
from qyzmet.api.json_schemas import DATE, INSTANT, INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.kinds import LINKS, ApiKind
from qyzmet.vocabulary import Channel, Party

SCHEMAS: dict[str, Json] = {
    "Deadline": whole(
        term=TEXT,
        rule=TEXT,
        working_days={"type": "integer"},
        owner={"type": "string", "enum": [party.value for party in Party]},
        event_on=DATE,
        starts_on=DATE,
        due_on=DATE,
        due_at=INSTANT,
        closed_at=INSTANT_OR_NULL,
        overdue={"type": "boolean"},
        provisional={"type": "boolean"},
        skipped={"type": "array", "items": whole(on=DATE, reason=TEXT)},
    ),
    "Links": whole(**{"self": TEXT, "page": TEXT, **dict.fromkeys(LINKS, TEXT_OR_NULL)}),
    "Document": whole(
        id={"type": "string", "pattern": "^D-[1-9][0-9]*$"},
        name={"type": "string", "maxLength": 255},
        media_type=TEXT,
        size={"type": "integer", "minimum": 1},
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "status", "title", "detail"],
        "properties": {
            "type": TEXT,
            "status": {"type": "integer"},
            "title": TEXT,
            "detail": TEXT,
            "rule": {"type": "string", "description": "The paragraph or house rule."},
            "who_may": {"type": "array", "items": TEXT, "description": "Whose it is to do."},
            "errors": {
                "type": "object",
                "description": "What is wrong by field, as data.acts.0.title.",
                "additionalProperties": {"type": "array", "items": TEXT},
            },
            "request_id": TEXT,
        },
    },
}


def item_schema(kind: ApiKind) -> Json:
    """A procedure as lists show it."""
    tables = kind.kind.tables.values()
    return whole(
        number=TEXT,
        kind={"type": "string", "const": kind.path},
        state={"type": "string", "enum": list(dict.fromkeys(state for table in tables for state in table.states))},
        edition=TEXT,
        version={"type": "integer"},
        channel={"type": "string", "enum": [channel.value for channel in Channel]},
        title=TEXT,
        created_at=INSTANT,
        submitted_at=INSTANT_OR_NULL,
        data={"$ref": f"#/components/schemas/{kind.path}-data"},
        deadlines={"type": "array", "items": {"$ref": "#/components/schemas/Deadline"}},
        links={"$ref": "#/components/schemas/Links"},
    )


def object_schema(kind: ApiKind) -> Json:
    """A procedure whole."""
    names = [*dict.fromkeys(name for table in kind.kind.tables.values() for name in table.actions())]
    schema = item_schema(kind)
    listed = {"type": "array", "items": {"type": "string", "enum": names}}
    schema["properties"] |= {"actions": listed, "annullable": listed, **signatures.PROPERTIES}
    schema["properties"] |= {name: dict(extra) for name, extra in kind.extra_schemas.items()}
    schema["required"] = [*schema["required"], "actions", "annullable", *signatures.PROPERTIES]
    return schema
