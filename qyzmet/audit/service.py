"""Writing the audit trail: one record for each act, in the act's own transaction."""

from typing import Any

from sqlalchemy import select, text

from qyzmet import clock, context
from qyzmet.audit.chain import Entry, digest
from qyzmet.audit.models import GENESIS, AuditRecord
from qyzmet.database import canonical_json, db

# Any number that no other part of the application locks with.
_LOCK = 0x5159_5A4D


def lock_trail() -> None:
    """Let one writer at a time append until it commits. On SQLite every writer is alone already."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


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
    lock_trail()
    last = db.session.execute(
        select(AuditRecord.number, AuditRecord.hash).order_by(AuditRecord.number.desc()).limit(1)
    ).first()
    last_in_chain = db.session.execute(
        select(AuditRecord.place, AuditRecord.hash)
        .where(AuditRecord.chain == chain)
        .order_by(AuditRecord.place.desc())
        .limit(1)
    ).first()
    who = context.actor()
    entry = Entry(
        number=1 if last is None else last.number + 1,
        chain=chain,
        place=1 if last_in_chain is None else last_in_chain.place + 1,
        at=clock.now().isoformat(),
        actor=who.label,
        organisation=who.organisation_bin,
        capacity=who.capacity,
        action=action,
        subject=subject,
        before="" if before is None else canonical_json(before),
        after="" if after is None else canonical_json(after),
        origin=context.origin(),
        previous_in_chain=GENESIS if last_in_chain is None else last_in_chain.hash,
        previous=GENESIS if last is None else last.hash,
    )
    row = AuditRecord(**entry._asdict(), hash=digest(entry))
    db.session.add(row)
    db.session.flush()
    return row
