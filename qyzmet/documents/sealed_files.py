"""Suppliers' files as they are kept: sealed as they come, and read by their own organisation alone.

Nothing of a sealed file is written anywhere else: no audit record, no log line. Nothing here commits.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from sqlalchemy import exists, or_, select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import storage
from qyzmet.documents.models import Document
from qyzmet.documents.numbering import FEWEST, MOST
from qyzmet.documents.sealed_models import AnyDocument, OwnDocument, SealedDocument, facts_context, file_context
from qyzmet.people.models import Organisation
from qyzmet.reading.read_once import read_once, read_once_for_good, remember
from qyzmet.sealing import envelopes, sealed_storage
from qyzmet.sealing.contents import Ticket
from qyzmet.sealing.envelopes import Envelope
from qyzmet.sealing.faults import SealBroken


@dataclass(frozen=True)
class Kept:
    """A file that lies sealed on the disk: its row, which is not written yet, and what its organisation reads."""

    row: SealedDocument
    document: OwnDocument


def seal(folder: Path, file: IO[bytes], limit: int, facts: Mapping[str, Any], organisation: Organisation) -> Kept:
    """Keep a file of the organisation, sealed on its way to the disk, under a random number.

    `facts` are its name, media type, `uploaded_by` and `replaces`. Raises TooLarge over `limit` bytes, KeyFileError
    where there is no seal key. No row names it yet: `add` writes it.
    """
    number = _new_number()
    file.seek(0)
    incoming, ticket = sealed_storage.receive(folder, file, limit, file_context(number))
    try:
        known = {
            **facts,
            "size": ticket.size,
            "sha256": ticket.sha256.hex(),
            "organisation": organisation.bin,
            "uploaded_at": clock.now().isoformat(),
        }
        envelope = envelopes.seal(known, organisation.bin, facts_context(number))
        own = envelopes.keep_ticket(ticket, organisation.bin, file_context(number))
        storage.keep(folder, incoming)
    finally:
        incoming.discard()
    row = SealedDocument(number=number, content=envelope.content, own=envelope.own, file=incoming.sha256, file_own=own)
    return Kept(row, OwnDocument(number, organisation.bin, organisation.id, known, incoming.sha256, own))


def add(kept: Kept) -> OwnDocument:
    """Write the row of a file that was sealed."""
    db.session.add(kept.row)
    db.session.flush()
    return kept.document


def _new_number() -> int:
    while True:
        number = FEWEST + secrets.randbelow(MOST - FEWEST + 1)
        taken = or_(exists().where(SealedDocument.number == number), exists().where(Document.number == number))
        if not db.session.scalar(select(taken)):
            return number


@read_once_for_good
def find(number: int, actor: Actor) -> OwnDocument | None:
    """The sealed document with this number, if it is of a supplier in which the actor has a role; else None.

    A bid names the same few in many places, and what lies sealed never changes: it is looked up and opened once.
    """
    if not actor.suppliers:
        return None
    row = _row(number)
    return None if row is None else opened(row, actor)


def read_ahead(numbers: Collection[int], actor: Actor) -> None:
    """Read the rows of these numbers at once, for somebody to whom some may open."""
    if actor.suppliers and numbers:
        rows = db.session.scalars(select(SealedDocument).where(SealedDocument.number.in_(numbers)))
        found = {row.number: row for row in rows}
        for number in numbers:
            remember(_row, found.get(number), number)


@read_once
def _row(number: int) -> SealedDocument | None:
    return db.session.get(SealedDocument, number)


def opened(row: SealedDocument, actor: Actor) -> OwnDocument | None:
    """What the row holds, if it is of a supplier in which the actor has a role; else None."""
    for number in actor.suppliers:
        facts = facts_for(row.number, Envelope(row.content, row.own), number)
        if facts is None:
            continue
        organisation = next(m.organisation_id for m in actor.memberships if m.organisation.bin == number)
        return OwnDocument(row.number, number, organisation, facts, row.file, row.file_own)
    return None


def facts_for(number: int, envelope: Envelope, bin_: str) -> Mapping[str, Any] | None:
    """What the row of that number holds, for the supplier with that BIN; None where it is another's."""
    try:
        facts: Mapping[str, Any] = envelopes.open_own(envelope, bin_, facts_context(number))
    except SealBroken:
        return None
    return facts


def is_sealed(document: AnyDocument) -> bool:
    """Whether its file lies sealed in the storage: that of an ordinary document too, when it was sealed once."""
    return isinstance(document, OwnDocument) or document.sealed_file is not None


def pieces(folder: Path, document: AnyDocument) -> Iterator[bytes]:
    """The content of a document whose file is sealed. Raises SealBroken, before the first piece or later."""
    if isinstance(document, OwnDocument):
        context = file_context(document.number)
        ticket = envelopes.own_ticket(document.file_own, document.bin, context)
        return sealed_storage.opened(folder, document.file, ticket, context)
    if document.number is None or document.sealed_file is None or document.ticket is None:
        raise SealBroken
    ticket = Ticket.unpacked(document.ticket)
    return sealed_storage.opened(folder, document.sealed_file, ticket, file_context(document.number))


def begun(folder: Path, document: AnyDocument) -> Iterator[bytes]:
    """The same, once the first piece was read: what is not there, cut or changed in front is refused at once."""
    found = pieces(folder, document)
    first = next(found, b"")
    return chain([first], found)


def is_readable(folder: Path, document: Document) -> bool:
    """Whether the storage has its content; of a sealed file, in full length and with a genuine first piece."""
    if not is_sealed(document):
        return storage.path_of(folder, document.sha256).is_file()
    try:
        begun(folder, document)
    except (SealBroken, OSError):
        return False
    return True
