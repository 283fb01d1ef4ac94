"""Where the demonstration's clock goes next: the deadline that ends first, or the hour at which bids are opened."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.demo.clock import next_deadline
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.states import CLOSED, PUBLISHED
from qyzmet.web import formats


@dataclass(frozen=True)
class Stop:
    """An instant to move to, and its day and hour as people say them: the end of a day is 24:00."""

    at: dt.datetime
    on: dt.date
    time: str
    # Bids may be opened from then on; else a deadline ends.
    opening: bool = False


def next_stop() -> Stop | None:
    """The earlier of the two; nothing falls due at an opening, but from then on there is something to do."""
    deadline, opening = next_deadline(), _next_opening()
    if opening is not None and (deadline is None or opening < deadline.due_at):
        return Stop(opening, clock.almaty(opening).date(), formats.time(opening), opening=True)
    if deadline is None:
        return None
    return Stop(deadline.due_at, deadline.due_on, formats.closing_time(deadline.due_on, deadline.due_at))


def _next_opening() -> dt.datetime | None:
    return db.session.scalar(
        select(func.min(Tender.opening_at)).where(
            Tender.state.in_((PUBLISHED, CLOSED)), Tender.opening_at > clock.now()
        )
    )
