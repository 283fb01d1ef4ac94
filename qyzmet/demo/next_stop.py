"""Where the demonstration's clock goes next: the deadline that ends first, or the hour at which something may be done:
bids are opened, the Commission meets on forming, a development is discussed.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from qyzmet import clock
from qyzmet.catalog.development import hour
from qyzmet.catalog.models import Development, Formation
from qyzmet.catalog.procedure.states import DISCUSSING, MEETING_CALLED
from qyzmet.database import db
from qyzmet.demo.clock import next_deadline
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.states import CLOSED, PUBLISHED
from qyzmet.vocabulary import N_
from qyzmet.web import formats

_DEADLINE = N_("to the next deadline")
_OPENING = N_("to the opening of bids")
_MEETING = N_("to the meeting of the Commission")
_DISCUSSION = N_("to the discussion of the development")


@dataclass(frozen=True)
class Stop:
    """An instant to move to, and its day and hour as people say them: the end of a day is 24:00."""

    at: dt.datetime
    on: dt.date
    time: str
    # What is there, as the button says it.
    what: str


def next_stop() -> Stop | None:
    """The earliest of them; nothing falls due at an hour of that kind, but from then on there is something to do."""
    deadline, first = next_deadline(), min(_hours(), default=None)
    if first is not None and (deadline is None or first[0] < deadline.due_at):
        at, what = first
        return Stop(at, clock.almaty(at).date(), formats.time(at), what)
    if deadline is None:
        return None
    return Stop(deadline.due_at, deadline.due_on, formats.closing_time(deadline.due_on, deadline.due_at), _DEADLINE)


def _hours() -> Iterator[tuple[dt.datetime, str]]:
    now = clock.now()
    opening = select(func.min(Tender.opening_at)).where(Tender.state.in_((PUBLISHED, CLOSED)), Tender.opening_at > now)
    meeting = select(func.min(Formation.meets_at)).where(Formation.state == MEETING_CALLED, Formation.meets_at > now)
    found = db.session.execute(select(opening.scalar_subquery(), meeting.scalar_subquery())).one()
    for at, what in zip(found, (_OPENING, _MEETING), strict=True):
        if at is not None:
            yield at, what
    for development in db.session.scalars(select(Development).where(Development.state == DISCUSSING)):
        at = hour.of(development)
        if at is not None and at > now:
            yield at, _DISCUSSION
