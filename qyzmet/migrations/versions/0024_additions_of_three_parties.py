"""The addition to the contract of a PPP project is one of three parties, with both prices in one (Law 45(3), H54).

What was begun as two additions is signed to its end as two: nothing that is kept changes. Where nothing is signed yet,
`qyzmet init` begins the customer's term of the one addition (requests/assignment/without_tender/carried_over.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("operator_contract") as batch:
        batch.alter_column("price", existing_type=sa.BigInteger(), nullable=True)
        batch.add_column(sa.Column("price_lease", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("price_service", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    # An addition of three parties is no contract that the release before could read.
    op.execute("DELETE FROM operator_contract WHERE name = 'ppp'")
    with op.batch_alter_table("operator_contract") as batch:
        batch.drop_column("price_service")
        batch.drop_column("price_lease")
        batch.alter_column("price", existing_type=sa.BigInteger(), nullable=False)
