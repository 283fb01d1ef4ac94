"""A key pair for each opening: anybody seals for it at any time, and one act alone releases what opens.

Until then the private key exists only wrapped by the outside key. `release` is the only way to it and is called by the
opening alone.
"""

from dataclasses import dataclass, field

from nacl import bindings
from nacl.exceptions import CryptoError

from qyzmet.audit import service as audit
from qyzmet.sealing import wrapping
from qyzmet.sealing.blinding import blind
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key import outside
from qyzmet.sealing.key.derivation import KEY_BYTES, binding, same
from qyzmet.sealing.wrapping import Purpose

CHAIN = "sealing"


@dataclass(frozen=True)
class Pair:
    """Two columns of the row whose pair it is. `public` is no secret, `wrapped` belongs into a WrappedKey column."""

    public: bytes
    wrapped: bytes


@dataclass(frozen=True)
class Released:
    """A private key that was let out. It lives as long as the opening that asked for it, and is kept nowhere."""

    public: bytes
    private: bytes = field(repr=False)


def make_pair(name: str) -> Pair:
    """A new pair for what `name` names, such as a tender's number."""
    public, private = bindings.crypto_box_keypair()
    # The mark tells that the application made this key: who can write into the database cannot put another in its
    # place and read what is sealed from then on.
    return Pair(public + _mark(name, public), wrapping.wrap(outside.current(), Purpose.PAIR, private, name))


def seal_for(public: bytes, name: str, secret: bytes, context: str) -> bytes:
    """A secret that only the released private key of this pair opens: not even the application that sealed it.

    X25519 with a key used once, XSalsa20-Poly1305 (libsodium's sealed box). Raises SealBroken when the public key is
    not the one that was made for `name`.
    """
    return bindings.crypto_box_seal(binding(name, context) + secret, _checked(public, name))


def release(pair: Pair, name: str) -> Released:
    """Let the private key out, which is recorded in the audit trail. For the act of opening alone.

    Raises SealBroken when the pair was changed, or its generation of the outside key is not held any more.
    """
    public = _checked(pair.public, name)
    private = wrapping.unwrap(outside.current(), Purpose.PAIR, pair.wrapped, name)
    if not same(bindings.crypto_scalarmult_base(private), public):
        raise SealBroken
    audit.record("release_seal", chain=CHAIN, subject=name)
    return Released(public, private)


def open_with(released: Released, sealed: bytes, name: str, context: str) -> bytes:
    """What was sealed for the pair. Raises SealBroken, for this one alone: others may open."""
    try:
        inside = bindings.crypto_box_seal_open(sealed, released.public, released.private)
    except CryptoError:
        raise SealBroken from None
    if not same(inside[:KEY_BYTES], binding(name, context)):
        raise SealBroken
    return inside[KEY_BYTES:]


def _mark(name: str, public: bytes) -> bytes:
    return blind("pair", name, public.hex())


def _checked(public: bytes, name: str) -> bytes:
    key, mark = public[:KEY_BYTES], public[KEY_BYTES:]
    if len(key) != KEY_BYTES or not same(mark, _mark(name, key)):
        raise SealBroken("This public key was not made here for this use.")
    return key
