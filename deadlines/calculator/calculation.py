"""The calculator's answers: the day or the number, each day looked at, and the rule of counting in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from qyzmet.translating import gettext as _

from ..calendar.day_names import reason_text
from ..forms import BetweenForm, Direction, DueForm, Find
from ..shown_deadline import ShownDay
from ..working_days import OutOfRange, WorkingCalendar
from .explanation import StripDay, StripKind

# A strip that is longer cannot be taken in at a glance: then only the days that are special are listed.
LONGEST_STRIP = 70
MOST_LISTED = 200


@dataclass(frozen=True)
class Answer:
    """What the calculator found. `strip` is empty for a long span; `special` lists holidays and moved days."""

    find: Find
    from_on: dt.date
    number: int
    due_on: dt.date
    back: bool
    strip: Sequence[ShownDay]
    special: Sequence[ShownDay]
    weekends: int
    days_off: int
    undecreed_years: Sequence[int]


def due(form: DueForm, calendar: WorkingCalendar) -> Answer | None:
    """The last day of the form's term; None, with the error at its field, when it lies outside 1990-2100."""
    back = form.direction.data == Direction.BACK
    number = -form.working_days.data if back else form.working_days.data
    try:
        found = calendar.explain(form.from_.data, number)
    except OutOfRange:
        form.working_days.errors = [*form.working_days.errors, _("The term would end outside the years 1990 to 2100")]
        return None
    return _answer(Find.DUE, form.from_.data, number, found.due_on, back, found.strip, found.undecreed_years)


def between(form: BetweenForm, calendar: WorkingCalendar) -> Answer:
    """The working days between the form's two days."""
    first, last = form.from_.data, form.to.data
    strip = calendar.strip(first, last)
    number = calendar.between(first, last)
    return _answer(Find.BETWEEN, first, number, last, last < first, strip, calendar.undecreed_years(first, last))


def _answer(
    find: Find,
    from_on: dt.date,
    number: int,
    due_on: dt.date,
    back: bool,
    strip: Sequence[StripDay],
    undecreed_years: Sequence[int],
) -> Answer:
    off = [day for day in strip if not day.working]
    special = [day for day in strip if day.kind not in (None, StripKind.WEEKEND)][:MOST_LISTED]
    return Answer(
        find=find,
        from_on=from_on,
        number=number,
        due_on=due_on,
        back=back,
        strip=[_shown(day) for day in strip] if len(strip) <= LONGEST_STRIP else [],
        special=[_shown(day) for day in special],
        weekends=sum(day.kind is StripKind.WEEKEND for day in off),
        days_off=len(off),
        undecreed_years=undecreed_years,
    )


def _shown(day: StripDay) -> ShownDay:
    special = not day.working or day.kind is StripKind.MOVED_WORK
    return ShownDay(day.on, day.working, reason_text(day) if special else None)
