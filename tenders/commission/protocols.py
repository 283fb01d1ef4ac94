"""Minutes and decisions of a Commission as they are recorded: numbered, hashed, never changed. Nothing here commits."""

import hashlib
from collections.abc import Mapping
from typing import Any

from qyzmet.database import canonical_json, db
from qyzmet.procedure.models import Act

from ..models import Protocol, WithCommission
from ..rules.protocol_kinds import ProtocolKind

# How the procedure is called in what is hashed.
_NAMES = {"tenders": "tender", "formations": "formation"}


def make(
    procedure: WithCommission, kind: ProtocolKind, data: Mapping[str, Any], act: Act, *, publish: bool
) -> Protocol:
    """Record what the act found or decided as the procedure's next protocol; `data` is plain JSON.

    A published one is everybody's from the act on.
    """
    number = max((each.number for each in procedure.protocols), default=0) + 1
    made = Protocol(
        number=number,
        kind=kind,
        data=dict(data),
        hash=hash_of(procedure, number, data),
        made_at=act.at,
        act=act,
        published_at=act.at if publish else None,
    )
    procedure.protocols.append(made)
    db.session.flush()
    return made


def hash_of(procedure: WithCommission, number: int, data: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of procedure, number and data: what a printed protocol can be checked by."""
    said = {_NAMES[procedure.kind]: procedure.number, "protocol": number, "data": data}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def of_kind(procedure: WithCommission, kind: ProtocolKind) -> list[Protocol]:
    """The procedure's protocols of a kind that stand, the oldest first."""
    return [each for each in procedure.protocols if each.kind is kind and each.annulled_at is None]
