"""The room of the Catalogue: formations, services, classifiers and developments; the operator's own contract (¶ 88);
terms in months. A protocol belongs to any procedure that has a Commission.

Protocols of tenders stay theirs, with their hashes. A tender whose contracts are in force gets its formation when
`qyzmet init` has brought the schema here (catalog/formation/carried_over.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "classifier",
    "service",
    "development",
    "operator_contract",
    "service_price",
    "service_relation",
    "formation",
    "service_supplier",
)


def upgrade() -> None:
    op.create_table(
        "classifier",
        sa.Column("id", KEY, nullable=False),
        sa.Column("classifier", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_kk", sa.String(length=300), nullable=False),
        sa.Column("name_ru", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier")),
        sa.UniqueConstraint("classifier", "key", name=op.f("uq_classifier_classifier_key")),
    )
    op.create_table(
        "service",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("object", sa.String(length=16), nullable=False),
        sa.Column("mechanism", sa.String(length=16), nullable=False),
        sa.Column("kind_key", sa.String(length=40), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("price_lease", sa.BigInteger(), nullable=True),
        sa.Column("price_service", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("lease_starts_on", sa.Date(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("state_before", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_service_id_procedure")),
        sa.ForeignKeyConstraint(["source_id"], ["procedure.id"], name=op.f("fk_service_source_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index("ix_service_kind_key_id", "service", ["kind_key", "id"])
    op.create_index("ix_service_recipient_key_id", "service", ["recipient_key", "id"])
    op.create_index("ix_service_region_id", "service", ["region", "id"])
    op.create_index("ix_service_source_id", "service", ["source_id"])

    op.create_table(
        "development",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_id", KEY, nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_hash", sa.String(length=64), nullable=True),
        sa.Column("decision_signatures", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_development_id_procedure")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_development_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development")),
    )
    op.create_index("ix_development_service_id", "development", ["service_id"])

    op.create_table(
        "operator_contract",
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("in_force_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["design_assignment.id"],
            name=op.f("fk_operator_contract_assignment_id_design_assignment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_contract")),
    )
    op.create_index("ix_operator_contract_assignment_id", "operator_contract", ["assignment_id"])

    op.create_table(
        "service_price",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_id", KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("price_lease", sa.BigInteger(), nullable=True),
        sa.Column("price_service", sa.BigInteger(), nullable=True),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act_id", KEY, nullable=True),
        sa.Column("annulled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_service_price_act_id_act")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_price_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_price")),
    )
    op.create_index("ix_service_price_service_id", "service_price", ["service_id"])

    op.create_table(
        "service_relation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["service.id"], name=op.f("fk_service_relation_other_id_service")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_relation_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_relation")),
        sa.UniqueConstraint(
            "service_id", "other_id", "kind", name=op.f("uq_service_relation_service_id_other_id_kind")
        ),
    )
    op.create_index("ix_service_relation_other_id", "service_relation", ["other_id"])

    op.create_table(
        "formation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("tender_id", KEY, nullable=True),
        sa.Column("bid_id", KEY, nullable=True),
        sa.Column("service_id", KEY, nullable=True),
        sa.Column("object", sa.String(length=16), nullable=False),
        sa.Column("mechanism", sa.String(length=16), nullable=False),
        sa.Column("meets_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["design_assignment.id"], name=op.f("fk_formation_assignment_id_design_assignment")
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_formation_bid_id_bid")),
        sa.ForeignKeyConstraint(["id"], ["procedure.id"], name=op.f("fk_formation_id_procedure")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_formation_service_id_service")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_formation_tender_id_tender")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["assignment_version.id"], name=op.f("fk_formation_version_id_assignment_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formation")),
    )
    op.create_index("ix_formation_assignment_id", "formation", ["assignment_id"])
    op.create_index("ix_formation_service_id", "formation", ["service_id"])
    op.create_index("ix_formation_tender_id", "formation", ["tender_id"])

    op.create_table(
        "service_supplier",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("formation_id", KEY, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("failed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["formation_id"], ["formation.id"], name=op.f("fk_service_supplier_formation_id_formation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_supplier_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_supplier_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_supplier")),
    )
    op.create_index("ix_service_supplier_organisation_id", "service_supplier", ["organisation_id"])
    op.create_index("ix_service_supplier_service_id", "service_supplier", ["service_id"])

    with op.batch_alter_table("deadline") as batch:
        batch.add_column(sa.Column("months", sa.Integer(), nullable=True))
    with op.batch_alter_table("document_use") as batch:
        batch.add_column(sa.Column("reader_id", KEY, nullable=True))
        batch.create_foreign_key("fk_document_use_reader_id_organisation", "organisation", ["reader_id"], ["id"])
    with op.batch_alter_table("protocol") as batch:
        batch.drop_constraint("uq_protocol_tender_id_number", type_="unique")
        batch.drop_constraint("fk_protocol_tender_id_tender", type_="foreignkey")
        batch.alter_column("tender_id", new_column_name="procedure_id", existing_type=KEY, existing_nullable=False)
    with op.batch_alter_table("protocol") as batch:
        batch.create_unique_constraint("uq_protocol_procedure_id_number", ["procedure_id", "number"])
        batch.create_foreign_key("fk_protocol_procedure_id_procedure", "procedure", ["procedure_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("protocol") as batch:
        batch.drop_constraint("uq_protocol_procedure_id_number", type_="unique")
        batch.drop_constraint("fk_protocol_procedure_id_procedure", type_="foreignkey")
        batch.alter_column("procedure_id", new_column_name="tender_id", existing_type=KEY, existing_nullable=False)
    with op.batch_alter_table("protocol") as batch:
        batch.create_unique_constraint("uq_protocol_tender_id_number", ["tender_id", "number"])
        batch.create_foreign_key("fk_protocol_tender_id_tender", "tender", ["tender_id"], ["id"])
    with op.batch_alter_table("deadline") as batch:
        batch.drop_column("months")
    with op.batch_alter_table("document_use") as batch:
        batch.drop_constraint("fk_document_use_reader_id_organisation", type_="foreignkey")
        batch.drop_column("reader_id")
    for table in reversed(TABLES):
        op.drop_table(table)
