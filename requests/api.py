"""The requests of the API: what the page of a request shows, systems read here."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, rights
from qyzmet.api import kinds
from qyzmet.api.kinds import ApiKind
from qyzmet.context import Actor
from qyzmet.procedure.annulment import standing_acts

from . import forms, service
from .models import AutomationRequest, Opinion

_RECEIPT = {
    "type": ["object", "null"],
    "description": "What proves the submission: SHA-256 over the canonical JSON of number, data and received_at",
    "properties": {"hash": {"type": "string"}, "received_at": {"type": "string", "format": "date-time"}},
    "required": ["hash", "received_at"],
}
_OPINION = {
    "type": ["object", "null"],
    "description": "The opinion of ¶ 11; its draft is shown to the integrator's people alone",
    "properties": {
        "favourable": {"type": "boolean"},
        "text": {"type": "string"},
        "criteria": {"type": "array", "items": {"type": "object"}},
        "findings": {"type": "array", "items": {"type": "object"}},
        "drafted_by": {"type": "string"},
        "drafted_at": {"type": "string", "format": "date-time"},
        "given_by": {"type": ["string", "null"]},
        "given_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
_DECISION = {
    "type": ["object", "null"],
    "description": "The decision of ¶ 13 with its grounds, or the withdrawal with its reason",
    "properties": {
        "act": {"type": "string", "description": "The name that annul takes, A-…"},
        "action": {"type": "string", "enum": ["agree", "refuse", "withdraw"]},
        "grounds": {"type": "string"},
        "decided_by": {"type": "string"},
        "decided_at": {"type": "string", "format": "date-time"},
    },
}
DECISIONS = ("agree", "refuse", "withdraw")


def decision(request: AutomationRequest) -> dict[str, Any] | None:
    """The standing decision, or the withdrawal, from its act."""
    act = next((act for act in reversed(standing_acts(request)) if act.action in DECISIONS), None)
    if act is None:
        return None
    return {
        "act": f"A-{act.id}",
        "action": act.action,
        "grounds": act.body.get("grounds") or act.body.get("reason") or "",
        "decided_by": act.user.public_id,
        "decided_at": clock.almaty(act.at).isoformat(),
    }


def opinion(shown: Opinion | None) -> dict[str, Any] | None:
    """An opinion with its criteria, who drafted it and who gave it."""
    if shown is None:
        return None
    return {
        "favourable": shown.favourable,
        "text": shown.text,
        "criteria": shown.criteria,
        "findings": shown.findings,
        "drafted_by": shown.drafted_by.public_id,
        "drafted_at": clock.almaty(shown.drafted_at).isoformat(),
        "given_by": shown.given_by.public_id if shown.given_by else None,
        "given_at": clock.almaty(shown.given_at).isoformat() if shown.given_at else None,
    }


def extras(request: AutomationRequest, action: str | None) -> Mapping[str, Any]:
    """Receipt, opinion and decision beside what every procedure has."""
    return {
        "receipt": service.receipt(request),
        "opinion": opinion(service.visible_opinion(request)),
        "decision": decision(request),
    }


def _create(actor: Actor, body: Mapping[str, Any]) -> AutomationRequest:
    return service.draft(body["data"])


def register() -> None:
    """Serve requests."""
    kinds.register(
        ApiKind(
            kind=service.KIND,
            data_form=forms.RequestForm,
            create=_create,
            may_start=rights.may_start_request,
            forms={
                "withdraw": forms.WithdrawForm,
                "draft_opinion": forms.OpinionForm,
                "agree": forms.GroundsForm,
                "refuse": forms.GroundsForm,
            },
            extras=extras,
            extra_schemas={"receipt": _RECEIPT, "opinion": _OPINION, "decision": _DECISION},
        )
    )
