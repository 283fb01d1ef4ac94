"""What waits for a person of a Commission although no term of theirs says so: declarations, points not yet given."""

from collections.abc import Iterator

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.models import ProcedureSeat
from qyzmet.vocabulary import Seat

from ..models import Tender
from ..procedure.states import SCORING
from ..procedure.tender import TENDERS
from . import points, seats

# The states in which who sits has something to say.
_SAT = sorted({state for move in TENDERS.moves_of("declare") for state in move.from_})
# Beyond that, nobody reads on.
_MOST = 50


def tasks_of(actor: Actor) -> Iterator[tuple[Tender, str]]:
    """Running tenders in which the actor has a seat, each with what is to be done: to declare, to score."""
    if actor.user is None:
        return
    rows = db.session.scalars(
        select(ProcedureSeat)
        .join(Tender, Tender.id == ProcedureSeat.procedure_id)
        .where(ProcedureSeat.user_id == actor.user.id, ProcedureSeat.until.is_(None), Tender.state.in_(_SAT))
        .order_by(ProcedureSeat.procedure_id)
        .limit(_MOST)
    ).all()
    for row in rows:
        tender = db.session.get_one(Tender, row.procedure_id)
        if not seats.belongs(row):
            continue
        if row.interest is None:
            yield tender, "declare"
        elif row.seat is not Seat.SECRETARY and tender.state == SCORING and _has_to_score(tender, actor.user):
            yield tender, "score"


def _has_to_score(tender: Tender, user: User) -> bool:
    return len(points.own(tender, user)) < len(points.to_give(tender))
