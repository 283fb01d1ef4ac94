"""The audit trail: append-only records, each holding the hash of the one before.

Every record stands in two chains: that of its subject (a procedure, the calendar, a person) and that of the
whole trail. Triggers refuse UPDATE, DELETE and TRUNCATE, so that no statement of the application can change one.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Index, LargeBinary, MetaData, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Key, Model, UTCDateTime

GENESIS = b"\0" * 32


class AuditRecord(Model):
    """One act of a person, a system or the deadline worker."""

    __tablename__ = "audit_record"
    __table_args__ = (
        Index("uq_audit_record_chain_place", "chain", "place", unique=True),
        Index("ix_audit_record_at", "at"),
    )

    # Without gaps: given under the trail's lock, not by a sequence.
    number: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    chain: Mapped[str] = mapped_column(String(80))
    place: Mapped[int] = mapped_column()
    # Kept as the text that was hashed, so that no database's rounding can change it.
    at: Mapped[str] = mapped_column(String(40))
    # Who: "U-7", "deadline worker", "command line"; for whom: a BIN; in what capacity.
    actor: Mapped[str] = mapped_column(String(80))
    organisation: Mapped[str] = mapped_column(String(12))
    capacity: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(200))  # address and request id
    previous_in_chain: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Model):
    """The trail's head at the end of a day: published, so that a rebuilt trail can be told."""

    __tablename__ = "audit_head"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Key)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    published_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


PROTECTED = ("audit_record", "audit_head")


def _sqlite_triggers(table: str) -> list[str]:
    key = {"audit_record": "number", "audit_head": "day"}[table]
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
        # INSERT OR REPLACE would delete quietly on a connection without recursive triggers.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
        "BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
    ]


_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$"
)


def _postgresql_triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ]


def trigger_statements(dialect: str) -> list[str]:
    """The statements that protect the trail on this database; migrations and tests run the same."""
    if dialect == "sqlite":
        return [statement for table in PROTECTED for statement in _sqlite_triggers(table)]
    return [
        _POSTGRESQL_FUNCTION,
        *(statement for table in PROTECTED for statement in _postgresql_triggers(table)),
    ]


@event.listens_for(Model.metadata, "after_create")
def _protect(_target: MetaData, connection: Connection, **_options: Any) -> None:
    # Tests make the tables without migrations, and are to have the same protection.
    for statement in trigger_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
