"""Signatures of acts, the manifests that wait for one, and which organisations' acts must be signed.

Nothing that runs changes: no act of before was signed, and no organisation's acts must be until somebody says so.
"""

import sqlalchemy as sa
from alembic import op

from qyzmet.database import JSONText, UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("act", sa.Column("manifest_sha256", sa.String(64), nullable=True))
    op.add_column("organisation", sa.Column("must_sign", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "kept_manifest",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("procedure_id", _KEY, nullable=False),
        sa.Column("user_id", _KEY, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_kept_manifest_procedure_id_procedure")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_manifest_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_manifest")),
        sa.UniqueConstraint("sha256", name=op.f("uq_kept_manifest_sha256")),
    )
    op.create_index("ix_kept_manifest_procedure_id_user_id", "kept_manifest", ["procedure_id", "user_id"])
    op.create_index("ix_kept_manifest_expires_at", "kept_manifest", ["expires_at"])
    op.create_table(
        "signature",
        sa.Column("act_id", _KEY, nullable=False, autoincrement=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("cms", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("signer", sa.String(500), nullable=False),
        sa.Column("iin", sa.String(12), nullable=False),
        sa.Column("bin", sa.String(12), nullable=False),
        sa.Column("right", sa.String(16), nullable=False),
        sa.Column("checked", JSONText(), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_signature_act_id_act")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_signature")),
    )
    op.create_index("ix_signature_sha256", "signature", ["sha256"])


def downgrade() -> None:
    op.drop_table("signature")
    op.drop_table("kept_manifest")
    op.drop_column("organisation", "must_sign")
    op.drop_column("act", "manifest_sha256")
