"""Each list of revoked certificates is kept for ever, once by its SHA-256: signatures are checked again by it. What is
signed before it is to be seen, as an envelope or a member's points, is kept apart until it is shown.

The lists that are there move into the new table as they are. Signatures that were taken before name none: what the
lists said then stays with them, and they are checked again by today's.
"""

import zlib

import sqlalchemy as sa
from alembic import op
from cryptography import x509

from qyzmet.database import JSONText, Key, UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LISTS = sa.table(
    "revocation_list",
    sa.column("sha256", sa.String),
    sa.column("source", sa.String),
    sa.column("signed_by", sa.String),
    sa.column("issued_at", UTCDateTime()),
    sa.column("next_at", UTCDateTime()),
    sa.column("kept_at", UTCDateTime()),
    sa.column("packed", sa.LargeBinary),
)
_SOURCES = sa.table(
    "revocation_source",
    sa.column("source", sa.String),
    sa.column("signed_by", sa.String),
    sa.column("sha256", sa.String),
    sa.column("loaded_at", UTCDateTime()),
    sa.column("der", sa.LargeBinary),
)


def upgrade() -> None:
    op.create_table(
        "revocation_list",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("signed_by", sa.String(length=64), nullable=False),
        sa.Column("issued_at", UTCDateTime(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_revocation_list")),
    )
    op.create_table(
        "unshown_signature",
        sa.Column("id", Key, nullable=False),
        sa.Column("procedure_id", Key, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=120), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("organisation_id", Key, nullable=False),
        sa.Column("acting_for_id", Key, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("body", JSONText(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("signature", JSONText(), nullable=False),
        *_people("unshown_signature"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_unshown_signature_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["acting_for_id"], ["user.id"], name=op.f("fk_unshown_signature_acting_for_id_user")),
    )
    op.create_index(op.f("ix_unshown_signature_procedure_id"), "unshown_signature", ["procedure_id"])
    op.create_table(
        "unshown_attempt",
        sa.Column("id", Key, nullable=False),
        sa.Column("procedure_id", Key, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("check", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        *_people("unshown_attempt"),
    )
    op.create_index(op.f("ix_unshown_attempt_procedure_id"), "unshown_attempt", ["procedure_id"])
    connection = op.get_bind()
    moved: set[str] = set()
    for row in connection.execute(sa.select(_SOURCES).where(_SOURCES.c.der.is_not(None))).all():
        if row.sha256 in moved:
            continue
        moved.add(row.sha256)
        entries = x509.load_der_x509_crl(row.der)
        connection.execute(
            _LISTS.insert().values(
                sha256=row.sha256,
                source=row.source,
                signed_by=row.signed_by,
                issued_at=entries.last_update_utc,
                next_at=entries.next_update_utc,
                kept_at=row.loaded_at,
                packed=zlib.compress(row.der),
            )
        )
    op.drop_column("revocation_source", "der")


def _people(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f(f"fk_{table}_procedure_id_procedure")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id_user")),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_unshown_attempt_procedure_id"), table_name="unshown_attempt")
    op.drop_table("unshown_attempt")
    op.drop_index(op.f("ix_unshown_signature_procedure_id"), table_name="unshown_signature")
    op.drop_table("unshown_signature")
    op.add_column("revocation_source", sa.Column("der", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_LISTS)).all():
        held = _SOURCES.c.sha256 == row.sha256
        connection.execute(_SOURCES.update().where(held).values(der=zlib.decompress(row.packed)))
    op.drop_table("revocation_list")
