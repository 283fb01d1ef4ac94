"""The order of the Catalogue by name and price, and the trigrams of its words.

Services that there are get their order from their names and prices. Words and trigrams are made anew after every
upgrade (`schema.upgrade`).
"""

import sqlalchemy as sa
from alembic import op

from qyzmet.web.sorting import kazakh_order

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NO_PRICE = str(2**62)
NAMES = ("kk", "ru", "en")
PRICES = ("price", "highest")


def upgrade() -> None:
    bytewise = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
    op.create_table(
        "search_trigram",
        sa.Column("trigram", bytewise, nullable=False),
        sa.Column("word", bytewise, nullable=False),
        sa.PrimaryKeyConstraint("trigram", "word", name=op.f("pk_search_trigram")),
        sqlite_with_rowid=False,
    )
    sorted_by = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    for key in NAMES:
        op.add_column("service", sa.Column(f"sort_{key}", sorted_by, nullable=False, server_default=sa.text("''")))
    for key in PRICES:
        price = sa.Column(f"sort_{key}", sa.BigInteger(), nullable=False, server_default=sa.text(NO_PRICE))
        op.add_column("service", price)
    _sort()
    for key in (*NAMES, *PRICES):
        op.create_index(f"ix_service_sort_{key}_id", "service", [f"sort_{key}", "id"])


def _sort() -> None:
    service = sa.table("service", *(sa.column(name) for name in ("id", "price_service", "sort_price", "sort_highest")))
    for key in NAMES:
        service.append_column(sa.column(f"name_{key}"))
        service.append_column(sa.column(f"sort_{key}"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(service)).mappings().all():
        values = {f"sort_{key}": kazakh_order(row[f"name_{key}"]) for key in NAMES}
        if row["price_service"] is not None:
            values |= {"sort_price": row["price_service"], "sort_highest": -row["price_service"]}
        connection.execute(sa.update(service).where(service.c.id == row["id"]).values(values))


def downgrade() -> None:
    for key in (*NAMES, *PRICES):
        op.drop_index(f"ix_service_sort_{key}_id", "service")
        op.drop_column("service", f"sort_{key}")
    op.drop_table("search_trigram")
