"""How an audit record is hashed. Pure, so that the trail can be checked by anybody with the rows."""

import hashlib
from typing import NamedTuple


class Entry(NamedTuple):
    """The columns of a record in the order in which they are hashed."""

    number: int
    chain: str
    place: int
    at: str
    actor: str
    organisation: str
    capacity: str
    action: str
    subject: str
    before: str
    after: str
    origin: str
    previous_in_chain: bytes
    previous: bytes


def digest(entry: Entry) -> bytes:
    """SHA-256 over the two previous hashes and the length-prefixed columns, so that no two records read alike."""
    *texts, previous_in_chain, previous = entry
    pieces = [str(piece) for piece in texts]
    # The lengths go first: then no text can pretend to be the end of another.
    head = ",".join([str(len(piece)) for piece in pieces])
    return hashlib.sha256(previous + previous_in_chain + "\n".join([head, *pieces]).encode()).digest()
