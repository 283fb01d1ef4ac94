"""What suppliers upload is sealed; answers under the keys of their tokens too."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_ONE_SORT = "(blind_key IS NULL) = (token_id IS NOT NULL AND key IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "sealed_document",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("own", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_own", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sealed_document")),
    )
    op.create_table(
        "sealed_address",
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_sealed_address")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("number", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("sealed_file", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("ticket", sa.LargeBinary(length=72), nullable=True))
        batch.create_unique_constraint(op.f("uq_document_number"), ["number"])
    with op.batch_alter_table("idempotent_answer") as batch:
        batch.alter_column("token_id", existing_type=KEY, nullable=True)
        batch.alter_column("key", existing_type=sa.String(length=255), nullable=True)
        batch.add_column(sa.Column("blind_key", sa.LargeBinary(length=32), nullable=True))
        batch.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("own", sa.LargeBinary(), nullable=True))
        batch.create_unique_constraint(op.f("uq_idempotent_answer_blind_key"), ["blind_key"])
        batch.create_check_constraint(op.f("ck_idempotent_answer_of_one_sort"), OF_ONE_SORT)


def downgrade() -> None:
    # They are kept for a day; the older release cannot read them.
    op.execute("DELETE FROM idempotent_answer WHERE blind_key IS NOT NULL")
    with op.batch_alter_table("idempotent_answer") as batch:
        batch.drop_constraint(op.f("ck_idempotent_answer_of_one_sort"), type_="check")
        batch.drop_constraint(op.f("uq_idempotent_answer_blind_key"), type_="unique")
        for column in ("own", "sealed", "blind_key"):
            batch.drop_column(column)
        batch.alter_column("key", existing_type=sa.String(length=255), nullable=False)
        batch.alter_column("token_id", existing_type=KEY, nullable=False)
    with op.batch_alter_table("document") as batch:
        batch.drop_constraint(op.f("uq_document_number"), type_="unique")
        for column in ("ticket", "sealed_file", "number"):
            batch.drop_column(column)
    op.drop_table("sealed_address")
    op.drop_table("sealed_document")
