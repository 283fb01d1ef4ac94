"""What the application must be able to read by itself, and nobody who stole its database: whom a row belongs to, to
whom a message goes, an answer kept for its repetition.
"""

from qyzmet.sealing import wrapping
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key import outside
from qyzmet.sealing.wrapping import Purpose

_STEP = 64
_LENGTH = 4


def seal_kept(secret: bytes, context: str) -> bytes:
    """A secret for a WrappedKey column that needs no organisation to be opened; its length can be seen."""
    return wrapping.wrap(outside.current(), Purpose.KEPT, secret, context)


def open_kept(wrapped: bytes, context: str) -> bytes:
    """The secret again. Raises SealBroken."""
    return wrapping.unwrap(outside.current(), Purpose.KEPT, wrapped, context)


def seal_text(text: str, context: str) -> bytes:
    """A short text, such as a number or an address, filled up to a multiple of 64 bytes."""
    content = text.encode()
    filled = len(content).to_bytes(_LENGTH, "big") + content
    return seal_kept(filled + bytes(-len(filled) % _STEP), context)


def open_text(wrapped: bytes, context: str) -> str:
    """The text again. Raises SealBroken."""
    filled = open_kept(wrapped, context)
    length = int.from_bytes(filled[:_LENGTH], "big")
    if len(filled) % _STEP or length > len(filled) - _LENGTH:
        raise SealBroken
    return filled[_LENGTH : _LENGTH + length].decode()
