"""How many working days each step took, for the statistics, and what these read instead of whole rows.

Steps that were done before are counted now, by the calendar as it stands: a term counts where the act that closed it
was of the party that had to act, or recorded on its behalf, and is not annulled. Terms that fell away (a withdrawal, an
amendment, a cancellation), ended by time or run have no number. No term that runs is changed.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from qyzmet.database import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ALMATY = ZoneInfo("Asia/Almaty")
_DAYS = sa.table("calendar_day", sa.column("on", sa.Date), sa.column("kind"))
_ACTS = sa.table("act", *(sa.column(name) for name in ("id", "action", "party", "annulled_by_id")))
_DEADLINES = sa.table(
    "deadline",
    *(sa.column(name) for name in ("id", "owner", "state", "opened_by_id", "closed_by_id", "took")),
    sa.column("event_on", sa.Date),
    sa.column("closed_at", UTCDateTime),
)
# They end a term in which somebody else, or the same party, did not do what it waited for.
_NOT_DONE = (
    *("withdraw", "amend", "wait", "extend", "close", "decline_contract", "record_silence", "end"),
    "request_test_infrastructure",
)
# Recorded by the integrator on behalf of whom the term is: papers.
_ON_BEHALF = ("agree_security", "return", "submit")
_OFF = ("holiday", "moved_rest")
_PIECE = 5_000


def upgrade() -> None:
    op.add_column("deadline", sa.Column("took", sa.Integer(), nullable=True))
    _count(op.get_bind())
    op.create_index(
        "ix_deadline_procedure_id_took",
        "deadline",
        [
            *("procedure_id", "term", "owner", "owner_organisation_id"),
            *("took", "working_days", "closed_at", "due_at"),
        ],
        sqlite_where=sa.text("took IS NOT NULL"),
        postgresql_where=sa.text("took IS NOT NULL"),
    )
    op.create_index(
        "ix_procedure_is_public_kind_state_submitted_at", "procedure", ["is_public", "kind", "state", "submitted_at"]
    )


def _count(connection: sa.Connection) -> None:
    kinds = {row.on: str(row.kind) for row in connection.execute(sa.select(_DAYS.c.on, _DAYS.c.kind))}
    closing, opening = _ACTS.alias("closing"), _ACTS.alias("opening")
    done = (
        sa.select(_DEADLINES.c.id, _DEADLINES.c.event_on, _DEADLINES.c.closed_at)
        .join(closing, closing.c.id == _DEADLINES.c.closed_by_id)
        .outerjoin(opening, opening.c.id == _DEADLINES.c.opened_by_id)
        .where(
            _DEADLINES.c.state == "closed",
            closing.c.annulled_by_id.is_(None),
            opening.c.annulled_by_id.is_(None),
            closing.c.action.not_in(_NOT_DONE),
            sa.or_(closing.c.party == _DEADLINES.c.owner, closing.c.action.in_(_ON_BEHALF)),
        )
        .order_by(_DEADLINES.c.id)
    )
    counted: dict[tuple[dt.date, dt.date], int] = {}
    values = []
    for row in connection.execute(done).all():
        span = (row.event_on, row.closed_at.astimezone(_ALMATY).date())
        if span not in counted:
            counted[span] = _working_days(*span, kinds)
        values.append({"row": row.id, "days": counted[span]})
    change = _DEADLINES.update().where(_DEADLINES.c.id == sa.bindparam("row")).values(took=sa.bindparam("days"))
    for first in range(0, len(values), _PIECE):
        connection.execute(change, values[first : first + _PIECE])


def _working_days(after: dt.date, until: dt.date, kinds: dict[dt.date, str]) -> int:
    days = (after + dt.timedelta(days=place) for place in range(1, (until - after).days + 1))
    return sum(1 for day in days if _is_worked(day, kinds))


def _is_worked(day: dt.date, kinds: dict[dt.date, str]) -> bool:
    kind = kinds.get(day)
    return day.weekday() < 5 if kind is None else kind not in _OFF


def downgrade() -> None:
    op.drop_index("ix_procedure_is_public_kind_state_submitted_at", table_name="procedure")
    op.drop_index("ix_deadline_procedure_id_took", table_name="deadline", sqlite_where=sa.text("took IS NOT NULL"))
    op.drop_column("deadline", "took")
