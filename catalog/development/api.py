"""Developments of the API."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.json_schemas import TEXT, TEXT_OR_NULL
from qyzmet.api.kinds import ApiKind
from qyzmet.procedure.models import Procedure

from ...requests.assignment import led_to
from ..models import Development
from .decide import signed_by
from .draft import draft
from .forms import DevelopmentForm, StartForm
from .kind import KIND


def extras(development: Development, action: str | None) -> Mapping[str, Any]:
    """Of which service, and the protocol of the decision with who has signed it."""
    return {
        "service": development.service.public_number,
        "decision": development.decision,
        "hash": development.decision_hash,
        "signed": sorted(party.value for party in signed_by(development)),
    }


def _links(development: Development) -> Mapping[str, Procedure | None]:
    assignment = led_to.assignment_of(development)
    return {
        "service": development.service,
        "assignment": assignment,
        "tender": led_to.tender_of(assignment),
    }


DEVELOPMENTS = ApiKind(
    kind=KIND,
    data_form=DevelopmentForm,
    start_form=StartForm,
    create=lambda actor, body: draft(str(body.get("service") or ""), body.get("data") or {}),
    may_start=rights.may_start_request,
    extras=extras,
    extra_schemas={
        "service": {**TEXT, "description": "Number of the IC service"},
        "decision": {"type": ["object", "null"], "description": "The protocol of the decision (H32)"},
        "hash": {**TEXT_OR_NULL, "description": "SHA-256 of the canonical JSON of the decision"},
        "signed": {"type": "array", "items": TEXT, "description": "The parties that have signed the decision"},
    },
    links=_links,
)
