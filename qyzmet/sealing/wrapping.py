"""Small secrets wrapped by the outside key: keys of pairs, tickets of contents, short texts.

What is wrapped names its generation in the open, so that a rotation finds it, and carries inside what it belongs to: a
rotation wraps it anew without knowing that, and nobody opens it as something else's.
"""

import secrets
from collections.abc import Iterable
from enum import Enum

from nacl import bindings
from nacl.exceptions import CryptoError

from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key.derivation import KEY_BYTES, binding, derived, same
from qyzmet.sealing.key.generations import ID_BYTES, Generation, OutsideKey

_VERSION = b"\x01"
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
# Version and generation: what a rotation looks at.
PREFIX_BYTES = len(_VERSION) + ID_BYTES
_HEADER = PREFIX_BYTES + 1
_SHORTEST = _HEADER + _NONCE + KEY_BYTES + bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES


class Purpose(Enum):
    """What a wrapped secret is; each has a key of its own."""

    PAIR = b"\x01"  # The private key of a pair.
    OWN = b"\x02"  # The copy of the organisation whose it is.
    KEPT = b"\x03"  # What the application itself must read, and nobody who stole its database.


def wrap(key: OutsideKey, purpose: Purpose, secret: bytes, *belongs: str) -> bytes:
    """The secret, encrypted under the active generation and tied to what it belongs to."""
    return _encrypted(key.active, purpose, binding(*belongs) + secret)


def unwrap(key: OutsideKey, purpose: Purpose, wrapped: bytes, *belongs: str) -> bytes:
    """The secret again. Raises SealBroken unless purpose and all that it belongs to are the same."""
    found, inside = _decrypted(key, wrapped)
    if found is not purpose or not same(inside[:KEY_BYTES], binding(*belongs)):
        raise SealBroken
    return inside[KEY_BYTES:]


def is_of(key: OutsideKey, purpose: Purpose, wrapped: bytes, candidates: Iterable[tuple[str, ...]]) -> int | None:
    """The place of the one among these that it belongs to; None where it is none of them, or does not open."""
    try:
        found, inside = _decrypted(key, wrapped)
    except SealBroken:
        return None
    mark = inside[:KEY_BYTES]
    tried = (place for place, each in enumerate(candidates) if found is purpose and same(mark, binding(*each)))
    return next(tried, None)


def rewrap(key: OutsideKey, wrapped: bytes) -> bytes:
    """The same under the active generation; only the outermost layer is made anew. Raises SealBroken."""
    return _encrypted(key.active, *_decrypted(key, wrapped))


def prove(key: OutsideKey, wrapped: bytes) -> None:
    """Raise SealBroken unless this key opens it; nothing of what is inside leaves here."""
    _decrypted(key, wrapped)


def prefix_of(generation: bytes) -> bytes:
    """What everything begins with that this generation wrapped."""
    return _VERSION + generation


def generation_of(wrapped: bytes) -> bytes | None:
    """The id of the generation that wrapped it, from its beginning; None where that is damaged."""
    if len(wrapped) < PREFIX_BYTES or not wrapped.startswith(_VERSION):
        return None
    return wrapped[len(_VERSION) : PREFIX_BYTES]


def _encrypted(generation: Generation, purpose: Purpose, inside: bytes) -> bytes:
    header = prefix_of(generation.id) + purpose.value
    nonce = secrets.token_bytes(_NONCE)
    key = derived(generation.secret, "wrap", purpose.value)
    return header + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(inside, header, nonce, key)


def _decrypted(key: OutsideKey, wrapped: bytes) -> tuple[Purpose, bytes]:
    identity = generation_of(wrapped)
    generation = None if identity is None else key.find(identity)
    if generation is None or len(wrapped) < _SHORTEST:
        raise SealBroken
    header, nonce = wrapped[:_HEADER], wrapped[_HEADER : _HEADER + _NONCE]
    try:
        purpose = Purpose(header[PREFIX_BYTES:])
    except ValueError:
        raise SealBroken from None
    secret = derived(generation.secret, "wrap", purpose.value)
    try:
        inside = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(wrapped[_HEADER + _NONCE :], header, nonce, secret)
    except CryptoError:
        raise SealBroken from None
    return purpose, inside
