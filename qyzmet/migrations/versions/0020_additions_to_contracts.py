"""Additions to the contracts of an IC service that is developed without replacing its supplier (¶ 92, H51).

Contracts that are kept are of IC services, as there were no others (¶ 88). The design assignments of developments that
run get what they add to, and their terms, once `qyzmet init` has brought the schema here
(catalog/development/carried_over.py): those for which a tender runs, or which the operator carries out by a contract of
its own, stay there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("design_assignment", sa.Column("adds_to", sa.Text(), nullable=True))
    op.add_column(
        "operator_contract", sa.Column("name", sa.String(length=32), server_default="service", nullable=False)
    )


def downgrade() -> None:
    # An addition to a lease is no contract that the release before could read.
    op.execute("DELETE FROM operator_contract WHERE name <> 'service'")
    with op.batch_alter_table("operator_contract") as batch:
        batch.drop_column("name")
    with op.batch_alter_table("design_assignment") as batch:
        batch.drop_column("adds_to")
