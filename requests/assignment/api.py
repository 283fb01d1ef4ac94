"""Design assignments of the API. They are made by an order of creation, not by a draft."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.api.kinds import ApiKind
from qyzmet.procedure.models import Procedure

from ..models import DesignAssignment
from ..ppp import projects
from . import led_to
from .forms import AssignmentForm
from .kind import KIND
from .papers import PAPERS
from .without_tender import contracts_api

_VERSIONS = {
    "type": "array",
    "description": "The versions that were proposed, each with the hash over number, version and data",
    "items": {
        "type": "object",
        "properties": {
            "number": {"type": "integer"},
            "hash": {"type": "string"},
            "proposed_at": {"type": "string", "format": "date-time"},
            "annulled": {"type": "boolean"},
        },
        "required": ["number", "hash", "proposed_at", "annulled"],
    },
}
_BUDGET = {
    "type": "array",
    "description": "¶ 32: the papers of the budget body that stand",
    "items": {
        "type": "object",
        "properties": {
            "basis": {"type": "string", "enum": [basis.value for basis in projects.BudgetBasis]},
            "received_on": {"type": "string", "format": "date"},
            "document": {"type": "string"},
        },
    },
}


def extras(assignment: DesignAssignment, action: str | None) -> Mapping[str, Any]:
    """Versions, contracts without tender and, of a PPP project, the papers of the budget body and its entry."""
    return {
        "assignment_version": assignment.assignment_version,
        "versions": [
            {
                "number": version.number,
                "hash": version.hash,
                "proposed_at": clock.almaty(version.proposed_at).isoformat(),
                "annulled": version.annulled_at is not None,
            }
            for version in assignment.versions
        ],
        "budget": [
            {key: act.body.get(key) for key in ("basis", "received_on", "document")}
            for act in projects.recorded(assignment)
        ],
        "listed_at": clock.almaty(assignment.listed_at).isoformat() if assignment.listed_at else None,
        **contracts_api.extras(assignment),
    }


def _links(assignment: DesignAssignment) -> Mapping[str, Procedure | None]:
    return {"request": assignment.source, **led_to.links_of(assignment)}


ASSIGNMENTS = ApiKind(
    kind=KIND,
    data_form=AssignmentForm,
    create=None,
    extras=extras,
    extra_schemas={
        "assignment_version": {"type": "integer", "description": "The version that is written at or was proposed last"},
        "versions": _VERSIONS,
        "budget": _BUDGET,
        "listed_at": {"type": ["string", "null"], "format": "date-time"},
        **contracts_api.SCHEMAS,
    },
    links=_links,
    papers=PAPERS,
)
