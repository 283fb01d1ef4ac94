"""What the API says of a tender once its bids are ranked: protocols, supplier, contract, what is lawful now."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.json_schemas import TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.sentences.wording import text_of

from ..models import Tender
from ..rules.reannouncement import Decision
from . import choice, contract_api, no_supplier, protocol_api
from .protocol_api import list_of, or_null

_BOOLEAN: Json = {"type": "boolean"}

SCHEMAS: dict[str, Json] = {
    **protocol_api.SCHEMAS,
    "supplier": {**TEXT_OR_NULL, "description": "BIN of the supplier that the signed protocol names"},
    "winner": {**TEXT_OR_NULL, "description": "The bid that was chosen"},
    "ready_within_working_days": {
        "type": ["integer", "null"],
        "description": "¶ 73: the protocol's term for the notice of readiness for testing",
    },
    "votes": list_of(
        whole(user=TEXT, **{"for": _BOOLEAN}, dissent=TEXT),
        "The votes on the protocol that names the supplier, once it is in force",
    ),
    **contract_api.SCHEMAS,
    "lawful": or_null(
        whole(
            decisions={
                "type": "array",
                "items": {"type": "string", "enum": ["decide", *(each.value for each in Decision)]},
            },
            rule=TEXT_OR_NULL,
            reason=TEXT,
        ),
        "Where the Commission has to decide: what is lawful now, and why",
    ),
}


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """Protocols, the named supplier with the term for readiness, votes, the contract, and what is lawful now."""
    named = choice.in_force(tender)
    data = named.data if named is not None else {}
    outcome = named.outcome if named is not None else None
    return {
        **protocol_api.extras(tender),
        "supplier": data["winner"]["supplier"] if data else None,
        "winner": data["winner"]["bid"] if data else None,
        "ready_within_working_days": data.get("ready_within_working_days"),
        "votes": [{key: vote[key] for key in ("user", "for", "dissent")} for vote in (outcome or {}).get("votes", ())],
        **contract_api.extras(tender),
        "lawful": _lawful(tender),
    }


def _lawful(tender: Tender) -> dict[str, Any] | None:
    """What the Commission can decide where nobody is named; None where that is not the question."""
    if tender.state not in no_supplier.DECIDING:
        return None
    found = no_supplier.lawful_now(tender)
    return {
        "decisions": [*(["decide"] if found.names else []), *(each.value for each in found.decisions)],
        "rule": found.reason.rule,
        "reason": text_of(found.reason),
    }
