"""`GET /classifiers` of the API: the kinds and recipients of services (Law 46), and the regions; without a token."""

from typing import Any

from flask import Response

from qyzmet.api import room_routes
from qyzmet.api.answering import as_json
from qyzmet.api.openapi_parts import answer

from ..entry import classifiers, regions
from ..entry.regions import Region
from ..models import Classifier, ClassifierName
from .keeping import LANGUAGES


def classifiers_of_catalogue() -> Response:
    """What is offered for new entries, in its order."""
    kinds, recipients = (classifiers.kept(each) for each in (ClassifierName.KIND, ClassifierName.RECIPIENT))
    found = {"kinds": [_shown(row) for row in kinds], "recipients": [_shown(row) for row in recipients]}
    return as_json(found | {"regions": [_region(each) for each in regions.REGIONS]})


def _shown(row: Classifier) -> dict[str, Any]:
    return {"key": row.key, "names": {each: str(getattr(row, f"name_{each}")) for each in LANGUAGES}}


def _region(region: Region) -> dict[str, Any]:
    return {"key": region.key, "names": {each: region.name(each) for each in LANGUAGES}}


def _paths() -> dict[str, Any]:
    text = {"type": "string"}
    names = {
        "type": "object",
        "required": list(LANGUAGES),
        "properties": dict.fromkeys(LANGUAGES, text),
    }
    row = {"type": "object", "required": ["key", "names"], "properties": {"key": text, "names": names}}
    rows = {"type": "array", "items": row}
    found = {
        "type": "object",
        "required": ["kinds", "recipients", "regions"],
        "properties": {"kinds": rows, "recipients": rows, "regions": rows},
    }
    return {
        "/classifiers": {
            "get": {
                "operationId": "classifiers",
                "summary": "The kinds and recipients that an entry names by their keys (Law 46), and the regions",
                "tags": ["services"],
                "security": [{}, {"token": []}],
                "responses": {"200": answer("In the order of the classifiers.", found)},
            }
        }
    }


def register() -> None:
    """Serve the classifiers."""
    route = ("/classifiers", "classifiers", classifiers_of_catalogue, ("GET",))
    about = "Classifiers of the Catalogue"
    room_routes.register(room_routes.RoomRoutes("classifiers", about, routes=(route,), paths=_paths))
