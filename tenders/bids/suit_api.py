"""Bids of the API: what follows on false information (suits.py)."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.forms.form import Form

from ..decision.forms import ForwardForm, JudgmentForm, SuitForm
from ..models import Bid
from . import suits

FORMS: Mapping[str, type[Form]] = {
    "record_suit": SuitForm,
    "record_judgment": JudgmentForm,
    "forward_judgment": ForwardForm,
}
_STEP: dict[str, Any] = {"type": ["object", "null"]}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "suit": {
        "type": ["object", "null"],
        "description": "Law 45-3: what became of false information that the Commission established; for the parties",
        "properties": {
            "established_at": {"type": "string", "format": "date-time"},
            "record_suit": _STEP,
            "record_judgment": _STEP,
            "forward_judgment": _STEP,
        },
        "required": ["established_at", "record_suit", "record_judgment", "forward_judgment"],
    },
}


def extras(bid: Bid, action: str | None) -> Mapping[str, Any]:
    """The suit, for the parties of the bid and an auditor."""
    return {"suit": suits.shown(bid) if rights.reads_as_party(context.actor(), bid) else None}
