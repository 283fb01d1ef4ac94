"""What the API's description says of the demonstration's addresses, there only."""

from typing import Any

_INSTANT = {"type": "string", "format": "date-time"}
_PERSON = {
    "type": "object",
    "required": ["key", "user", "name", "role", "organisation", "token"],
    "properties": {
        "key": {"type": "string", "description": "Whom to play, such as authorised_body_head"},
        "user": {"type": "string"},
        "name": {"type": "string"},
        "role": {"type": "string"},
        "organisation": {
            "type": "object",
            "required": ["bin", "kind"],
            "properties": {"bin": {"type": "string"}, "kind": {"type": "string"}},
        },
        "token": {"type": "string", "description": "For Authorization: Bearer; the same after every start"},
    },
}
_ANSWER = {
    "description": "The clock, the end of the deadline that ends next, and the people.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["now", "next_deadline", "people"],
                "properties": {
                    "now": _INSTANT,
                    "next_deadline": {"type": ["string", "null"], "format": "date-time"},
                    "people": {"type": "array", "items": _PERSON},
                },
            }
        }
    },
}
_ASKED = {
    "type": "object",
    "required": ["now"],
    "additionalProperties": False,
    "properties": {"now": {**_INSTANT, "description": "With its offset; not before the clock's own instant"}},
}


def _problem(status: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Problem{status}"}


PATHS: dict[str, Any] = {
    "/demo": {
        "get": {
            "operationId": "demo_show",
            "summary": "The demonstration's clock and people",
            "security": [],
            "tags": ["demo"],
            "responses": {"200": _ANSWER, "503": _problem("503")},
        }
    },
    "/demo/clock": {
        "post": {
            "operationId": "demo_clock",
            "summary": "Move the clock forward, and do on the way all that falls due",
            "security": [],
            "tags": ["demo"],
            "requestBody": {"required": True, "content": {"application/json": {"schema": _ASKED}}},
            "responses": {
                "200": _ANSWER,
                **{status: _problem(status) for status in ("413", "415", "422", "503")},
            },
        }
    },
}
