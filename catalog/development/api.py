"""Developments of the API."""

from collections.abc import Mapping
from typing import Any

from qyzmet import rights
from qyzmet.api.json_schemas import INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, whole
from qyzmet.api.kinds import ApiKind
from qyzmet.api.objects import instant
from qyzmet.procedure.models import Procedure

from ...requests.assignment import led_to
from ..models import Development
from . import hour, offer_price
from .discuss import positions
from .draft import draft
from .forms import DevelopmentForm, StartForm
from .kind import KIND
from .signers import signed_by


def extras(development: Development, action: str | None) -> Mapping[str, Any]:
    """Of which service, the offers that the reader is shown, the positions, the protocol and who has signed it."""
    return {
        "service": development.service.public_number,
        "offers": [
            {"by": party.value, "amount": act.body["amount"], "document": act.body.get("document")}
            for party, act in offer_price.shown(development).items()
        ],
        "meets_at": instant(hour.of(development)),
        "positions": [
            {"by": party.value, "position": act.body["position"], "text": act.body["text"]}
            for party, act in positions(development).items()
        ],
        "decision": development.decision,
        "hash": development.decision_hash,
        "signed": sorted(party.value for party in signed_by(development)),
    }


def _links(development: Development) -> Mapping[str, Procedure | None]:
    assignment = led_to.assignment_of(development)
    return {
        "assignment": assignment,
        **led_to.links_of(assignment),
        "service": development.service,
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
        "offers": {
            "type": "array",
            "description": "The prices offered (¶ 91); before the opinion, one's own and to the integrator all",
            "items": whole(by=TEXT, amount=TEXT, document=TEXT_OR_NULL),
        },
        "meets_at": {**INSTANT_OR_NULL, "description": "When it is discussed (¶ 92)"},
        "positions": {
            "type": "array",
            "description": "What was said in the discussion (¶ 92)",
            "items": whole(by=TEXT, position=TEXT, text=TEXT),
        },
        "decision": {"type": ["object", "null"], "description": "The protocol of the decision (H32)"},
        "hash": {**TEXT_OR_NULL, "description": "SHA-256 of the canonical JSON of the decision"},
        "signed": {"type": "array", "items": TEXT, "description": "The parties that have signed the decision"},
    },
    links=_links,
)
