"""Sealed rows have neither a time nor an order; of suppliers' people the days alone are kept.

What is kept is coarsened: their sessions, tokens and feeds say the day; rows of sealed bids, of who takes part and of
kept answers get random numbers; an answer to a supplier's key keeps its day, and one under way is freed (its caller,
cut off by the upgrade, asks again). Running procedures stay as they are. The worker takes the times of the files in the
storage away when it is night.
"""

import datetime as dt
import secrets
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None

ALMATY = ZoneInfo("Asia/Almaty")
INSTANT = sa.DateTime(timezone=True)
MARKS = {
    "user_session": ("created_at", "last_seen_at", "ended_at", "second_factor_at"),
    "api_token": ("created_at", "last_used_at", "revoked_at"),
    "feed_key": ("created_at", "last_used_at", "revoked_at"),
    "tender_following": ("since",),
}


def upgrade() -> None:
    with op.batch_alter_table("user_session") as batch:
        batch.add_column(sa.Column("by_day", sa.Boolean(), server_default=sa.false(), nullable=False))
    connection = op.get_bind()
    for table, columns in MARKS.items():
        _coarsen(
            connection,
            table,
            columns,
            "SELECT m.user_id FROM membership m JOIN organisation o ON"
            " o.id = m.organisation_id WHERE o.kind = 'supplier'",
            "user_id",
        )
    connection.execute(
        sa.text(
            "UPDATE user_session SET by_day = :yes WHERE user_id IN (SELECT m.user_id FROM membership m"
            " JOIN organisation o ON o.id = m.organisation_id WHERE o.kind = 'supplier')"
        ),
        {"yes": True},
    )
    connection.execute(sa.text("DELETE FROM idempotent_answer WHERE blind_key IS NOT NULL AND status IS NULL"))
    _coarsen(
        connection,
        "idempotent_answer",
        ("created_at",),
        "SELECT id FROM idempotent_answer WHERE blind_key IS NOT NULL",
        "id",
    )
    _number_anew(connection, "idempotent_answer")
    parts = [dict(row) for row in connection.execute(sa.text("SELECT * FROM taken_part")).mappings()]
    connection.execute(sa.text("DELETE FROM taken_part"))
    bids = _number_anew(connection, "sealed_bid")
    for row in parts:
        row |= {"id": _random(), "bid_id": bids[row["bid_id"]]}
    secrets.SystemRandom().shuffle(parts)
    if parts:
        connection.execute(
            sa.text(
                "INSERT INTO taken_part (id, tender_id, bid_id, supplier) VALUES (:id, :tender_id, :bid_id, :supplier)"
            ),
            parts,
        )
    if connection.dialect.name == "postgresql":
        for table in ("sealed_bid", "taken_part", "idempotent_answer"):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN id DROP DEFAULT")
            op.execute(f"DROP SEQUENCE IF EXISTS {table}_id_seq")


def _coarsen(connection: sa.Connection, name: str, columns: tuple[str, ...], whose: str, by: str) -> None:
    """Put the beginning of the day in Kazakhstan in the place of each instant."""
    table = sa.table(name, sa.column("id"), sa.column(by), *(sa.column(each, INSTANT) for each in columns))
    for column in columns:
        found = connection.execute(
            sa.select(table.c.id, table.c[column]).where(
                table.c[column].is_not(None), sa.text(f"{name}.{by} IN ({whose})")
            )
        ).all()
        for row, instant in found:
            connection.execute(sa.update(table).where(table.c.id == row).values({column: _day(instant, connection)}))


def _day(instant: dt.datetime, connection: sa.Connection) -> dt.datetime:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
    day = dt.datetime.combine(aware.astimezone(ALMATY).date(), dt.time(), ALMATY).astimezone(dt.UTC)
    return day.replace(tzinfo=None) if connection.dialect.name == "sqlite" else day


def _number_anew(connection: sa.Connection, name: str) -> dict[int, int]:
    """Random numbers in the place of those that were counted; gives the new ones by the old."""
    table = sa.table(name, sa.column("id"))
    numbers = {old: _random() for old in connection.scalars(sa.select(table.c.id))}
    for old, new in numbers.items():
        connection.execute(sa.update(table).where(table.c.id == old).values(id=new))
    return numbers


def _random() -> int:
    return 1 + secrets.randbelow(2**62)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("sealed_bid", "taken_part", "idempotent_answer"):
            op.execute(f"CREATE SEQUENCE {table}_id_seq OWNED BY {table}.id START 5000000000000000000")
            op.execute(f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{table}_id_seq')")
    with op.batch_alter_table("user_session") as batch:
        batch.drop_column("by_day")
