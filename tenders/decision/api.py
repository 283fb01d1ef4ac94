"""Tenders of the API: the part of the course that actions.py carries out."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.api.objects import instant
from qyzmet.forms.form import Form
from qyzmet.procedure.models import Procedure
from qyzmet.sentences.wording import text_of

from ..models import Contract, Protocol, Tender
from ..procedure.states import NO_BIDS, NONE_COMPLIANT, RANKED
from ..rules.reannouncement import Decision
from . import actions, choice, contracts, schemas
from .forms import ContractForm, DecideForm, DeclineForm, ResolveForm, SilenceForm

FORMS: Mapping[str, type[Form]] = {
    "decide": DecideForm,
    "decline_contract": DeclineForm,
    "record_silence": SilenceForm,
    "sign_contract": ContractForm,
    **{decision.value: ResolveForm for decision in Decision},
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = schemas.SCHEMAS


def may_see(protocol: Protocol) -> bool:
    """Whether the caller may read a protocol: a published one everybody, before that the Commission and an auditor."""
    return protocol.published_at is not None or rights.may_see_unpublished(context.actor(), protocol.tender)


def visible(tender: Tender) -> list[Protocol]:
    """The protocols that the caller may read, the oldest first."""
    return [each for each in tender.protocols if may_see(each)]


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """Protocols, the named supplier with the term for readiness, votes, the contract, and what is lawful now."""
    named = actions.in_force(tender)
    data = named.data if named is not None else {}
    return {
        "protocols": [_protocol(each) for each in visible(tender)],
        "supplier": data["winner"]["supplier"] if data else None,
        "winner": data["winner"]["bid"] if data else None,
        "ready_within_working_days": data.get("ready_within_working_days"),
        "votes": [{key: vote[key] for key in ("user", "for", "dissent")} for vote in data.get("votes", ())],
        "contract": _contract(tender, contracts.of(tender)),
        "lawful": _lawful(tender),
    }


def _protocol(protocol: Protocol) -> dict[str, Any]:
    return {
        "number": protocol.number,
        "kind": protocol.kind.value,
        "hash": protocol.hash,
        "made_at": instant(protocol.made_at),
        "published_at": instant(protocol.published_at),
        "annulled_at": instant(protocol.annulled_at),
        "signatures": [{"user": each.user.public_id, "at": instant(each.at)} for each in protocol.signatures],
        "data": protocol.data,
    }


def _contract(tender: Tender, contract: Contract | None) -> dict[str, Any] | None:
    """Parties, prices, dates and signatures are everybody's; the file is the parties' own."""
    if contract is None:
        return None
    return {
        "parties": contract.parties,
        "price_lease": _money(contract.price_lease),
        "price_service": _money(contract.price_service),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "bid": contract.bid.public_number,
        "signatures": [{"party": party, **signature} for party, signature in contract.signatures.items()],
        "in_force_at": instant(contract.in_force_at),
        "after_three_years": [
            {"key": each.key, "on": each.on.isoformat(), "rule": each.said.rule, "text": text_of(each.said)}
            for each in contracts.three_years(tender, contract)
        ],
        "document": contract.document if rights.reads_as_party(context.actor(), tender) else None,
    }


def _money(value: Any) -> str | None:
    return None if value is None else format(value, ".2f")


def _lawful(tender: Tender) -> dict[str, Any] | None:
    """What the Commission can decide where nobody is named; None where that is not the question."""
    if tender.state not in (NO_BIDS, NONE_COMPLIANT, RANKED):
        return None
    found = choice.lawful_now(tender)
    return {
        "decisions": [each.value for each in found.decisions] or ["decide"],
        "rule": found.reason.rule,
        "reason": text_of(found.reason),
    }


def links(tender: Tender) -> Mapping[str, Procedure | None]:
    """Nothing besides what the announcement links to: the formation comes with the Catalogue."""
    return {}
