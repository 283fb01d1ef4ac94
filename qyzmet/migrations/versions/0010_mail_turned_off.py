"""What somebody does not want by e-mail. Nobody has turned anything off yet: all goes on as before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_turned_off",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mail_turned_off_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_mail_turned_off")),
    )


def downgrade() -> None:
    op.drop_table("mail_turned_off")
