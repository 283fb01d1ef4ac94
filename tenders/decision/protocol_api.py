"""What the API says of a Commission's protocols, in any procedure that has one."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.api.json_schemas import INSTANT, INSTANT_OR_NULL, TEXT, Json, whole
from qyzmet.api.objects import instant

from ..commission.voting import proposals
from ..models import Protocol, WithCommission
from ..rules.protocol_kinds import ProtocolKind
from . import shown_protocol

_BOOLEAN: Json = {"type": "boolean"}
_BOOLEAN_OR_NULL: Json = {"type": ["boolean", "null"]}
_PERSONS: Json = {"type": "array", "items": {"type": "string"}}


def list_of(items: Json, description: str) -> Json:
    """The schema of a list."""
    return {"type": "array", "description": description, "items": items}


def or_null(schema: Json, description: str) -> Json:
    """The schema of an object that may be missing."""
    return {**schema, "type": ["object", "null"], "description": description}


SCHEMAS: dict[str, Json] = {
    "protocols": list_of(
        whole(
            id={**TEXT, "description": "P-7; `number` counts within the procedure"},
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
            tally=or_null(
                whole(**{"for": _PERSONS, "against": _PERSONS}, quorum=_BOOLEAN, by_chair=_BOOLEAN),
                "The votes counted, without late ones",
            ),
            data={"type": "object"},
        ),
        "What the Commission recorded; one that is not published yet is shown to the Commission alone",
    ),
    "proposal": or_null(
        whole(action=TEXT, body={"type": "object"}, hash=TEXT, signed=_PERSONS),
        "What the chair proposes and the Commission votes on; for the Commission only",
    ),
}


def may_see(protocol: Protocol) -> bool:
    """Whether the caller may read a protocol: a published one everybody, before that the Commission and an auditor."""
    return protocol.published_at is not None or rights.may_see_unpublished(context.actor(), protocol.procedure)


def visible(procedure: WithCommission) -> list[Protocol]:
    """The protocols that the caller may read, the oldest first."""
    return [each for each in procedure.protocols if may_see(each)]


def extras(procedure: WithCommission) -> Mapping[str, Any]:
    """The open proposal, for the Commission alone, and the protocols that the caller may read."""
    return {"proposal": _proposal(procedure), "protocols": [_protocol(each) for each in visible(procedure)]}


def _proposal(procedure: WithCommission) -> dict[str, Any] | None:
    """The open proposal, for those who sit in the Commission: what it carries, and who has signed it."""
    found = proposals.open_of(procedure)
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
        "id": protocol.public_id,
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
