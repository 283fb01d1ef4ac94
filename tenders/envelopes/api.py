"""Tenders of the API: what a clerk reads of envelopes."""

from collections.abc import Mapping
from typing import Any

from ..bids import envelopes
from ..models import Tender

SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "envelope": {
        "type": "string",
        "description": "The number of the envelope, in the answer to its registration alone",
        "pattern": "^E-[0-9A-Z]{4,20}$",
    }
}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """The number of an envelope, told to the clerk who has just registered it."""
    made = envelopes.newest(tender) if action == "register_envelope" else None
    return {} if made is None else {"envelope": made.number}
