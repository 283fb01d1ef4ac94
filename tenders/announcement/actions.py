"""Announcements (¶ 42, 47; H21, H30): prepared, consented, published, asked about, amended, extended, closed; gathered
from the modules that carry each out. Nothing here commits.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act

from ..models import Tender
from . import amend, dates, draft, extend, follow_assignment, publish, questions
from .dates import lengths_of as lengths_of
from .dates import window_of as window_of
from .design_assignment import assignment_data as assignment_data
from .design_assignment import documents_of as documents_of

_MOMENT = dt.timedelta(microseconds=1)

GUARDS: Mapping[str, Guard] = {
    "save": draft.against_saving,
    **publish.GUARDS,
    **questions.GUARDS,
    **amend.GUARDS,
    **extend.GUARDS,
}
CHANGES: Mapping[str, Change] = {
    **publish.CHANGES,
    **questions.CHANGES,
    **amend.CHANGES,
    **extend.CHANGES,
}
CASES: Mapping[str, Callable[[Tender, Body, Actor], str]] = {**amend.CASES, **extend.CASES}


def _window_began(tender: Tender, act: Act) -> dt.datetime:
    """The days of ¶ 47 count from the window's beginning, also where an extension opens the term anew."""
    return act.at if act.action in ("publish", "amend") else tender.window_from or act.at


def _last_instant(tender: Tender, act: Act) -> dt.datetime:
    """H3: the opening counts from the last day of acceptance, not from the midnight at which it ended."""
    return (tender.accepts_until or act.at) - _MOMENT


def _end_of_window(tender: Tender, act: Act) -> dt.datetime | None:
    return tender.accepts_until


def _end_of_opening_day(tender: Tender, act: Act) -> dt.datetime | None:
    """The opening that was announced is never late on its own day, whatever H3 says by then."""
    return None if tender.opening_at is None else clock.end_of(clock.almaty(tender.opening_at).date())


EVENTS: Mapping[str, Callable[[Tender, Act], dt.datetime]] = {
    "announce": draft.counted_from,
    "consent_to_announce": draft.counted_from,
    "accept_bids": _window_began,
    "set_commission": _window_began,
    "answer": questions.asked_first,
    "open_bids": _last_instant,
}
UNTILS: Mapping[str, Callable[[Tender, Act], dt.datetime | None]] = {
    "accept_bids": _end_of_window,
    "set_commission": _end_of_window,
    "open_bids": _end_of_opening_day,
}
WAITS: Mapping[str, Callable[[Tender], bool]] = {
    "set_commission": publish.needs_no_term_for_commission,
    "answer": questions.is_under_way,
}
RESTS_ON = {"assignments": follow_assignment.follow}
moved = dates.recount
after_save = draft.after_save
