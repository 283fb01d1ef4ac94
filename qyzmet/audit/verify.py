"""Checking the trail: walks every record and names the first that was changed, removed, put in or moved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from qyzmet.audit.chain import Entry, digest
from qyzmet.audit.models import GENESIS, AuditHead, AuditRecord
from qyzmet.database import db

BATCH = 2_000


@dataclass(frozen=True)
class Fault:
    """The first record that does not fit, and in what way."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"record {self.number}: {self.what}"


@dataclass(frozen=True)
class Verdict:
    """How many records were read, the head of the trail, and the first fault, if any."""

    records: int
    head: bytes
    fault: Fault | None


Stored = tuple[int, str, int, str, str, str, str, str, str, str, str, str, bytes, bytes, bytes]


def walk(records: Iterable[Stored], heads: Iterable[tuple[int, bytes]] = ()) -> Verdict:
    """Check records in the order of their numbers against their own hashes and each other. Pure.

    `heads` are published numbers and hashes: a trail that was rebuilt as a whole, or cut at its end, differs
    from one of them.
    """
    published = dict(heads)
    last: dict[str, tuple[int, bytes]] = {}
    previous, count = GENESIS, 0
    for stored in records:
        count += 1
        hash_, entry = stored[14], Entry(*stored[:14])
        what = _fault(entry, hash_, count, previous, last)
        if what is None and published.pop(entry.number, hash_) != hash_:
            what = "its hash is not the one that was published for that day"
        if what is not None:
            return Verdict(count, previous, Fault(entry.number, what))
        last[entry.chain] = (entry.place, hash_)
        previous = hash_
    if published:
        number = min(published)
        return Verdict(count, previous, Fault(number, "it was published, and is missing: records were removed"))
    return Verdict(count, previous, None)


def _fault(entry: Entry, hash_: bytes, count: int, previous: bytes, last: dict[str, tuple[int, bytes]]) -> str | None:
    # The trail's order is looked at first: after a removal every later hash is right in itself.
    if entry.number != count:
        return f"number {count} was expected: a record was removed, put in or moved"
    if entry.previous != previous:
        return "it does not follow the record before it: one of the two was changed, put in or moved"
    place, previous_in_chain = last.get(entry.chain, (0, GENESIS))
    if entry.place != place + 1 or entry.previous_in_chain != previous_in_chain:
        return f"it does not follow the last record of {entry.chain}"
    if digest(entry) != hash_:
        return "its content was changed"
    return None


def stored_records(connection: Connection) -> Iterator[Stored]:
    """Every record of the database in the order of numbers, read in batches."""
    table = AuditRecord.__table__
    columns = [table.c[name] for name in (*Entry._fields, "hash")]
    result = connection.execute(select(*columns).order_by(table.c.number), execution_options={"yield_per": BATCH})
    for batch in result.partitions():
        yield from batch


def verify(connection: Connection | None = None) -> Verdict:
    """Check the whole trail of the database, as the session sees it, or the connection that is given."""
    connection = connection or db.session.connection()
    heads = connection.execute(select(AuditHead.number, AuditHead.hash)).all()
    return walk(stored_records(connection), heads)
