"""What the API says of a tender once its bids are ranked: protocols, supplier, contract, what is lawful now."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.api.json_schemas import INSTANT, INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.objects import instant
from qyzmet.sentences.wording import text_of

from ..commission.voting import proposals
from ..models import Protocol, Tender
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision
from . import choice, contract_api, no_supplier, shown_protocol

_BOOLEAN: Json = {"type": "boolean"}
_BOOLEAN_OR_NULL: Json = {"type": ["boolean", "null"]}
_PERSONS: Json = {"type": "array", "items": {"type": "string"}}


def _list(items: Json, description: str) -> Json:
    return {"type": "array", "description": description, "items": items}


def _or_null(schema: Json, description: str) -> Json:
    return {**schema, "type": ["object", "null"], "description": description}


SCHEMAS: dict[str, Json] = {
    "protocols": _list(
        whole(
            number={"type": "integer"},
            kind={"type": "string", "enum": [kind.value for kind in ProtocolKind]},
            hash={**TEXT, "description": "SHA-256 of the canonical JSON of tender, protocol and data"},
            made_at=INSTANT,
            published_at=INSTANT_OR_NULL,
            annulled_at={**INSTANT_OR_NULL, "description": "The proposal fell or was withdrawn"},
            rule={**TEXT, "description": "The paragraph or house rule that it is made by"},
            signatures={
                "type": "array",
                "description": "Who signed when; how somebody voted shows once the voting has ended",
                "items": whole(user=TEXT, at=INSTANT, **{"for": _BOOLEAN_OR_NULL}, dissent=TEXT, late=_BOOLEAN),
            },
            carried={**_BOOLEAN_OR_NULL, "description": "How the voting ended"},
            tally=_or_null(
                whole(**{"for": _PERSONS, "against": _PERSONS}, quorum=_BOOLEAN, by_chair=_BOOLEAN),
                "The votes counted, without late ones",
            ),
            data={"type": "object"},
        ),
        "What the Commission recorded; one that is not published yet is shown to the Commission alone",
    ),
    "proposal": _or_null(
        whole(action=TEXT, body={"type": "object"}, hash=TEXT, signed=_PERSONS),
        "What the chair proposes and the Commission votes on; for the Commission only",
    ),
    "supplier": {**TEXT_OR_NULL, "description": "BIN of the supplier that the signed protocol names"},
    "winner": {**TEXT_OR_NULL, "description": "The bid that was chosen"},
    "ready_within_working_days": {
        "type": ["integer", "null"],
        "description": "¶ 73: the protocol's term for the notice of readiness for testing",
    },
    "votes": _list(
        whole(user=TEXT, **{"for": _BOOLEAN}, dissent=TEXT),
        "The votes on the protocol that names the supplier, once it is in force",
    ),
    **contract_api.SCHEMAS,
    "lawful": _or_null(
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


def may_see(protocol: Protocol) -> bool:
    """Whether the caller may read a protocol: a published one everybody, before that the Commission and an auditor."""
    return protocol.published_at is not None or rights.may_see_unpublished(context.actor(), protocol.procedure)


def visible(tender: Tender) -> list[Protocol]:
    """The protocols that the caller may read, the oldest first."""
    return [each for each in tender.protocols if may_see(each)]


def extras(tender: Tender, action: str | None) -> Mapping[str, Any]:
    """Protocols, the named supplier with the term for readiness, votes, the contract, and what is lawful now."""
    named = choice.in_force(tender)
    data = named.data if named is not None else {}
    outcome = named.outcome if named is not None else None
    return {
        "proposal": _proposal(tender),
        "protocols": [_protocol(each) for each in visible(tender)],
        "supplier": data["winner"]["supplier"] if data else None,
        "winner": data["winner"]["bid"] if data else None,
        "ready_within_working_days": data.get("ready_within_working_days"),
        "votes": [{key: vote[key] for key in ("user", "for", "dissent")} for vote in (outcome or {}).get("votes", ())],
        **contract_api.extras(tender),
        "lawful": _lawful(tender),
    }


def _proposal(tender: Tender) -> dict[str, Any] | None:
    """The open proposal, for those who sit in the Commission: what it carries, and who has signed it."""
    found = proposals.open_of(tender)
    if found is None or found.act is None or not may_see(found):
        return None
    return {
        "action": proposals.action_of(found),
        "body": found.act.body,
        "hash": found.hash,
        "signed": [each.user.public_id for each in found.signatures],
    }


def _protocol(protocol: Protocol) -> dict[str, Any]:
    return {
        "number": protocol.number,
        "kind": protocol.kind.value,
        "hash": protocol.hash,
        "made_at": instant(protocol.made_at),
        "published_at": instant(protocol.published_at),
        "annulled_at": instant(protocol.annulled_at),
        "rule": shown_protocol.rule_of(protocol),
        "signatures": [
            {
                "user": each.user.public_id,
                "at": instant(each.at),
                # Of an open or a withdrawn proposal nobody is told who voted how.
                "for": each.in_favour if protocol.outcome is not None else None,
                "dissent": each.dissent if protocol.outcome is not None else "",
                "late": each.late,
            }
            for each in protocol.signatures
        ],
        "carried": protocol.outcome["carried"] if protocol.outcome is not None else None,
        "tally": protocol.outcome["tally"] if protocol.outcome is not None else None,
        "data": protocol.data,
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
