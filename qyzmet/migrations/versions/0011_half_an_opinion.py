"""A draft of an opinion may leave open whether it is favourable. Drafts and given opinions stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("opinion") as batch:
        batch.alter_column("favourable", existing_type=sa.Boolean(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE opinion SET favourable = false WHERE favourable IS NULL")
    with op.batch_alter_table("opinion") as batch:
        batch.alter_column("favourable", existing_type=sa.Boolean(), nullable=False)
