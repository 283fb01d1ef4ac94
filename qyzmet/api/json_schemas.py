"""JSON schemas that the descriptions of the API are put together from."""

from typing import Any

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
INSTANT: Json = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL: Json = {"type": ["string", "null"], "format": "date-time"}
DATE: Json = {"type": "string", "format": "date"}


def whole(**properties: Json) -> Json:
    """An object that always has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}
