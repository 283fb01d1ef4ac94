"""The dates of a tender (¶ 47; H3, H9, H21): the window that its publication opened, counted by rules/window.py and
kept with it.
"""

import datetime as dt
from dataclasses import asdict, replace

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act

from ...deadlines.calendar import in_force as calendars
from ..models import Tender
from ..procedure.tender import TENDERS
from ..rules import window as windows
from ..rules.window import Lengths, Window


def lengths_now(edition_key: str) -> Lengths:
    """The numbers now in force under an edition: ¶ 47's days, and the house rules H3, H9 and H21."""
    return Lengths(
        acceptance=editions.working_days(TENDERS.term("accept_bids"), edition_key),
        questions_before_end=int(editions.house_rule("H21", edition_key)),
        opening_after=int(editions.house_rule("H3", edition_key)),
        office_closes=int(editions.house_rule("H9", edition_key)),
    )


def lengths_of(tender: Tender) -> Lengths:
    """The numbers that the tender's window is counted with: those of its publication, before it those now in force.

    Hours for the office's closing, working days for the rest.
    """
    return Lengths(**tender.lengths) if tender.lengths else lengths_now(tender.edition_key)


def expected(tender: Tender, at: dt.datetime) -> Window:
    """The window that a publication at that instant would open, by the calendar and the house rules now in force."""
    return windows.announced(at, calendars.current(), lengths_now(tender.edition_key))


def window_of(tender: Tender) -> Window:
    """The window as it was announced and is kept, with how it was counted; `published_at` is when it began.

    Dates that were announced stand, whatever the calendar and the house rules say now. Raises LookupError for a tender
    that is not published.
    """
    if tender.window_from is None or tender.accepts_until is None:
        raise LookupError(f"{tender.public_number} is not published")
    calendar, lengths = calendars.current(), lengths_of(tender)
    counted = windows.announced(tender.window_from, calendar, lengths)
    counted = windows.extended(counted, tender.accepts_until, calendar, lengths)
    return replace(
        counted,
        last_day=clock.day_ending_at(tender.accepts_until),
        accepts_until=tender.accepts_until,
        paper_until=tender.paper_until or counted.paper_until,
        questions_until=tender.questions_until or counted.questions_until,
        opening_at=tender.opening_at or counted.opening_at,
        extended=tender.extended,
    )


def begin(tender: Tender, at: dt.datetime) -> Window:
    """Open the window in full from that instant, anew after a material amendment (H30): it never ends earlier then.

    The numbers are those now in force. Returns the window, which the tender keeps from now on.
    """
    # Whoever changes the calendar waits until this is committed, so that the window and its term are counted alike.
    db.session.flush()
    audit.lock_trail()
    before = window_of(tender) if tender.accepts_until is not None else None
    lengths = lengths_now(tender.edition_key)
    calendar = calendars.current()
    opened = windows.announced(at, calendar, lengths)
    if before is not None:
        opened = windows.restarted(before, at, calendar, lengths)
    tender.lengths = asdict(lengths)
    tender.window += 1
    tender.window_from = at
    _keep(tender, opened)
    return opened


def lengthen(tender: Tender, until: dt.datetime) -> Window:
    """Take bids until a later instant, after an outage; no date comes earlier. Returns the window."""
    db.session.flush()
    audit.lock_trail()
    longer = windows.extended(window_of(tender), until, calendars.current(), lengths_of(tender))
    _keep(tender, longer)
    return longer


def recount(tender: Tender, key: str, due_at: dt.datetime) -> None:
    """After a change of the calendar: the dates follow the end of the acceptance, and none comes earlier.

    Once the acceptance has ended nothing of it moves but a coming opening, which is not held on a day off.
    """
    if tender.accepts_until is None or key not in ("accept_bids", "open_bids"):
        return
    calendar, lengths = calendars.current(), lengths_of(tender)
    before = window_of(tender)
    if key == "open_bids":
        opening_on = calendar.add(before.last_day, lengths.opening_after)
        tender.opening_at = max(before.opening_at, clock.at(opening_on, windows.OPENING_HOUR))
        return
    anew = windows.recounted(before, calendar, lengths)
    # The term has been counted already, and lengthened by the same days: what people see and what ends it are one.
    anew = windows.extended(anew, due_at, calendar, lengths)
    _keep(tender, replace(anew, extended=tender.extended))


def _keep(tender: Tender, window: Window) -> None:
    """Write the window's instants into the tender."""
    tender.accepts_until = window.accepts_until
    tender.paper_until = window.paper_until
    tender.questions_until = window.questions_until
    tender.opening_at = window.opening_at
    tender.extended = window.extended


def working_days_left(tender: Tender) -> int:
    """Working days left after today up to the last day for bids; 0 on it; negative when it has passed."""
    return calendars.current().between(clock.today(), window_of(tender).last_day)


def has_ended(tender: Tender, at: dt.datetime) -> bool:
    """Whether the acceptance of bids is over at that instant, also where nobody has closed it yet."""
    return tender.accepts_until is not None and not windows.in_time(at, tender.accepts_until)


def window_began(tender: Tender, act: Act) -> dt.datetime:
    """The days of ¶ 47 count from the window's beginning, also where an extension opens the term anew."""
    return act.at if act.action in ("publish", "amend") else tender.window_from or act.at


def window_ends(tender: Tender, act: Act) -> dt.datetime | None:
    """No term of the window ends before the window itself, which may have been extended."""
    return tender.accepts_until


def _told_already(tender: Tender, action: str) -> bool:
    """Whoever publishes sees all dates above the form, and whoever extends says the end: their pages tell no term."""
    return action in ("publish", "extend")


ACCEPTANCE_TERM = TermRule("accept_bids", counts_from=window_began, not_before=window_ends, will_wait=_told_already)
