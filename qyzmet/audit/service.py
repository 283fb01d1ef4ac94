"""Writing the audit trail: one record for each act, in the act's own transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, func, select, text

from qyzmet import clock, context
from qyzmet.audit.chain import Entry, digest
from qyzmet.audit.models import GENESIS, AuditRecord
from qyzmet.database import canonical_json, db
from qyzmet.reading.read_once import read_once, remember

# Any number that no other part of the application locks with.
_LOCK = 0x5159_5A4D
_END = select(AuditRecord.number, AuditRecord.hash).order_by(AuditRecord.number.desc()).limit(1)
# The same for a question that is asked anyhow: `keep_end` takes what it answers.
END_OF_TRAIL = select(AuditRecord.hash).order_by(AuditRecord.number.desc()).limit(1).scalar_subquery()
LAST_NUMBER = select(func.max(AuditRecord.number)).scalar_subquery()


def lock_trail() -> None:
    """Let one writer at a time append until it commits. On SQLite every writer is alone already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


@dataclass(frozen=True)
class Told:
    """What one record is to tell, as `record` takes it."""

    action: str
    chain: str
    subject: str
    before: Any = None
    after: Any = None


def record(
    action: str,
    *,
    chain: str,
    subject: str,
    before: Any = None,
    after: Any = None,
) -> AuditRecord:
    """Append what the current actor did to `subject`, with the values before and after (JSON).

    `chain` names whose history it belongs to: "procedure:12", "calendar", "user:7". The record becomes part of
    the transaction under way. Secrets never belong into `before` or `after`.
    """
    return record_all([Told(action, chain, subject, before, after)])[0]


def record_all(told: Sequence[Told]) -> list[AuditRecord]:
    """The same for much that was done at one stroke, in this order: the trail is asked for its ends once."""
    if not told:
        return []
    lock_trail()
    last = db.session.execute(_END).first()
    number, previous = (0, GENESIS) if last is None else (last.number, last.hash)
    ends = _ends_of({each.chain for each in told})
    who, now = context.actor(), clock.now()
    rows = []
    for each in told:
        number += 1
        place, previous_in_chain = ends[each.chain]
        entry = Entry(
            number=number,
            chain=each.chain,
            place=place + 1,
            at=(clock.to_the_day(now) if hides(who, each.chain) else now).isoformat(),
            actor=who.label,
            organisation=who.organisation_bin,
            capacity=who.capacity,
            action=each.action,
            subject=each.subject,
            before="" if each.before is None else canonical_json(each.before),
            after="" if each.after is None else canonical_json(each.after),
            origin=_address() if hides(who, each.chain) else context.origin(),
            previous_in_chain=previous_in_chain,
            previous=previous,
        )
        previous = digest(entry)
        ends[each.chain] = (entry.place, previous)
        rows.append(AuditRecord(**entry._asdict(), hash=previous))
    db.session.add_all(rows)
    db.session.flush()
    return rows


@read_once
def end_of_trail() -> bytes:
    """The hash in which the trail ends now: another one after every act that was committed."""
    return _end()[1]


def keep_end(found: bytes | None, number: int | None = None) -> None:
    """Where the trail ends, as another question has answered: this request does not ask again.

    With the number of its newest record, where that was asked for too.
    """
    end = GENESIS if found is None else found
    remember(end_of_trail, end)
    if number is not None:
        remember(_end, (int(number), end))


def last_number() -> int:
    """The number of the newest record; 0 where there is none."""
    return _end()[0]


@read_once
def _end() -> tuple[int, bytes]:
    # Asked for at every page: past the session, which would take as long again.
    last = db.session.connection().execute(_END).first()
    return (0, GENESIS) if last is None else (int(last.number), last.hash)


def keys_since(number: int, prefix: str) -> Select[int]:
    """What stands behind that prefix in the chains of the records behind that number, as a question for numbers."""
    key = cast(func.substr(AuditRecord.chain, len(prefix) + 1), BigInteger).label("id")
    return select(key).where(AuditRecord.number > number, AuditRecord.chain.startswith(prefix)).distinct()


def hides(who: context.Actor, chain: str) -> bool:
    """Whether the record tells the day alone: what a supplier's people do to their accounts they may do to bid."""
    return who.sealed and chain.startswith("user:")


def _address() -> str:
    """Where the act comes from, without the number by which the log tells when."""
    return context.origin().partition(" ")[0]


def _ends_of(chains: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """Place and hash of the last record of each chain."""
    last = (
        select(AuditRecord.chain, func.max(AuditRecord.place).label("place"))
        .where(AuditRecord.chain.in_(chains))
        .group_by(AuditRecord.chain)
        .subquery()
    )
    found = db.session.execute(
        select(AuditRecord.chain, AuditRecord.place, AuditRecord.hash).join(
            last, and_(AuditRecord.chain == last.c.chain, AuditRecord.place == last.c.place)
        )
    )
    return dict.fromkeys(chains, (0, GENESIS)) | {row.chain: (row.place, row.hash) for row in found}
