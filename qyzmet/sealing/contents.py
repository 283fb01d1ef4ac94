"""Contents of any size, sealed and opened piece by piece: a file of 50 MB never stands in memory whole.

A sealed content is encrypted once, under a random key of its own (libsodium's secretstream, XChaCha20-Poly1305: pieces
cannot be left out, repeated, exchanged or cut off at the end). Its key, size and SHA-256 are its ticket. Who may open
the content is decided by whom the ticket is sealed for: see `envelopes`.

    magic 4 | commitment 32 | stream header 24 | pieces of 256 KiB + 17, the last one shorter and marked as the last
"""

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from nacl import bindings
from nacl.exceptions import CryptoError

from qyzmet.documents.storage import TooLarge
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key.derivation import KEY_BYTES, derived, same
from qyzmet.sealing.padding import padded_size

PIECE = 256 * 1024
_MAGIC = b"QZS\x01"
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
HEADER = len(_MAGIC) + KEY_BYTES + _STREAM_HEADER
EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SIZE = 8


class Readable(Protocol):
    """All that is asked of a source: pieces of any length, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Ticket:
    """What opens one content and says what it must be. Itself it is only ever kept sealed."""

    key: bytes = field(repr=False)
    size: int
    sha256: bytes = field(repr=False)

    def packed(self) -> bytes:
        """The ticket as the bytes that are sealed; all tickets are of one length."""
        return self.key + self.size.to_bytes(_SIZE, "big") + self.sha256

    @classmethod
    def unpacked(cls, packed: bytes) -> "Ticket":
        """The ticket again. Raises SealBroken when these bytes are none."""
        if len(packed) != 2 * KEY_BYTES + _SIZE:
            raise SealBroken
        middle = KEY_BYTES + _SIZE
        return cls(packed[:KEY_BYTES], int.from_bytes(packed[KEY_BYTES:middle], "big"), packed[middle:])


class SealingStream:
    """Reads a content and gives it sealed, as a stream; afterwards `ticket` opens it.

    Raises TooLarge over `limit` bytes of content.
    """

    def __init__(self, source: Readable, context: str, limit: int | None = None) -> None:
        self._source = source
        self._context = context
        self._limit = limit
        self._pieces = self._sealed()
        self._left = b""
        self._ticket: Ticket | None = None

    @property
    def ticket(self) -> Ticket:
        """What opens it. There is none before everything was read."""
        if self._ticket is None:
            raise ValueError("The content was not read to its end.")
        return self._ticket

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; all that is left without it; b"" at the end."""
        if size < 0:
            return b"".join([self._left, *self._pieces])
        piece = self._left or next(self._pieces, b"")
        self._left = piece[size:]
        return piece[:size]

    def _sealed(self) -> Iterator[bytes]:
        key, digest, size = secrets.token_bytes(KEY_BYTES), hashlib.sha256(), 0
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, _stream_key(key, self._context))
        yield _MAGIC + _commitment(key, header) + header
        held = b""
        while piece := _read(self._source, PIECE):
            size += len(piece)
            if self._limit is not None and size > self._limit:
                raise TooLarge
            digest.update(piece)
            # What could be the last piece is kept back: it is marked as the last.
            if held:
                yield _push(state, held, _MESSAGE)
            held = piece
        held += bytes(padded_size(size) - size)
        while len(held) > PIECE:
            yield _push(state, held[:PIECE], _MESSAGE)
            held = held[PIECE:]
        yield _push(state, held, _FINAL)
        self._ticket = Ticket(key, size, digest.digest())


def sealed_size(size: int) -> int:
    """How many bytes a content of `size` bytes has when it is sealed."""
    filled = padded_size(size)
    return HEADER + filled + EXTRA * -(-filled // PIECE)


def opened(source: Readable, ticket: Ticket, context: str) -> Iterator[bytes]:
    """The content in pieces. Each is genuine when it comes; that it is whole is known only at the end.

    Raises SealBroken: whoever writes the pieces somewhere throws them away then.
    """
    state = _started(source, ticket, context)
    left, filled, last, digest = ticket.size, 0, False, hashlib.sha256()
    while sealed := _read(source, PIECE + EXTRA):
        if last:
            raise SealBroken
        piece, last = _pull(state, sealed)
        filled += len(piece)
        content = piece[:left]
        left -= len(content)
        digest.update(content)
        if content:
            yield content
    if not last or left or filled != padded_size(ticket.size) or not same(digest.digest(), ticket.sha256):
        raise SealBroken


def seal_bytes(content: bytes, context: str) -> tuple[bytes, Ticket]:
    """A content that is in memory anyhow, sealed, and its ticket."""
    stream = SealingStream(io.BytesIO(content), context)
    return stream.read(), stream.ticket


def open_bytes(sealed: bytes, ticket: Ticket, context: str) -> bytes:
    """The content again, whole. Raises SealBroken."""
    return b"".join(opened(io.BytesIO(sealed), ticket, context))


def _started(source: Readable, ticket: Ticket, context: str) -> bindings.crypto_secretstream_xchacha20poly1305_state:
    start = _read(source, HEADER)
    header = start[-_STREAM_HEADER:]
    if len(start) != HEADER or not same(start[:-_STREAM_HEADER], _MAGIC + _commitment(ticket.key, header)):
        raise SealBroken
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, _stream_key(ticket.key, context))
    return state


def _stream_key(key: bytes, context: str) -> bytes:
    return derived(key, "content", context)


def _commitment(key: bytes, header: bytes) -> bytes:
    # Poly1305 alone would let one sealed content open under two keys to two texts: one for the bidder, one for us.
    return derived(key, "commitment", header)


def _push(state: bindings.crypto_secretstream_xchacha20poly1305_state, piece: bytes, tag: int) -> bytes:
    return bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, None, tag)


def _pull(state: bindings.crypto_secretstream_xchacha20poly1305_state, sealed: bytes) -> tuple[bytes, bool]:
    try:
        piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
    except CryptoError:
        raise SealBroken from None
    return piece, tag == _FINAL


def _read(source: Readable, size: int) -> bytes:
    """Exactly `size` bytes, fewer only at the end of the source."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
