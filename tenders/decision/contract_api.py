"""What the API says of the contracts of a tender: which it needs, their terms, who has signed when, who signs next."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.api.json_schemas import DATE, INSTANT, INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.objects import instant
from qyzmet.sentences.wording import text_of

from ..models import Contract, Tender
from ..procedure.contracts import PARTIES, SIGNERS, ContractKind, ContractParty
from ..procedure.states import CONTRACTED, DECIDED
from ..rules.contract_terms import next_signer
from . import contracts
from .contract_form import money_text

_MONEY: Json = {"type": ["string", "null"], "description": "Tenge with two decimals"}
_CONTRACT: Json = {"type": "string", "enum": [kind.value for kind in ContractKind]}
_PARTY: Json = {"type": "string", "enum": [party.value for party in ContractParty]}
_PARTY_OR_NULL: Json = {"type": ["string", "null"], "enum": [*_PARTY["enum"], None]}


def _list(items: Json, description: str) -> Json:
    return {"type": "array", "description": description, "items": items}


SCHEMAS: dict[str, Json] = {
    "contracts_needed": _list(
        whole(
            contract=_CONTRACT,
            next={**_PARTY_OR_NULL, "description": "Whose signature comes next; null once it is in force"},
            until={**INSTANT_OR_NULL, "description": "Until when (H5)"},
        ),
        "Once a supplier is named: the contracts that the tender needs, begun or not",
    ),
    "contracts": _list(
        whole(
            contract=_CONTRACT,
            version={"type": "integer", "minimum": 1, "description": "Of its terms; who signs next names it"},
            price=_MONEY,
            price_lease={**_MONEY, "description": "Of a PPP project, which has both prices in one"},
            price_service={**_MONEY, "description": "The same"},
            starts_on=DATE,
            ends_on=DATE,
            bid=TEXT,
            signed={"type": "array", "description": "BINs of those who have signed", "items": TEXT},
            signatures={
                "type": "array",
                "items": whole(party=_PARTY, organisation=TEXT, user=TEXT, at=INSTANT),
            },
            in_force_at=INSTANT_OR_NULL,
            after_three_years=_list(
                whole(key=TEXT, on=DATE, rule=TEXT_OR_NULL, text=TEXT),
                "¶ 103-1, 103-2: what three years of the lease of a software product bring",
            ),
            document={**TEXT_OR_NULL, "description": "For the parties of the tender alone"},
        ),
        "The contracts that are begun; each is in force when all of its parties have signed",
    ),
    "contracts_in_force_at": {
        **INSTANT_OR_NULL,
        "description": "When the last of them came into force: the protocol's term for readiness counts from there",
    },
}


def extras(tender: Tender) -> Mapping[str, Any]:
    """The contracts that are needed and those that stand; before a supplier is named there are neither."""
    if tender.state not in (DECIDED, CONTRACTED):
        return {"contracts_needed": [], "contracts": [], "contracts_in_force_at": None}
    stands = contracts.standing(tender)
    return {
        "contracts_needed": [_needed(tender, kind, stands.get(kind)) for kind in contracts.needed(tender)],
        "contracts": [_contract(tender, each) for each in stands.values()],
        "contracts_in_force_at": instant(contracts.in_force_since(tender)),
    }


def _needed(tender: Tender, kind: ContractKind, contract: Contract | None) -> dict[str, Any]:
    following = next_signer(kind, contracts.signed_by(contract))
    running = contracts.running_term(tender, kind, following) if following is not None else None
    return {
        "contract": kind.value,
        "next": following.value if following is not None else None,
        "until": instant(running.due_at) if running is not None else None,
    }


def _contract(tender: Tender, contract: Contract) -> dict[str, Any]:
    """Terms and signatures are everybody's; the file is the parties' own."""
    signed = [party for party in SIGNERS[contract.kind] if party in contract.signatures]
    return {
        "contract": contract.kind.value,
        "version": contract.version,
        "price": money_text(contract.price),
        "price_lease": money_text(contract.price_lease),
        "price_service": money_text(contract.price_service),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "bid": contract.bid.public_number,
        "signed": [_bin(tender, party) for party in signed],
        "signatures": [
            {"party": party.value, "organisation": _bin(tender, party), **contract.signatures[party]}
            for party in signed
        ],
        "in_force_at": instant(contract.in_force_at),
        "after_three_years": [
            {"key": each.key, "on": each.on.isoformat(), "rule": each.said.rule, "text": text_of(each.said)}
            for each in contracts.three_years(tender, contract)
        ],
        "document": contract.document if rights.reads_as_party(context.actor(), tender) else None,
    }


def _bin(tender: Tender, party: ContractParty) -> str:
    organisation = tender.party(PARTIES[party])
    return organisation.bin if organisation is not None else ""
