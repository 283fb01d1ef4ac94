"""How pages show the contracts: who has signed each, who signs next and until when, its terms."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _

from ...deadlines.shown_deadline import present
from ..models import Contract, Tender
from ..procedure.contracts import CONTRACTS, PARTIES, RULES, SIGNERS, ContractKind, ContractParty
from ..rules.contract_terms import PRICES, next_signer, titles_of
from . import contracts
from .contract_form import PRICE_TITLES


def all_shown(tender: Tender) -> list[dict[str, Any]]:
    """Every contract that the tender needs, begun or not, once a supplier is named."""
    return [shown(tender, kind) for kind in contracts.needed(tender)]


def shown(tender: Tender, kind: ContractKind) -> dict[str, Any]:
    """One contract: its parties with their signatures, whose turn it is, and its terms; the file for the parties."""
    contract = contracts.standing(tender).get(kind)
    signed = contracts.signed_by(contract)
    following = next_signer(kind, signed)
    mine = contracts.signs_as(tender, context.actor())
    return {
        "kind": kind.value,
        "title": _(CONTRACTS[kind]),
        "rule": RULES[kind],
        "parties": [_party(tender, kind, party, contract, following) for party in SIGNERS[kind]],
        "in_force_at": contract.in_force_at if contract is not None else None,
        "terms": _terms(tender, contract) if contract is not None else None,
        "my_turn": following is not None and following is mine,
        "mine_to_change": following is not None and SIGNERS[kind][0] is mine and bool(signed),
        "href": f"{tender.path}/act/sign_contract?contract={kind}",
    }


def _party(
    tender: Tender, kind: ContractKind, party: ContractParty, contract: Contract | None, following: ContractParty | None
) -> dict[str, Any]:
    kept = contract.signatures.get(party.value) if contract is not None else None
    running = contracts.running_term(tender, kind, party) if party is following else None
    return {
        "title": _(titles_of(kind)[party]),
        "name": name_of(tender.party(PARTIES[party])),
        "next": party is following,
        "deadline": present(running) if running is not None else None,
        **_signature(kept),
    }


def _signature(kept: Mapping[str, str] | None) -> dict[str, Any]:
    if kept is None:
        return {"signed_at": None, "signed_by": ""}
    user = users.by_public_id(kept["user"])
    return {
        "signed_at": dt.datetime.fromisoformat(kept["at"]),
        "signed_by": user.full_name if user is not None else kept["user"],
    }


def _terms(tender: Tender, contract: Contract) -> dict[str, Any]:
    is_party = rights.reads_as_party(context.actor(), tender)
    return {
        "version": contract.version,
        "prices": [
            (_(PRICE_TITLES[path]), price)
            for path in PRICES[contract.kind]
            if (price := getattr(contract, path)) is not None
        ],
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "document": documents.readable_of(tender, contract.document) if is_party else None,
        "after_three_years": [
            {"text": text_of(each.said), "rule": each.said.rule} for each in contracts.three_years(tender, contract)
        ],
    }


def turns(tender: Tender, kinds: Collection[ContractKind] = tuple(ContractKind)) -> str:
    """Whose signature comes next, of each of these contracts that is not in force yet."""
    return "; ".join(
        f"{_(CONTRACTS[kind])} – {name_of(tender.party(PARTIES[party]))}"
        for kind, party in contracts.next_to_sign(tender).items()
        if kind in kinds
    )


def now_text(tender: Tender) -> str:
    """Whose signatures come next, of which contract."""
    return _("The supplier is named. Next to sign: %(turns)s.", turns=turns(tender))
