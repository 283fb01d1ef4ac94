"""The lists of revoked certificates, by which signatures are checked, and the texts that were signed to come in.

Nothing was signed before, so that there is nothing to carry over.
"""

import sqlalchemy as sa
from alembic import op

from qyzmet.database import Key, UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revocation_source",
        sa.Column("id", Key, nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("tried_at", UTCDateTime(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("signed_by", sa.String(length=64), nullable=True),
        sa.Column("der", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_source")),
        sa.UniqueConstraint("source", name=op.f("uq_revocation_source_source")),
    )
    op.create_index(op.f("ix_revocation_source_signed_by"), "revocation_source", ["signed_by"])
    op.create_table(
        "used_challenge",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_used_challenge")),
    )


def downgrade() -> None:
    op.drop_table("used_challenge")
    op.drop_index(op.f("ix_revocation_source_signed_by"), table_name="revocation_source")
    op.drop_table("revocation_source")
