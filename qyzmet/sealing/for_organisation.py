"""What an organisation seals and may open again itself, before and after the opening.

Wrapped by the outside key and tied to the organisation inside: the row shows nothing of whose it is.
"""

from collections.abc import Sequence

from qyzmet.sealing import wrapping
from qyzmet.sealing.key import outside
from qyzmet.sealing.wrapping import Purpose


def seal_own(organisation: str, secret: bytes, context: str) -> bytes:
    """The organisation's own copy of a secret, for a WrappedKey column."""
    return wrapping.wrap(outside.current(), Purpose.OWN, secret, organisation, context)


def open_own(organisation: str, wrapped: bytes, context: str) -> bytes:
    """The secret again. Raises SealBroken for any other organisation or context."""
    return wrapping.unwrap(outside.current(), Purpose.OWN, wrapped, organisation, context)


def whose(organisations: Sequence[str], wrapped: bytes, context: str) -> str | None:
    """Which of these organisations sealed it; None where it was none of them."""
    candidates = ((each, context) for each in organisations)
    place = wrapping.is_of(outside.current(), Purpose.OWN, wrapped, candidates)
    return None if place is None else organisations[place]
