"""Requests complete: paper, executors, proposals, design assignments and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _opinions_of_any_procedure()
    _filing("automation_request")
    op.execute(
        "UPDATE automation_request SET received_at = (SELECT submitted_at FROM procedure "
        "WHERE procedure.id = automation_request.id) WHERE receipt_hash IS NOT NULL"
    )
    op.create_table(
        "proposal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=True),
        sa.Column("receipt_hash", sa.String(length=64), nullable=True),
        sa.Column("received_at", INSTANT, nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("scans", sa.Text(), nullable=False),
        sa.Column("executor_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_proposal_id_procedure")),
        sa.ForeignKeyConstraint(["executor_id"], ["user.id"], name=op.f("fk_proposal_executor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_executor_id"), "proposal", ["executor_id"])
    op.create_table(
        "design_assignment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("assignment_version", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(length=16), nullable=True),
        sa.Column("listed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_design_assignment_id_procedure")),
        sa.ForeignKeyConstraint(["source_id"], ["procedure.id"], name=op.f("fk_design_assignment_source_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_assignment")),
    )
    op.create_index(op.f("ix_design_assignment_source_id"), "design_assignment", ["source_id"])
    op.create_index(
        "ix_design_assignment_mechanism_id",
        "design_assignment",
        ["mechanism", "id"],
        sqlite_where=sa.text("mechanism = 'ppp'"),
        postgresql_where=sa.text("mechanism = 'ppp'"),
    )
    op.create_table(
        "assignment_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proposed_by_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("annulled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["design_assignment.id"],
            name=op.f("fk_assignment_version_assignment_id_design_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_assignment_version_proposed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_version")),
        sa.UniqueConstraint("assignment_id", "number", name=op.f("uq_assignment_version_assignment_id_number")),
    )

    _register_of_services()
    _search()


def _register_of_services() -> None:
    op.create_table(
        "integration_service",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", KEY, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_integration_service_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration_service")),
    )
    op.create_index("ix_integration_service_state_id", "integration_service", ["state", "id"])


def _search() -> None:
    """The words and the cited acts of each procedure, and what lists by date and by term are read along."""
    bytewise = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
    for table, name, kind in (("search_word", "word", bytewise), ("cited_act", "key", sa.String(length=200))):
        op.create_table(
            table,
            sa.Column(name, kind, nullable=False),
            sa.Column("procedure_id", KEY, autoincrement=False, nullable=False),
            sa.ForeignKeyConstraint(
                ["procedure_id"], ["procedure.id"], name=op.f(f"fk_{table}_procedure_id_procedure")
            ),
            sa.PrimaryKeyConstraint(name, "procedure_id", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    op.create_index("ix_search_word_procedure_id_word", "search_word", ["procedure_id", "word"])
    op.create_index("ix_cited_act_procedure_id", "cited_act", ["procedure_id"])
    op.create_index("ix_procedure_submitted_at", "procedure", ["submitted_at"])
    for name, columns, where in (
        ("ix_deadline_procedure_id_due_at", ["procedure_id", "due_at"], "state = 'open'"),
        ("ix_deadline_procedure_id_overdue", ["procedure_id"], "state = 'open' AND overdue_at IS NOT NULL"),
    ):
        op.create_index(name, "deadline", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _opinions_of_any_procedure() -> None:
    """An opinion is of a request or of a proposal: it names the procedure, not the request."""
    with op.batch_alter_table("opinion") as batch:
        batch.drop_constraint("fk_opinion_request_id_automation_request", type_="foreignkey")
        batch.drop_index("ix_opinion_request_id")
        batch.alter_column("request_id", new_column_name="procedure_id")
    with op.batch_alter_table("opinion") as batch:
        batch.create_foreign_key(op.f("fk_opinion_procedure_id_procedure"), "procedure", ["procedure_id"], ["id"])
        batch.create_index(op.f("ix_opinion_procedure_id"), ["procedure_id"])


def _filing(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("received_at", INSTANT, nullable=True))
        batch.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("scans", sa.Text(), nullable=True))
        batch.add_column(sa.Column("executor_id", KEY, nullable=True))
    op.execute(f"UPDATE {table} SET scans = '[]'")  # noqa: S608 - the table's name is this module's own.
    with op.batch_alter_table(table) as batch:
        batch.alter_column("scans", existing_type=sa.Text(), nullable=False)
        batch.create_foreign_key(op.f(f"fk_{table}_executor_id_user"), "user", ["executor_id"], ["id"])
        batch.create_index(op.f(f"ix_{table}_executor_id"), ["executor_id"])


def downgrade() -> None:
    for name in ("ix_deadline_procedure_id_overdue", "ix_deadline_procedure_id_due_at"):
        op.drop_index(name, "deadline")
    op.drop_index("ix_procedure_submitted_at", "procedure")
    for table in ("cited_act", "search_word", "integration_service"):
        op.drop_table(table)
    op.drop_table("assignment_version")
    op.drop_table("design_assignment")
    op.drop_table("proposal")
    with op.batch_alter_table("automation_request") as batch:
        batch.drop_index(op.f("ix_automation_request_executor_id"))
        batch.drop_constraint(op.f("fk_automation_request_executor_id_user"), type_="foreignkey")
        for column in ("executor_id", "scans", "received_on", "received_at"):
            batch.drop_column(column)
    with op.batch_alter_table("opinion") as batch:
        batch.drop_index(op.f("ix_opinion_procedure_id"))
        batch.drop_constraint(op.f("fk_opinion_procedure_id_procedure"), type_="foreignkey")
        batch.alter_column("procedure_id", new_column_name="request_id")
    with op.batch_alter_table("opinion") as batch:
        batch.create_foreign_key(
            op.f("fk_opinion_request_id_automation_request"), "automation_request", ["request_id"], ["id"]
        )
        batch.create_index(op.f("ix_opinion_request_id"), ["request_id"])
