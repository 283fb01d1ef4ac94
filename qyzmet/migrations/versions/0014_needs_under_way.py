"""The public register of running procedures: a row for each need that everybody may see, and its words.

Procedures that run are carried over by `qyzmet init`, which writes their rows as the acts would have; until then the
register is empty, and each need comes in with its next act.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "need_under_way",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("agreed_at", INSTANT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("where_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_need_under_way_id_procedure")),
        sa.ForeignKeyConstraint(["where_id"], ["procedure.id"], name=op.f("fk_need_under_way_where_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_under_way")),
    )
    op.create_index("ix_need_under_way_agreed_at_id", "need_under_way", ["agreed_at", "id"])
    op.create_index("ix_need_under_way_ended_agreed_at_id", "need_under_way", ["ended", "agreed_at", "id"])
    op.create_index("ix_need_under_way_since_id", "need_under_way", ["since", "id"])
    op.create_index("ix_need_under_way_stage_agreed_at_id", "need_under_way", ["stage", "agreed_at", "id"])
    op.create_index("ix_need_under_way_where_id", "need_under_way", ["where_id"])
    op.create_table(
        "need_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("procedure_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_need_word_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("word", "procedure_id", name=op.f("pk_need_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_need_word_procedure_id_word", "need_word", ["procedure_id", "word"])


def downgrade() -> None:
    op.drop_table("need_word")
    op.drop_table("need_under_way")
