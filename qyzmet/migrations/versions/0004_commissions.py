"""The Commission: its seats, its protocols and their signatures, its scores; and contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("organisation", sa.Column("owners", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    op.create_table(
        "procedure_seat",
        sa.Column("id", KEY, nullable=False),
        sa.Column("procedure_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("interest", sa.Boolean(), nullable=True),
        sa.Column("declared_at", INSTANT, nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_procedure_seat_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_seat_procedure_id_procedure")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_procedure_seat_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_seat")),
    )
    op.create_index("ix_procedure_seat_procedure_id", "procedure_seat", ["procedure_id"])
    op.create_index("ix_procedure_seat_user_id_procedure_id", "procedure_seat", ["user_id", "procedure_id"])
    op.create_table(
        "protocol",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
        ),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("act_id", KEY, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("annulled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_protocol_act_id_act")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_protocol_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_protocol_tender_id_number")),
    )
    op.create_table(
        "protocol_signature",
        sa.Column("id", KEY, nullable=False),
        sa.Column("protocol_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["protocol.id"], name=op.f("fk_protocol_signature_protocol_id_protocol")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_protocol_signature_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_signature")),
        sa.UniqueConstraint("protocol_id", "user_id", name=op.f("uq_protocol_signature_protocol_id_user_id")),
    )
    op.create_table(
        "score",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("bid_id", KEY, nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_score_bid_id_bid")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_score_tender_id_tender")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_score_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "tender_id", "user_id", "bid_id", "criterion", name=op.f("uq_score_tender_id_user_id_bid_id_criterion")
        ),
    )
    op.create_index(op.f("ix_score_bid_id"), "score", ["bid_id"])
    op.create_table(
        "contract",
        sa.Column("id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=False),
        sa.Column("bid_id", KEY, nullable=False),
        sa.Column("price_lease", sa.BigInteger(), nullable=True),
        sa.Column("price_service", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("in_force_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_contract_bid_id_bid")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_contract_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    op.create_index(op.f("ix_contract_tender_id"), "contract", ["tender_id"])


def downgrade() -> None:
    for table in ("contract", "score", "protocol_signature", "protocol", "procedure_seat"):
        op.drop_table(table)
    op.drop_column("organisation", "owners")
