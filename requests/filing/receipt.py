"""The receipt: by what whoever filed something proves what was received, and when (¶ 8.1, 8.2)."""

import hashlib

from qyzmet import clock
from qyzmet.database import canonical_json

from ..models import Filed


def hash_of(filed: Filed) -> str:
    """SHA-256 over the canonical JSON of number, data and the instant of receipt: what the filer can prove."""
    received = {
        "number": filed.number,
        "data": filed.data,
        "received_at": None if filed.received_at is None else clock.almaty(filed.received_at).isoformat(),
    }
    return hashlib.sha256(canonical_json(received).encode()).hexdigest()


def of(filed: Filed) -> dict[str, str] | None:
    """The receipt as it is shown: hash and instant; None before it was filed."""
    if filed.receipt_hash is None or filed.received_at is None:
        return None
    return {"hash": filed.receipt_hash, "received_at": clock.almaty(filed.received_at).isoformat()}


def standing_hash(filed: Filed) -> str | None:
    """The receipt's hash, as long as what was received is what stands there: a returned request may be changed."""
    hash_ = filed.receipt_hash
    return hash_ if hash_ is not None and hash_of(filed) == hash_ else None
