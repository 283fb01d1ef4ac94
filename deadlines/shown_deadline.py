"""A deadline as pages show it: what is left, until when, by which paragraph, and how it was counted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import inspect, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.wording import name_of, term_title
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES
from qyzmet.web import formats

from . import end_of_term
from .calculator.explanation import Explanation, StripKind
from .calendar import in_force as calendars
from .calendar.day_names import reason_text
from .models import Deadline, DeadlineState, Recount
from .working_days import WorkingCalendar


@dataclass(frozen=True)
class ShownDay:
    """One day of the strip: counted or passed over, and why."""

    on: dt.date
    worked: bool
    reason: str | None


@dataclass(frozen=True)
class ShownDeadline:
    """What the deadline macros take; texts are in the language of the page."""

    id: int
    number: str
    title: str
    path: str
    term: str
    term_text: str
    rule: str
    house_rule: bool
    owner_name: str
    state: str
    overdue: bool
    days_left: int
    # Of a term in calendar months while there is a whole one left; 0 otherwise.
    months_left: int
    event_on: dt.date
    starts_on: dt.date
    due_on: dt.date
    due_at: dt.datetime
    working_days: int
    # Where the term counts these (Law 45-2), `working_days` is only what of them is worked.
    calendar_days: int | None
    # The same of a term in calendar months.
    months: int | None
    # It ends on a day that the procedure itself names.
    on_day: dt.date | None
    provisional: bool
    strip: tuple[ShownDay, ...]
    closed_at: dt.datetime | None
    # Ended by time itself: then 00:00 is 24:00 of the day before.
    closed_by_time: bool
    # Closed without anybody having done what it waited for: the procedure ended, or went another way.
    fell_away: bool
    note: str | None


def is_overdue(deadline: Deadline, table: Table) -> bool:
    """Whether it is late: open past its instant, or closed after it."""
    return deadline.state in (DeadlineState.OPEN, DeadlineState.CLOSED) and is_late(deadline, table)


def is_late(deadline: Deadline, table: Table) -> bool:
    """Whether its instant passed before it ended; nobody is late with a term that time itself ends."""
    return table.term(deadline.term).at_end is None and (deadline.closed_at or clock.now()) >= deadline.due_at


def days_left(due_on: dt.date, calendar: WorkingCalendar | None = None) -> int:
    """Working days left after today up to the last one; 0 today; negative when a working day has begun since."""
    return end_of_term.days_left(calendar or calendars.current(), clock.today(), due_on)


def _notes(deadlines: Iterable[Deadline]) -> dict[int, str]:
    """Of those that a change of the calendar has moved: where the last day was before the newest such change."""
    found = list(deadlines)
    moves = [move for each in found if _has_moves(each) for move in each.moves]
    ids = [each.id for each in found if not _has_moves(each)]
    if ids:
        moves += db.session.scalars(select(Recount).where(Recount.deadline_id.in_(ids)).order_by(Recount.id))
    return {
        move.deadline_id: _(
            "The last day was %(day)s before the calendar of working days changed (change %(number)s).",
            day=formats.date(move.old_due_on, formats.language()),
            number=move.change_id,
        )
        for move in moves
    }


def _has_moves(deadline: Deadline) -> bool:
    """Whether what moved it was read with it: the terms of a single procedure are, those of a list are not."""
    return "moves" not in inspect(deadline).unloaded


def strip_of(explanation: Explanation) -> tuple[ShownDay, ...]:
    """The strip of days of a counted term; a worked day of rest says that it was worked by decree."""
    return tuple(
        ShownDay(day.on, day.working, reason_text(day) if not day.working or day.kind is StripKind.MOVED_WORK else None)
        for day in explanation.strip
    )


def present_all(deadlines: Iterable[Deadline]) -> list[ShownDeadline]:
    """Deadlines as pages show them, by one look at the calendar and one at what moved them."""
    found = list(deadlines)
    calendar, notes = calendars.current(), _notes(found)
    return [_present(deadline, calendar, notes.get(deadline.id)) for deadline in found]


def present(deadline: Deadline) -> ShownDeadline:
    """A deadline with everything a page says about it."""
    return present_all([deadline])[0]


def _present(deadline: Deadline, calendar: WorkingCalendar, note: str | None) -> ShownDeadline:
    procedure = deadline.procedure
    table = table_of(procedure)
    explanation = calendar.explain(deadline.event_on, deadline.working_days)
    term = table.term(deadline.term)
    remarks = [remark for remark in (_(term.note) if term.note else None, note, _day_off(deadline, calendar)) if remark]
    by_time = deadline.closed_by is not None and table.is_taken_by_time(deadline.closed_by.action)
    return ShownDeadline(
        id=deadline.id,
        number=procedure.public_number,
        title=procedure.called,
        path=procedure.path,
        term=deadline.term,
        term_text=_called(deadline, table),
        rule=deadline.rule,
        house_rule=formats.is_house_rule(deadline.rule),
        owner_name=name_of(deadline.owner_organisation) or _(PARTY_TITLES[deadline.owner]),
        state=deadline.state.value,
        overdue=is_overdue(deadline, table),
        days_left=days_left(deadline.due_on, calendar),
        months_left=end_of_term.months_left(deadline.months, clock.today(), deadline.due_on),
        event_on=deadline.event_on,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        working_days=deadline.working_days,
        calendar_days=deadline.calendar_days,
        months=deadline.months,
        on_day=deadline.on_day,
        provisional=deadline.provisional,
        # A closed deadline never moves: if the calendar has changed since, its days are not told anew.
        # The days of a term of years are told by nobody one by one.
        strip=strip_of(explanation) if explanation.due_on == deadline.due_on and not _is_long(deadline) else (),
        closed_at=deadline.closed_at,
        closed_by_time=by_time,
        fell_away=deadline.state is DeadlineState.CLOSED and deadline.took is None and not by_time,
        note=" ".join(remarks) or None,
    )


def _is_long(deadline: Deadline) -> bool:
    """A term in months, or to a day that is named: nobody tells its days one by one."""
    return deadline.months is not None or deadline.on_day is not None


def _called(deadline: Deadline, table: Table) -> str:
    """The term's title, and where it has several rows, which of them it is."""
    title = term_title(table, deadline.term)
    called = kind_of(deadline.procedure).rule_of_term(deadline.term).called
    if called is None or deadline.matter is None:
        return title
    return f"{title}: {called(deadline.procedure, deadline.matter)}"


def _day_off(deadline: Deadline, calendar: WorkingCalendar) -> str | None:
    """What is said of a named day that is a day off: the text does not move it."""
    if deadline.on_day is None or (following := calendar.add(deadline.on_day, 0)) == deadline.on_day:
        return None
    return _(
        "That day is a day off, and the text does not move it. The next working day is %(day)s.",
        day=formats.date(following, formats.language()),
    )
