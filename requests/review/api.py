"""What the API says of a request or proposal besides its data: receipt, executor, opinion, decision, links."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Procedure

from ..assignment import led_to
from ..filing import receipt
from ..models import Filed, Opinion
from . import opinion

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
        "favourable": {"type": ["boolean", "null"], "description": "null while a draft leaves it open"},
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


def _decision(filed: Filed) -> dict[str, Any] | None:
    """The standing decision, or the withdrawal, from its act."""
    act = next((act for act in reversed(standing_acts(filed)) if act.action in DECISIONS), None)
    if act is None:
        return None
    return {
        "act": f"A-{act.id}",
        "action": act.action,
        "grounds": act.body.get("grounds") or act.body.get("reason") or "",
        "decided_by": act.taker.public_id,
        "decided_at": clock.almaty(act.at).isoformat(),
    }


def _opinion(shown: Opinion | None) -> dict[str, Any] | None:
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


def extras(filed: Filed, action: str | None) -> Mapping[str, Any]:
    """Receipt, executor, opinion and decision beside what every procedure has."""
    return {
        "receipt": receipt.of(filed),
        "received_on": filed.received_on.isoformat() if filed.received_on else None,
        "scans": filed.scans,
        "executor": filed.executor.public_id if filed.executor and opinion.may_see_draft(filed) else None,
        "opinion": _opinion(opinion.visible(filed)),
        "decision": _decision(filed),
    }


def links(filed: Filed) -> Mapping[str, Procedure | None]:
    """The design assignment that it led to, and the newest tender for that."""
    assignment = led_to.assignment_of(filed)
    return {"assignment": assignment, **led_to.links_of(assignment)}


SCHEMAS: dict[str, Mapping[str, Any]] = {
    "receipt": _RECEIPT,
    "received_on": {"type": ["string", "null"], "format": "date", "description": "The day of receipt of a paper"},
    "scans": {"type": "array", "items": {"type": "string"}, "description": "The scans of a paper"},
    "executor": {"type": ["string", "null"], "description": "Who examines it; shown to the integrator's people"},
    "opinion": _OPINION,
    "decision": _DECISION,
}
