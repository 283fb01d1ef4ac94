"""What a printed opinion or decision can be checked by: a hash over all that the paper says.

A request and a proposal have the hash of their receipt (`filing.receipt_of`), a version of a design assignment its own
(`assignments.hash_of`).
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.database import canonical_json
from qyzmet.procedure.models import Act

from .models import Filed, Opinion


def opinion(filed: Filed, given: Opinion, files: Mapping[str, str]) -> str:
    """Of an opinion that was given; `files` are the hashes of its evidence by the documents' ids."""
    return _hash(
        {
            "number": filed.number,
            "favourable": given.favourable,
            "text": given.text,
            "criteria": given.criteria,
            "findings": given.findings,
            "files": dict(files),
            "drafted_by": given.drafted_by.public_id,
            "drafted_at": clock.almaty(given.drafted_at).isoformat(),
            "given_by": given.given_by.public_id if given.given_by else None,
            "given_at": clock.almaty(given.given_at).isoformat() if given.given_at else None,
        }
    )


def decision(filed: Filed, act: Act) -> str:
    """Of the decision that an act took."""
    return _hash(
        {
            "number": filed.number,
            "action": act.action,
            "grounds": act.body.get("grounds") or "",
            "organisation": act.organisation.bin if act.organisation else "",
            "decided_by": act.taker.public_id,
            "decided_at": clock.almaty(act.at).isoformat(),
        }
    )


def _hash(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()
