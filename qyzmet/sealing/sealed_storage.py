"""Sealed files in the documents' storage.

Their name is the SHA-256 of what is sealed, and so is new each time: the same file from two bidders, or twice from one,
lies there as two that nobody can tell to be the same.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from qyzmet.documents import storage
from qyzmet.documents.storage import Incoming
from qyzmet.sealing import contents
from qyzmet.sealing.contents import Readable, SealingStream, Ticket
from qyzmet.sealing.faults import SealBroken


def receive(folder: Path, source: Readable, limit: int, context: str) -> tuple[Incoming, Ticket]:
    """Seal a stream on its way to the disk, where nothing of it ever lies open; `storage.keep` puts it into its place.

    Raises TooLarge over `limit` bytes of content and keeps nothing then.
    """
    stream = SealingStream(source, context, limit)
    incoming = storage.receive(folder, cast(IO[bytes], stream), limit=sys.maxsize)  # It is only read from.
    return incoming, stream.ticket


def opened(folder: Path, name: str, ticket: Ticket, context: str) -> Iterator[bytes]:
    """The file in pieces; a file that was cut or lengthened is refused before its first. Raises SealBroken."""
    try:
        file = storage.path_of(folder, name).open("rb")
    except OSError as error:
        raise SealBroken("The sealed file is not in the storage.") from error
    with file:
        if file.seek(0, os.SEEK_END) != contents.sealed_size(ticket.size):
            raise SealBroken
        file.seek(0)
        yield from contents.opened(file, ticket, context)
