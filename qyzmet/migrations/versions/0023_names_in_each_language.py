"""A procedure has its name in each language, where it has several: an IC service, and what was begun for it or develops
it. Lists and pages of every room show the reader's.

What is there gets the names of its service as it is called now; a function passport those that it gives itself.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from qyzmet.database import JSONText

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_PROCEDURE = sa.table(
    "procedure", sa.column("id"), sa.column("kind"), sa.column("data", JSONText()), sa.column("titles", JSONText())
)
_ASSIGNMENT = sa.table("design_assignment", sa.column("id"), sa.column("source_id"))
_FORMATION = sa.table("formation", sa.column("id"), sa.column("assignment_id"))
_DEVELOPMENT = sa.table("development", sa.column("id"), sa.column("service_id"))
_OF_THEIR_OWN = ("services", "passports")
_LANGUAGES = ("kk", "ru", "en")


def upgrade() -> None:
    op.add_column("procedure", sa.Column("titles", JSONText(), nullable=True))
    named = _PROCEDURE.c.kind.in_(_OF_THEIR_OWN)
    _keep({row.id: _names(row.data) for row in op.get_bind().execute(_PROCEDURE.select().where(named)).all()})
    # Each from what it was begun for, in this order.
    for begun, source in (
        (_DEVELOPMENT, _DEVELOPMENT.c.service_id),
        (_ASSIGNMENT, _ASSIGNMENT.c.source_id),
        (_FORMATION, _FORMATION.c.assignment_id),
    ):
        query = sa.select(begun.c.id, _PROCEDURE.c.titles).join(_PROCEDURE, _PROCEDURE.c.id == source)
        _keep({row.id: row.titles for row in op.get_bind().execute(query).all()})


def _names(data: dict[str, Any] | None) -> dict[str, str] | None:
    said = (data or {}).get("names") or {}
    return {key: str(said[key]) for key in _LANGUAGES if said.get(key)} or None


def _keep(titles: dict[int, dict[str, str] | None]) -> None:
    for number, names in titles.items():
        if names:
            op.get_bind().execute(_PROCEDURE.update().where(_PROCEDURE.c.id == number).values(titles=names))


def downgrade() -> None:
    op.drop_column("procedure", "titles")
