"""What a printed opinion or decision can be checked by: a hash over all that the paper says.

A request and a proposal have the hash of their receipt (`receipt.hash_of`), a version of a design assignment its own
(`versions.hash_of`).
"""

from collections.abc import Mapping

from qyzmet import clock
from qyzmet.printing.frame import fingerprint
from qyzmet.procedure.models import Act

from ..models import Filed, Opinion


def opinion(filed: Filed, given: Opinion, files: Mapping[str, str]) -> str:
    """Of an opinion that was given; `files` are the hashes of its evidence by the documents' ids."""
    return fingerprint(
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
    return fingerprint(
        {
            "number": filed.number,
            "action": act.action,
            "grounds": act.body.get("grounds") or "",
            "organisation": act.organisation.bin if act.organisation else "",
            "decided_by": act.taker.public_id,
            "decided_at": clock.almaty(act.at).isoformat(),
        }
    )
