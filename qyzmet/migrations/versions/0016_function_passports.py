"""Function passports (H48), and the passport from which a request was filled.

No procedure that runs is touched: requests that were filed before were filled from no passport.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "function_passport",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("family_id", KEY, nullable=True),
        sa.Column("predecessor_id", KEY, nullable=True),
        sa.Column("passport_version", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_function_passport_id_procedure")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["function_passport.id"], name=op.f("fk_function_passport_family_id_function_passport")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["function_passport.id"],
            name=op.f("fk_function_passport_predecessor_id_function_passport"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function_passport")),
    )
    op.create_index("ix_function_passport_family_id", "function_passport", ["family_id"])
    op.create_index("ix_function_passport_predecessor_id", "function_passport", ["predecessor_id"])
    with op.batch_alter_table("automation_request") as batch:
        batch.add_column(sa.Column("passport_id", KEY, nullable=True))
        batch.create_foreign_key(
            op.f("fk_automation_request_passport_id_function_passport"),
            "function_passport",
            ["passport_id"],
            ["id"],
        )
    op.create_index("ix_automation_request_passport_id", "automation_request", ["passport_id"])


def downgrade() -> None:
    op.drop_index("ix_automation_request_passport_id", table_name="automation_request")
    with op.batch_alter_table("automation_request") as batch:
        batch.drop_constraint(op.f("fk_automation_request_passport_id_function_passport"), type_="foreignkey")
        batch.drop_column("passport_id")
    op.drop_table("function_passport")
