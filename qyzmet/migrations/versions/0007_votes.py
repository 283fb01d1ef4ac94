"""Votes of the Commission: each member's own, under a proposal of the chair.

Running procedures are carried over so:

- A protocol that names a supplier and waited for signatures becomes the open proposal. Who had signed it has voted,
  as its own record of the votes says, for it where that says nothing; the others vote now. Its text and hash stay.
- A protocol that is published keeps its record of votes as the outcome. Its signatures are no votes, and stay.
- Where nobody can be chosen no term of H36 is started behind anybody's back: what runs, runs on.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PROTOCOL = sa.table(
    "protocol",
    sa.column("id", sa.BigInteger),
    sa.column("kind", sa.String),
    sa.column("data", sa.Text),
    sa.column("published_at", sa.DateTime(timezone=True)),
    sa.column("annulled_at", sa.DateTime(timezone=True)),
    sa.column("outcome", sa.Text),
)
SIGNATURE = sa.table(
    "protocol_signature",
    sa.column("id", sa.BigInteger),
    sa.column("protocol_id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("in_favour", sa.Boolean),
    sa.column("dissent", sa.Text),
)


def upgrade() -> None:
    op.add_column("protocol", sa.Column("outcome", sa.Text(), nullable=True))
    op.add_column("protocol_signature", sa.Column("in_favour", sa.Boolean(), nullable=True))
    op.add_column("protocol_signature", sa.Column("dissent", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("protocol_signature", sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    decided = sa.select(PROTOCOL).where(PROTOCOL.c.kind.in_(("decision", "outcome")))
    for row in connection.execute(decided).mappings().all():
        data = json.loads(row["data"])
        if row["published_at"] is not None:
            _keep_outcome(connection, row["id"], data)
        elif row["annulled_at"] is None:
            _turn_into_votes(connection, row["id"], data)


def _keep_outcome(connection: sa.Connection, protocol: int, data: dict[str, Any]) -> None:
    outcome = {
        "carried": True,
        "closed_by_chair": False,
        "votes": data.get("votes", []),
        "tally": data["tally"],
        "aside": data.get("aside", []),
    }
    text = json.dumps(outcome, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    connection.execute(PROTOCOL.update().where(PROTOCOL.c.id == protocol).values(outcome=text))


def _turn_into_votes(connection: sa.Connection, protocol: int, data: dict[str, Any]) -> None:
    recorded = {each["user"]: each for each in data.get("votes", [])}
    signed = sa.select(SIGNATURE.c.id, SIGNATURE.c.user_id).where(SIGNATURE.c.protocol_id == protocol)
    for signature, user in connection.execute(signed).all():
        vote = recorded.get(f"U-{user}", {})
        connection.execute(
            SIGNATURE.update()
            .where(SIGNATURE.c.id == signature)
            .values(in_favour=vote.get("for", True), dissent=vote.get("dissent", ""))
        )


def downgrade() -> None:
    for column in ("late", "dissent", "in_favour"):
        op.drop_column("protocol_signature", column)
    op.drop_column("protocol", "outcome")
