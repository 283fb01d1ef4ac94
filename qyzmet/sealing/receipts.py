"""Receipts: a hash that proves later what was handed in, and tells nothing before.

The salt lies inside the seal, beside what was handed in. Without it one could try all likely prices until one fits.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from qyzmet.database import canonical_json
from qyzmet.sealing.key.derivation import KEY_BYTES


@dataclass(frozen=True)
class Receipt:
    """The hash goes to the bidder, the salt into the sealed content; both are hexadecimal."""

    hash: str
    salt: str = field(repr=False)


def make_receipt(value: Any) -> Receipt:
    """A receipt for a JSON value: all that was handed in, files by their SHA-256, and the instant."""
    salt = secrets.token_hex(KEY_BYTES)
    return Receipt(receipt_hash(salt, value), salt)


def receipt_hash(salt: str, value: Any) -> str:
    """HMAC-SHA-256 of the value's canonical spelling under the salt."""
    return hmac.digest(bytes.fromhex(salt), canonical_json(value).encode(), "sha256").hex()


def fits(receipt: str, salt: str, value: Any) -> bool:
    """Whether the receipt was given for this value: asked after the opening."""
    return hmac.compare_digest(receipt_hash(salt, value).encode(), receipt.strip().lower().encode())
