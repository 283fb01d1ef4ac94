"""A sealed content opens whole and unchanged with its ticket, or not at all."""

import io
import os
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qyzmet.documents.storage import TooLarge
from qyzmet.sealing import contents
from qyzmet.sealing.contents import EXTRA, HEADER, PIECE, SealingStream, Ticket
from qyzmet.sealing.faults import SealBroken

pytestmark = pytest.mark.once

CONTEXT = "bid B-7K2M9Q"
FULL = PIECE + EXTRA
# Two full pieces and a last one.
CONTENT = os.urandom(2 * PIECE + 777)
SEALED, TICKET = contents.seal_bytes(CONTENT, CONTEXT)


class Trickle(io.BytesIO):
    """A source that gives fewer bytes than it is asked for, as the network does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1_000) if size and size > 0 else -1)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5])
def test_every_size_comes_back(size: int):
    """Also sizes around a piece's edge, from a source that trickles and one that does not; zeros at the end stay."""
    content = (os.urandom(size) + b"\0" * 40)[-size:] if size else b""
    for source in (Trickle(content), io.BytesIO(content)):
        stream = SealingStream(source, CONTEXT)
        sealed = stream.read()
        assert len(sealed) == contents.sealed_size(size)
        assert b"".join(contents.opened(Trickle(sealed), stream.ticket, CONTEXT)) == content


@given(content=st.binary(max_size=20_000), context=st.text(max_size=40), step=st.integers(1, 9_000))
@settings(max_examples=50)
def test_whatever_is_sealed_opens(content: bytes, context: str, step: int):
    """Read in steps of any length, opened by the ticket after that was packed and unpacked."""
    stream = SealingStream(io.BytesIO(content), context)
    pieces = []
    while piece := stream.read(step):
        assert len(piece) <= step
        pieces.append(piece)
    ticket = Ticket.unpacked(stream.ticket.packed())
    assert contents.open_bytes(b"".join(pieces), ticket, context) == content


@given(place=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_one_changed_bit_is_refused(place: int, bit: int):
    """Wherever it is: in the header, in a piece, in its tag or in the filling."""
    changed = bytearray(SEALED)
    changed[place] ^= 1 << bit
    with pytest.raises(SealBroken):
        contents.open_bytes(bytes(changed), TICKET, CONTEXT)


@given(length=st.integers(0, len(SEALED) - 1))
@settings(max_examples=60)
def test_a_cut_content_is_refused(length: int):
    """However much is missing at the end."""
    with pytest.raises(SealBroken):
        contents.open_bytes(SEALED[:length], TICKET, CONTEXT)


HEAD, FIRST, SECOND, LAST = (
    SEALED[:HEADER],
    SEALED[HEADER : HEADER + FULL],
    SEALED[HEADER + FULL : HEADER + 2 * FULL],
    SEALED[HEADER + 2 * FULL :],
)
OTHER, OTHER_TICKET = contents.seal_bytes(CONTENT, CONTEXT)


@pytest.mark.parametrize(
    "sealed",
    [
        HEAD + FIRST + SECOND,
        HEAD + SECOND + FIRST + LAST,
        HEAD + FIRST + FIRST + LAST,
        HEAD + FIRST + LAST,
        HEAD + LAST,
        HEAD + FIRST + SECOND + LAST + LAST,
        HEAD + FIRST + SECOND + LAST + b"\0",
        OTHER[:HEADER] + FIRST + SECOND + LAST,
        HEAD + OTHER[HEADER : HEADER + FULL] + SECOND + LAST,
        OTHER,
        b"",
    ],
    ids=[
        "cut between pieces",
        "pieces exchanged",
        "a piece repeated",
        "a piece left out",
        "the last alone",
        "the last twice",
        "something after it",
        "another's header",
        "another's piece",
        "another sealing of the same",
        "nothing",
    ],
)
def test_a_content_put_together_anew_is_refused(sealed: bytes):
    """Pieces stand where they stood, all of them, once, and of one sealing."""
    with pytest.raises(SealBroken):
        contents.open_bytes(sealed, TICKET, CONTEXT)


@pytest.mark.parametrize(
    ("ticket", "context"),
    [
        (TICKET, "bid B-7K2M9R"),
        (TICKET, ""),
        (OTHER_TICKET, CONTEXT),
        (replace(TICKET, key=bytes(32)), CONTEXT),
        (replace(TICKET, size=TICKET.size - 1), CONTEXT),
        (replace(TICKET, size=TICKET.size + 1), CONTEXT),
        (replace(TICKET, size=1), CONTEXT),
        (replace(TICKET, sha256=bytes(32)), CONTEXT),
    ],
)
def test_another_ticket_or_context_is_refused(ticket: Ticket, context: str):
    """A content is opened by its own ticket, as what it was sealed as."""
    with pytest.raises(SealBroken):
        contents.open_bytes(SEALED, ticket, context)


@pytest.mark.parametrize("packed", [b"", bytes(71), bytes(73)])
def test_a_ticket_has_one_length(packed: bytes):
    """Anything else is none."""
    with pytest.raises(SealBroken):
        Ticket.unpacked(packed)


def test_the_same_content_is_sealed_to_something_else_each_time():
    """Neither the bytes nor their hash tell that two contents are equal."""
    assert SEALED != OTHER
    assert TICKET.key != OTHER_TICKET.key
    assert TICKET.sha256 == OTHER_TICKET.sha256


def test_a_ticket_shows_no_key():
    """In a log or an error it tells its size at most."""
    assert repr(TICKET) == f"Ticket(size={len(CONTENT)})"


def test_there_is_no_ticket_before_the_end():
    """What was not read whole cannot be opened by anything."""
    stream = SealingStream(io.BytesIO(CONTENT), CONTEXT)
    stream.read(100)
    with pytest.raises(ValueError, match="not read to its end"):
        _ = stream.ticket


def test_a_content_over_the_limit_is_refused_while_it_is_read():
    """The limit counts the content and not its filling."""
    assert SealingStream(io.BytesIO(CONTENT), CONTEXT, limit=len(CONTENT)).read()
    with pytest.raises(TooLarge):
        SealingStream(io.BytesIO(CONTENT), CONTEXT, limit=len(CONTENT) - 1).read()


class Zeros:
    """A source of so many zeros that takes no memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int, /) -> bytes:
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_file_of_50_mb_is_never_in_memory_whole():
    """Sealing it takes no more than a few pieces at once, and the filling."""
    tracemalloc.start()
    try:
        stream = SealingStream(Zeros(50 * 1024 * 1024), CONTEXT)
        while stream.read(1024 * 1024):
            pass
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * 1024 * 1024
    assert stream.ticket.size == 50 * 1024 * 1024
