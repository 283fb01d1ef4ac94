"""Forms sealed for the organisation that fills them in, and later also for the opening.

A content is encrypted once; its ticket is sealed for each who may open it. A draft has the organisation's own copy of
the ticket alone, so that no opening reads it. Submitting adds the copy for the pair, for files that were sent long
before too; withdrawing takes that copy away again. What the bidder sees is so always what the opening will see.
"""

import json
from dataclasses import dataclass
from typing import Any

from qyzmet.database import canonical_json
from qyzmet.sealing import contents, for_organisation, key_pairs
from qyzmet.sealing.contents import Ticket
from qyzmet.sealing.key_pairs import Released


@dataclass(frozen=True)
class Envelope:
    """Two columns of a row: the sealed content, and the organisation's own copy of its ticket (a WrappedKey)."""

    content: bytes
    own: bytes


def seal(value: Any, organisation: str, context: str) -> Envelope:
    """A JSON value, in its canonical spelling, sealed for the organisation. Each time under a new key."""
    content, ticket = contents.seal_bytes(canonical_json(value).encode(), context)
    return Envelope(content, keep_ticket(ticket, organisation, context))


def open_own(envelope: Envelope, organisation: str, context: str) -> Any:
    """The value, for the organisation whose it is. Raises SealBroken for any other."""
    return _value(envelope.content, own_ticket(envelope.own, organisation, context), context)


def open_released(content: bytes, addressed: bytes, released: Released, name: str, context: str) -> Any:
    """The value, at the opening. Raises SealBroken."""
    return _value(content, released_ticket(addressed, released, name, context), context)


def keep_ticket(ticket: Ticket, organisation: str, context: str) -> bytes:
    """The organisation's own copy of a ticket."""
    return for_organisation.seal_own(organisation, ticket.packed(), context)


def own_ticket(kept: bytes, organisation: str, context: str) -> Ticket:
    """The ticket from the organisation's own copy. Raises SealBroken."""
    return Ticket.unpacked(for_organisation.open_own(organisation, kept, context))


def address(kept: bytes, organisation: str, public: bytes, name: str, context: str) -> bytes:
    """The copy of a ticket for the pair that was made for `name`, from the organisation's own copy."""
    return key_pairs.seal_for(public, name, own_ticket(kept, organisation, context).packed(), context)


def released_ticket(addressed: bytes, released: Released, name: str, context: str) -> Ticket:
    """The ticket from the copy for the pair, at the opening. Raises SealBroken."""
    return Ticket.unpacked(key_pairs.open_with(released, addressed, name, context))


def _value(content: bytes, ticket: Ticket, context: str) -> Any:
    return json.loads(contents.open_bytes(content, ticket, context))
