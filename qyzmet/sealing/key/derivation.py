"""Keys made from keys, and the short hash that ties a sealed thing to what it belongs to."""

import hashlib
import hmac

KEY_BYTES = 32
# Says that a hash is this package's, at its first version: no other use of the same secret gives the same bytes.
_PERSON = b"qyzmet seal v1"


def derived(secret: bytes, *label: str | bytes) -> bytes:
    """The key of 32 bytes for that label: keyed BLAKE2b. Nobody gets from one label's key to another's."""
    return hashlib.blake2b(joined(*label), key=secret, digest_size=KEY_BYTES, person=_PERSON).digest()


def binding(*parts: str) -> bytes:
    """A hash of 32 bytes of what a sealed thing belongs to; it lies inside the seal, so that it tells nothing."""
    return hashlib.blake2b(joined("binding", *parts), digest_size=KEY_BYTES, person=_PERSON).digest()


def joined(*parts: str | bytes) -> bytes:
    """The parts, each after its length: no two lists of parts are joined to the same bytes."""
    pieces = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(piece).to_bytes(4, "big") + piece for piece in pieces)


def same(one: bytes, other: bytes) -> bool:
    """Whether the two are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one, other)
