"""The outside key: a secret for blind hashes that stays, and generations of secrets that wrap all other keys.

Data and pure functions; the file that holds it is read and written by `key_file`.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qyzmet.sealing.key.derivation import KEY_BYTES, derived

ID_BYTES = 8


class State(StrEnum):
    """What a generation is for: NEXT waits until all machines hold it, ACTIVE wraps, OLD only opens."""

    NEXT = "next"
    ACTIVE = "active"
    OLD = "old"


@dataclass(frozen=True)
class Generation:
    """One secret from which wrapping keys are derived."""

    secret: bytes = field(repr=False)
    # Derived from the secret and the index, so that neither can be exchanged alone.
    id: bytes
    created: dt.datetime
    state: State
    retired: dt.datetime | None = None

    @property
    def name(self) -> str:
        """The id as people read it."""
        return self.id.hex()


@dataclass(frozen=True)
class OutsideKey:
    """What the key file holds. Never printed, logged or kept in the database."""

    index: bytes = field(repr=False)
    generations: tuple[Generation, ...]
    # Generations that an operator has declared lost: what they wrapped will not be opened any more.
    lost: frozenset[bytes] = frozenset()

    @property
    def active(self) -> Generation:
        """The one that wraps now."""
        return next(each for each in self.generations if each.state is State.ACTIVE)

    @property
    def next(self) -> Generation | None:
        """The one that was prepared for the coming rotation."""
        return next((each for each in self.generations if each.state is State.NEXT), None)

    @property
    def ids(self) -> frozenset[bytes]:
        """Every generation that is held."""
        return frozenset(each.id for each in self.generations)

    def find(self, identity: bytes) -> Generation | None:
        """The generation with this id, if it is held."""
        return next((each for each in self.generations if each.id == identity), None)


def identity_of(secret: bytes, index: bytes) -> bytes:
    """The id of a generation: it follows from its secret and from the index beside which it lies."""
    return derived(secret, "id", index)[:ID_BYTES]


def new_key(at: dt.datetime) -> OutsideKey:
    """A new outside key with one generation, which is active."""
    index = secrets.token_bytes(KEY_BYTES)
    return OutsideKey(index, (_generation(index, at, State.ACTIVE),))


def prepared(key: OutsideKey, at: dt.datetime) -> OutsideKey:
    """The key with a generation for the coming rotation; unchanged where there is one already."""
    if key.next is not None:
        return key
    return replace(key, generations=(*key.generations, _generation(key.index, at, State.NEXT)))


def rotated(key: OutsideKey, at: dt.datetime) -> OutsideKey:
    """The key with the prepared generation, or a new one, active; the active one only opens from now on."""
    turned = {State.ACTIVE: State.OLD, State.NEXT: State.ACTIVE, State.OLD: State.OLD}
    generations = tuple(
        replace(each, state=turned[each.state], retired=at if each.state is State.ACTIVE else each.retired)
        for each in prepared(key, at).generations
    )
    return replace(key, generations=generations)


def without(key: OutsideKey, identity: bytes) -> OutsideKey:
    """The key without that generation."""
    return replace(key, generations=tuple(each for each in key.generations if each.id != identity))


def with_lost(key: OutsideKey, identities: frozenset[bytes]) -> OutsideKey:
    """The key that knows these generations to be lost."""
    return replace(key, lost=key.lost | identities)


def _generation(index: bytes, at: dt.datetime, state: State) -> Generation:
    secret = secrets.token_bytes(KEY_BYTES)
    return Generation(secret, identity_of(secret, index), at, state)
