"""¶ 47, 49; H3, H9, H21, H30: the window in which bids are taken, with the dates that follow from it.

The acceptance is counted from the day on which the window begins, the day of publication or of a material amendment;
questions end so many days before its last day, and the opening follows it. A window is never shortened: an extension
after an outage only lengthens it, a material amendment starts it again, in full.
"""

import datetime as dt
from dataclasses import dataclass, replace

from qyzmet import clock
from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from ...deadlines.calculator.explanation import Explanation
from ...deadlines.working_days import WorkingCalendar

OPENING_HOUR = 10
_ONE_DAY = dt.timedelta(days=1)
_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Lengths:
    """The numbers that a window is counted with: ¶ 47, H21, H3 in working days, H9 as an hour of the day."""

    acceptance: int
    questions_before_end: int
    opening_after: int
    office_closes: int


@dataclass(frozen=True, slots=True)
class Window:
    """When bids, paper and questions are taken, and when bids are opened.

    The `until` instants are the first that are too late. `last_day` is the last day with an instant that is not.
    """

    published_at: dt.datetime
    last_day: dt.date
    accepts_until: dt.datetime
    paper_until: dt.datetime
    questions_until: dt.datetime
    opening_at: dt.datetime
    # How they were counted. An extended window ends later than its acceptance was counted.
    acceptance: Explanation
    questions: Explanation
    opening: Explanation
    extended: bool = False

    @property
    def last_instant(self) -> dt.datetime:
        """The last instant that is in time: the event from whose day the opening is counted (H3)."""
        return self.accepts_until - _MOMENT

    @property
    def provisional(self) -> bool:
        """Whether a date rests on a year whose calendar is not decreed yet."""
        return any(each.provisional for each in (self.acceptance, self.questions, self.opening))

    def working_days(self, calendar: WorkingCalendar) -> int:
        """How many working days it takes bids: those of ¶ 47, more when it was extended."""
        return calendar.between(self.acceptance.event_on, self.last_day)

    def moments(self) -> tuple["Moment", ...]:
        """The dates that a page states, in their order, each with how it was counted."""
        until = N_("Bids until, after an extension") if self.extended else N_("Bids until")
        return (
            Moment("published", N_("Published"), self.published_at, "¶ 42", None),
            Moment("questions", N_("Questions until"), self.questions_until, "H21", self.questions),
            Moment("paper", N_("On paper or a carrier until"), self.paper_until, "H9", self.acceptance),
            Moment("bids", until, self.accepts_until, "¶ 47", self.acceptance),
            Moment("opening", N_("Opening of the bids"), self.opening_at, "H3", self.opening),
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """One date of a window: its key and title, the instant, the rule, and the counting if days were counted."""

    key: str
    title: str
    at: dt.datetime
    rule: str
    counted: Explanation | None


def announced(published_at: dt.datetime, calendar: WorkingCalendar, lengths: Lengths) -> Window:
    """The window of an announcement published now: the day of publication is not counted (¶ 47)."""
    acceptance = calendar.explain(_day(published_at), lengths.acceptance)
    return _ending(published_at, acceptance.due_at, acceptance, calendar, lengths)


def restarted(window: Window, amended_at: dt.datetime, calendar: WorkingCalendar, lengths: Lengths) -> Window:
    """H30: after a material amendment the window starts again, in full; an end that was later stays."""
    again = announced(amended_at, calendar, lengths)
    return extended(again, window.accepts_until, calendar, lengths) if _shortens(again, window) else again


def against_extending(window: Window, until: dt.datetime, now: dt.datetime) -> Said | None:
    """What stands against an extension: it never shortens, and does not end in the past."""
    if _instant(until) <= window.accepts_until:
        return Said(
            N_("An extension never shortens: bids are taken until %(until)s already"),
            {"until": window.accepts_until},
            "¶ 47",
            "until",
        )
    if until <= now:
        return Said(N_("This instant is over: give a later one"), {}, "¶ 47", "until")
    return None


def extended(window: Window, until: dt.datetime, calendar: WorkingCalendar, lengths: Lengths) -> Window:
    """The window until a later instant; no date of it comes earlier. An earlier instant leaves it as it is."""
    if _instant(until) <= window.accepts_until:
        return window
    longer = _ending(window.published_at, until, window.acceptance, calendar, lengths)
    return replace(
        longer,
        paper_until=max(longer.paper_until, window.paper_until),
        questions_until=max(longer.questions_until, window.questions_until),
        opening_at=max(longer.opening_at, window.opening_at),
        extended=True,
    )


def recounted(window: Window, calendar: WorkingCalendar, lengths: Lengths) -> Window:
    """An open window after a change of the calendar: a day off that was decreed lengthens it, nothing shortens it."""
    anew = announced(window.published_at, calendar, lengths)
    return extended(anew, window.accepts_until, calendar, lengths) if _shortens(anew, window) else anew


def in_time(received_at: dt.datetime, until: dt.datetime) -> bool:
    """Whether what was received whole at that instant came before the end: 23:59:59.999999 did, 00:00 did not."""
    return _instant(received_at) < _instant(until)


def late(received_at: dt.datetime, until: dt.datetime, rule: str = "¶ 47") -> Said | None:
    """Why it is too late, saying when it ended; None when it is not."""
    if in_time(received_at, until):
        return None
    facts = {"received": received_at, "until": until}
    return Said(N_("Received at %(received)s. That is too late: it ended at %(until)s"), facts, rule)


def _ending(
    published_at: dt.datetime,
    accepts_until: dt.datetime,
    acceptance: Explanation,
    calendar: WorkingCalendar,
    lengths: Lengths,
) -> Window:
    last_day = _day(accepts_until - _MOMENT)
    # On a day off the office is closed all day, so paper is taken on the working day before.
    office_day = calendar.add(last_day + _ONE_DAY, -1)
    questions = calendar.explain(last_day, -lengths.questions_before_end)
    opening = calendar.explain(last_day, lengths.opening_after)
    return Window(
        published_at=_instant(published_at),
        last_day=last_day,
        accepts_until=accepts_until,
        paper_until=min(accepts_until, _hour_of(office_day, lengths.office_closes)),
        questions_until=questions.due_at,
        opening_at=clock.at(opening.due_on, OPENING_HOUR),
        acceptance=acceptance,
        questions=questions,
        opening=opening,
    )


def _shortens(new: Window, old: Window) -> bool:
    return new.accepts_until < old.accepts_until


def _hour_of(day: dt.date, hour: int) -> dt.datetime:
    return clock.end_of(day) if hour == 24 else clock.at(day, hour)


def _day(instant: dt.datetime) -> dt.date:
    return clock.almaty(_instant(instant)).date()


def _instant(instant: dt.datetime) -> dt.datetime:
    """An instant as it is. Raises ValueError where it does not say its offset."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("an instant says its offset")
    return instant
