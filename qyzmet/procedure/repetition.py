"""The same act once more: a second click, a second tab, a system that sends again. It is recorded once.

A move that leads to another state has one winner by that. One that leaves the state can be taken again, with another
content: word for word the same, with nothing in between, is a repetition, unless the table says what it means.
"""

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Move


def is_repetition(procedure: Procedure, move: Move, body: Body, actor: Actor) -> bool:
    """Whether the newest act that stands is this one: the same move of the same person, with the same content."""
    if move.leads_on or move.again or move.sealed or move.anonymous or actor.user is None:
        return False
    newest = db.session.scalar(select(Act).where(Act.procedure_id == procedure.id).order_by(Act.id.desc()).limit(1))
    return (
        newest is not None
        and newest.annulled_by_id is None
        and (newest.action, newest.user_id) == (move.action, actor.user.id)
        # Acts keep what they led to beside what was sent.
        and all(newest.body.get(key) == value for key, value in body.items())
    )
