"""Tenders: announcements, sealed and opened bids, the Commission's seats and protocols, contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _engine()
    _announcements()
    _bids()


def _engine() -> None:
    """What acts, terms and procedures learned: seats, acts of nobody, ends by time, what is public."""
    with op.batch_alter_table("act") as batch:
        batch.add_column(sa.Column("case", sa.String(length=120), server_default=sa.text("''"), nullable=False))
        batch.alter_column("user_id", existing_type=KEY, nullable=True)
        batch.alter_column("organisation_id", existing_type=KEY, nullable=True)
    op.add_column("deadline", sa.Column("calendar_days", sa.Integer(), nullable=True))
    op.add_column("deadline", sa.Column("until", INSTANT, nullable=True))
    op.add_column("procedure", sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_procedure_kind_id", "procedure", ["kind", "id"])
    op.create_index(
        "ix_procedure_kind_id_public",
        "procedure",
        ["kind", "id"],
        sqlite_where=sa.text("is_public"),
        postgresql_where=sa.text("is_public"),
    )


def _announcements() -> None:
    op.create_table(
        "tender",
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("frozen_id", KEY, nullable=True),
        sa.Column("announcement", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("previous_id", KEY, nullable=True),
        sa.Column("first_id", KEY, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("window_from", INSTANT, nullable=True),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("accepts_until", INSTANT, nullable=True),
        sa.Column("paper_until", INSTANT, nullable=True),
        sa.Column("questions_until", INSTANT, nullable=True),
        sa.Column("opening_at", INSTANT, nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("lengths", sa.Text(), nullable=True),
        sa.Column("seal_public", sa.LargeBinary(), nullable=True),
        sa.Column("seal_wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("object", sa.String(length=16), nullable=False),
        sa.Column("mechanism", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("ceiling_lease", sa.BigInteger(), nullable=True),
        sa.Column("ceiling_service", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["design_assignment.id"], name=op.f("fk_tender_assignment_id_design_assignment")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["tender.id"], name=op.f("fk_tender_first_id_tender")),
        sa.ForeignKeyConstraint(
            ["frozen_id"], ["assignment_version.id"], name=op.f("fk_tender_frozen_id_assignment_version")
        ),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_tender_id_procedure")),
        sa.ForeignKeyConstraint(["previous_id"], ["tender.id"], name=op.f("fk_tender_previous_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
    )
    op.create_index("ix_tender_published_at_id", "tender", ["published_at", "id"])
    op.create_index("ix_tender_accepts_until_id", "tender", ["accepts_until", "id"])
    op.create_index(op.f("ix_tender_assignment_id"), "tender", ["assignment_id"])
    op.create_index(op.f("ix_tender_first_id"), "tender", ["first_id"])
    op.create_index(op.f("ix_tender_previous_id"), "tender", ["previous_id"])
    op.create_table(
        "tender_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_question_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_question")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_tender_question_tender_id_number")),
    )
    op.create_table(
        "tender_amendment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("version_id", KEY, nullable=True),
        sa.Column("accepted_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_amendment_tender_id_tender")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["assignment_version.id"], name=op.f("fk_tender_amendment_version_id_assignment_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_amendment")),
    )
    op.create_index(op.f("ix_tender_amendment_tender_id"), "tender_amendment", ["tender_id"])
    op.create_table(
        "tender_following",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("object", sa.String(length=16), nullable=False),
        sa.Column("mechanism", sa.String(length=16), nullable=False),
        sa.Column("customer_bin", sa.String(length=12), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_tender_following_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_following")),
        sa.UniqueConstraint(
            "user_id",
            "object",
            "mechanism",
            "customer_bin",
            name=op.f("uq_tender_following_user_id_object_mechanism_customer_bin"),
        ),
    )
    op.create_index("ix_tender_following_object", "tender_following", ["object"])
    op.create_table(
        "barred_supplier",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("finding_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("struck_at", INSTANT, nullable=True),
        sa.Column("struck_grounds", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_barred_supplier_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_barred_supplier_recorded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_supplier")),
    )
    op.create_index(op.f("ix_barred_supplier_organisation_id"), "barred_supplier", ["organisation_id"])


def _bids() -> None:
    op.create_table(
        "envelope",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("carrier", sa.String(length=16), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("registered_by_id", KEY, nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=True),
        sa.Column("present", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["registered_by_id"], ["user.id"], name=op.f("fk_envelope_registered_by_id_user")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_envelope_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("number", name=op.f("uq_envelope_number")),
    )
    op.create_index(op.f("ix_envelope_tender_id"), "envelope", ["tender_id"])
    op.create_table(
        "bid",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("price_lease", sa.BigInteger(), nullable=False),
        sa.Column("price_service", sa.BigInteger(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("receipt_salt", sa.String(length=64), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("envelope_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_bid_envelope_id_envelope")),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_bid_id_procedure")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
    )
    op.create_index(op.f("ix_bid_receipt_hash"), "bid", ["receipt_hash"])
    op.create_index(op.f("ix_bid_tender_id"), "bid", ["tender_id"])
    op.create_table(
        "sealed_bid",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("bidder", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("own", sa.LargeBinary(), nullable=False),
        sa.Column("addressed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_sealed_bid_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_bid")),
        sa.UniqueConstraint("number", name=op.f("uq_sealed_bid_number")),
    )
    op.create_index(op.f("ix_sealed_bid_bidder"), "sealed_bid", ["bidder"])
    op.create_index(op.f("ix_sealed_bid_tender_id"), "sealed_bid", ["tender_id"])
    op.create_table(
        "taken_part",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("bid_id", KEY, nullable=False),
        sa.Column("supplier", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["sealed_bid.id"], name=op.f("fk_taken_part_bid_id_sealed_bid")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_taken_part_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_part")),
    )
    op.create_index(op.f("ix_taken_part_bid_id"), "taken_part", ["bid_id"])
    op.create_index("uq_taken_part_tender_id_supplier", "taken_part", ["tender_id", "supplier"], unique=True)


def downgrade() -> None:
    for table in (
        "taken_part",
        "sealed_bid",
        "bid",
        "envelope",
        "barred_supplier",
        "tender_following",
        "tender_amendment",
        "tender_question",
        "tender",
    ):
        op.drop_table(table)
    op.drop_index("ix_procedure_kind_id_public", "procedure")
    op.drop_index("ix_procedure_kind_id", "procedure")
    with op.batch_alter_table("procedure") as batch:
        batch.drop_column("is_public")
    with op.batch_alter_table("deadline") as batch:
        batch.drop_column("until")
        batch.drop_column("calendar_days")
    with op.batch_alter_table("act") as batch:
        batch.alter_column("organisation_id", existing_type=KEY, nullable=False)
        batch.alter_column("user_id", existing_type=KEY, nullable=False)
        batch.drop_column("case")
