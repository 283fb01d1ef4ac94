"""The end of the acceptance of bids (¶ 47), which time itself brings, and from when they are opened (H3).

Nothing here commits.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act

from ..models import Tender
from . import dates

_MOMENT = dt.timedelta(microseconds=1)


def close(tender: Tender, body: Body, act: Act) -> None:
    """The opening is not held on a day that became a day off meanwhile (H3)."""
    dates.recount(tender, "open_bids", act.at)


def _last_instant(tender: Tender, act: Act) -> dt.datetime:
    """H3: the opening counts from the last day of acceptance, not from the midnight at which it ended."""
    return (tender.accepts_until or act.at) - _MOMENT


def _end_of_opening_day(tender: Tender, act: Act) -> dt.datetime | None:
    """The opening that was announced is never late on its own day, whatever H3 says by then."""
    return None if tender.opening_at is None else clock.end_of(clock.almaty(tender.opening_at).date())


CLOSE = Action("close", carry_out=close)
OPENING_TERM = TermRule("open_bids", counts_from=_last_instant, not_before=_end_of_opening_day)
