"""The register of programmes: programmes, reports on them, what cites them; terms that end on a day that is named.

Procedures that run are carried over as they are: no request names a programme of the register yet, and no term that
runs ends on a named day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
IS_DUE = sa.text("next_report_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("deadline", sa.Column("on_day", sa.Date(), nullable=True))
    op.add_column("deadline", sa.Column("matter", sa.String(length=40), nullable=True))
    op.create_table(
        "programme",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("previous_id", KEY, nullable=True),
        sa.Column("root_id", KEY, nullable=True),
        sa.Column("programme_kind", sa.String(length=16), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_programme_id_procedure")),
        sa.ForeignKeyConstraint(["previous_id"], ["programme.id"], name=op.f("fk_programme_previous_id_programme")),
        sa.ForeignKeyConstraint(["root_id"], ["programme.id"], name=op.f("fk_programme_root_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index("ix_programme_previous_id", "programme", ["previous_id"])
    op.create_index("ix_programme_root_id", "programme", ["root_id"])
    op.create_index("ix_programme_programme_kind_id", "programme", ["programme_kind", "id"])
    op.create_index("ix_programme_first_year_id", "programme", ["first_year", "id"])
    op.create_index("ix_programme_last_year_id", "programme", ["last_year", "id"])
    op.create_index(
        "ix_programme_next_report_on",
        "programme",
        ["next_report_on"],
        sqlite_where=IS_DUE,
        postgresql_where=IS_DUE,
    )
    op.create_table(
        "programme_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("root_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act_id", KEY, nullable=False),
        sa.Column("annulled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_programme_report_act_id_act")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_report_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["programme.id"], name=op.f("fk_programme_report_root_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_report")),
    )
    op.create_index("ix_programme_report_root_id", "programme_report", ["root_id"])
    op.create_table(
        "programme_citation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("root_id", KEY, nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["procedure.id"], name=op.f("fk_programme_citation_request_id_procedure")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["programme.id"], name=op.f("fk_programme_citation_root_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_citation")),
    )
    op.create_index("ix_programme_citation_request_id", "programme_citation", ["request_id"])
    op.create_index("ix_programme_citation_root_id", "programme_citation", ["root_id"])


def downgrade() -> None:
    op.drop_table("programme_citation")
    op.drop_table("programme_report")
    op.drop_table("programme")
    op.drop_column("deadline", "matter")
    op.drop_column("deadline", "on_day")
