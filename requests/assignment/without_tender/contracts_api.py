"""What the API says of the contracts that are concluded on a design assignment without tender (¶ 88, 92; H51, H54)."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.json_schemas import INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.objects import instant

from ....deadlines import service as deadlines
from ...models import ContractName, DesignAssignment
from ...procedure.assignment_states import APPROVED
from . import additions, contracts

_NAME: Json = {"type": "string", "enum": [name.value for name in ContractName]}
_MONEY: Json = {"type": ["string", "null"], "description": "Tenge with two decimals"}
_PARTIES: Json = {"type": ["string", "null"], "enum": [*contracts.PARTIES, None]}

SCHEMAS: dict[str, Json] = {
    "contracts": {
        "type": "array",
        "description": "The contracts that stand, without tender: of operator and state body (¶ 88), or additions "
        "(¶ 92; H51, house rule)",
        "items": {
            "type": "object",
            "properties": {
                "contract": _NAME,
                "version": {"type": "integer"},
                "price": _MONEY,
                "price_lease": {**_MONEY, "description": "Of a PPP project, which has both prices in one (H54)"},
                "price_service": {**_MONEY, "description": "The same"},
                "starts_on": {"type": "string", "format": "date"},
                "ends_on": {"type": "string", "format": "date"},
                "signed": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
    "contracts_needed": {
        "type": "array",
        "description": "Once it is approved: the contracts that are signed on it, begun or not",
        "items": whole(
            contract=_NAME,
            next={**_PARTIES, "description": "Whose signature comes next; null once all have signed"},
            until={**INSTANT_OR_NULL, "description": "Until when (H5, H51)"},
        ),
    },
    "adds_to": {
        "type": ["object", "null"],
        "description": "H51: to what a development without replacing the supplier adds, and the most that each "
        "contract may cost by what was offered; null for all others",
        "properties": {
            "mechanism": TEXT,
            "object": TEXT,
            "price_lease_now": TEXT_OR_NULL,
            "price_lease_most": TEXT_OR_NULL,
            "price_service_now": TEXT_OR_NULL,
            "price_service_most": TEXT_OR_NULL,
        },
    },
}


def extras(assignment: DesignAssignment) -> Mapping[str, Any]:
    """What stands, what is still to be signed by whom and until when, and what bounds the prices of additions."""
    return {
        "contracts": contracts.written(assignment),
        "contracts_needed": _needed(assignment),
        "adds_to": _adds_to(assignment),
    }


def _needed(assignment: DesignAssignment) -> list[dict[str, Any]]:
    if assignment.state != APPROVED:
        return []
    running = {each.term: each for each in deadlines.open_deadlines(assignment)}
    stands, found = contracts.standing(assignment), []
    for name in contracts.needed(assignment):
        following = contracts.next_signer(name, stands.get(name))
        term = running.get(contracts.term_of(assignment, name, following)) if following is not None else None
        until = instant(term.due_at) if term is not None else None
        found.append({"contract": name.value, "next": following, "until": until})
    return found


def _adds_to(assignment: DesignAssignment) -> dict[str, Any] | None:
    kept = assignment.adds_to
    if kept is None:
        return None
    said: dict[str, Any] = {"mechanism": kept["mechanism"], "object": kept["object"]}
    for name in (ContractName.SERVICE, ContractName.LEASE):
        for key, price in (("now", additions.price_now(kept, name)), ("most", additions.most(kept, name))):
            said[f"price_{name}_{key}"] = f"{price:.2f}" if price is not None else None
    return said
