"""JSON schemas of what the API adds to a tender once its bids are ranked: protocols, supplier, contract."""

from typing import Any

from ..rules.contract_terms import ContractParty
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_OR_NULL: Json = {"type": ["string", "null"]}
_INSTANT: Json = {"type": "string", "format": "date-time"}
_INSTANT_OR_NULL: Json = {"type": ["string", "null"], "format": "date-time"}
_DATE: Json = {"type": "string", "format": "date"}
_BOOLEAN: Json = {"type": "boolean"}
_MONEY: Json = {"type": ["string", "null"], "description": "Tenge with two decimals"}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Json, description: str) -> Json:
    return {"type": "array", "description": description, "items": items}


def _or_null(schema: Json, description: str) -> Json:
    return {**schema, "type": ["object", "null"], "description": description}


_PARTY: Json = {"type": "string", "enum": [party.value for party in ContractParty]}

SCHEMAS: dict[str, Json] = {
    "protocols": _list(
        _object(
            number={"type": "integer"},
            kind={"type": "string", "enum": [kind.value for kind in ProtocolKind]},
            hash={**_TEXT, "description": "SHA-256 of the canonical JSON of tender, protocol and data"},
            made_at=_INSTANT,
            published_at=_INSTANT_OR_NULL,
            annulled_at={**_INSTANT_OR_NULL, "description": "The chair made another before it was signed"},
            signatures={"type": "array", "items": _object(user=_TEXT, at=_INSTANT)},
            data={"type": "object"},
        ),
        "What the Commission recorded; one that is not published yet is shown to the Commission alone",
    ),
    "supplier": {**_OR_NULL, "description": "BIN of the supplier that the signed protocol names"},
    "winner": {**_OR_NULL, "description": "The bid that was chosen"},
    "ready_within_working_days": {
        "type": ["integer", "null"],
        "description": "¶ 73: the protocol's term for the notice of readiness for testing",
    },
    "votes": _list(
        _object(user=_TEXT, **{"for": _BOOLEAN}, dissent=_TEXT), "The votes that the signed protocol records"
    ),
    "contract": _or_null(
        _object(
            parties={"type": "array", "items": _PARTY},
            price_lease=_MONEY,
            price_service=_MONEY,
            starts_on=_DATE,
            ends_on=_DATE,
            bid=_TEXT,
            signatures={"type": "array", "items": _object(party=_PARTY, user=_TEXT, at=_INSTANT)},
            in_force_at=_INSTANT_OR_NULL,
            after_three_years=_list(
                _object(key=_TEXT, on=_DATE, rule=_OR_NULL, text=_TEXT), "¶ 103-1, 103-2: what three years bring"
            ),
            document={**_OR_NULL, "description": "For the parties of the tender alone"},
        ),
        "The contract, as soon as the customer has signed; in force when all of its parties have",
    ),
    "lawful": _or_null(
        _object(
            decisions={
                "type": "array",
                "items": {"type": "string", "enum": ["decide", *(each.value for each in Decision)]},
            },
            rule=_OR_NULL,
            reason=_TEXT,
        ),
        "Where the Commission has to decide: what is lawful now, and why",
    ),
}
