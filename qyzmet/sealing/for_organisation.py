"""What an organisation seals and may open again itself, before and after the opening.

Wrapped by the outside key and tied to the organisation inside: the row shows nothing of whose it is.
"""

from qyzmet.sealing import wrapping
from qyzmet.sealing.key import outside
from qyzmet.sealing.wrapping import Purpose


def seal_own(organisation: str, secret: bytes, context: str) -> bytes:
    """The organisation's own copy of a secret, for a WrappedKey column."""
    return wrapping.wrap(outside.current(), Purpose.OWN, secret, organisation, context)


def open_own(organisation: str, wrapped: bytes, context: str) -> bytes:
    """The secret again. Raises SealBroken for any other organisation or context."""
    return wrapping.unwrap(outside.current(), Purpose.OWN, wrapped, organisation, context)
