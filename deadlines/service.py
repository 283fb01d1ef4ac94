"""Opening, closing, annulling and reopening deadlines. The procedure engine calls these; nothing here commits."""

import datetime as dt
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import joinedload

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Term
from qyzmet.reading.read_once import read_once

from .calendar import in_force as calendars
from .end_of_term import all_days, ending_of
from .models import Deadline, DeadlineState
from .worker.reminders import next_after, plan, still_to_tell


def open_term(
    procedure: Procedure,
    term: Term,
    days: int,
    event_at: dt.datetime,
    act: Act,
    *,
    until: dt.datetime | None = None,
    on_day: dt.date | None = None,
    matter: str | None = None,
) -> Deadline:
    """Start a term of so many days from an event: the first working day after its date is the first day (§ 7).

    They are working days unless the term counts calendar days or months. It does not end before `until`, if that is
    given, and on the very day `on_day`, if the procedure names one. `matter` says which of several rows of the term.
    """
    deadline = Deadline(
        procedure_id=procedure.id,
        term=term.key,
        rule=term.rule,
        owner=term.owner,
        owner_organisation=procedure.party(term.owner),
        event_at=event_at,
        event_on=clock.almaty(event_at).date(),
        working_days=days,
        calendar_days=all_days(term, days, clock.almaty(event_at).date()),
        months=days if term.months else None,
        until=until,
        on_day=on_day,
        matter=matter,
        opened_by=act,
        state=DeadlineState.OPEN,
    )
    count(deadline)
    if term.at_end is not None:
        # What ends by itself was announced: a later change of the calendar may lengthen it and never shortens it.
        deadline.until = deadline.due_at
    db.session.add(deadline)
    db.session.flush()
    return deadline


def count(deadline: Deadline, by: calendars.InForce | None = None) -> None:
    """Count a deadline's days by the calendar now in force (or the one given), and set what the worker does next.

    One that was counted before is counted anew: reminders whose time has passed are not repeated, and a mark
    that it is overdue stays only if it still is.
    """
    if by is None:
        # A change of the calendar holds the trail until it is committed: what is counted here is either counted by
        # the new calendar, or committed before the change and found by its recount.
        audit.lock_trail()
        by = calendars.in_force()
    calendar = by.calendar
    counted_before = deadline.due_at is not None
    days = (deadline.event_on, deadline.working_days, deadline.calendar_days, deadline.until, deadline.on_day)
    ending = ending_of(calendar, *days)
    deadline.working_days = ending.working_days
    deadline.starts_on = ending.starts_on
    deadline.due_on = ending.due_on
    deadline.due_at = ending.due_at
    if deadline.until is not None:
        # What was announced lengthens with the calendar and never shortens again.
        deadline.until = ending.due_at
    deadline.provisional = calendar.is_due_provisional(deadline.event_on, deadline.working_days, deadline.due_on)
    deadline.calendar_version = by.version
    stages = plan(
        calendar,
        deadline.event_on,
        deadline.working_days,
        deadline.due_on,
        deadline.due_at,
        in_months=deadline.months is not None,
    )
    following = next_after(stages, None)
    if counted_before:
        following = still_to_tell(stages, clock.now())
        if deadline.overdue_at is not None and deadline.due_at <= clock.now():
            following = None
        else:
            deadline.overdue_at = None
    deadline.next_stage, deadline.next_at = following if following else (None, None)


def open_deadlines(procedure: Procedure, key: str | None = None) -> list[Deadline]:
    """The procedure's deadlines that still run, by due instant; of one term, if `key` is given."""
    running = [each for each in all_deadlines(procedure) if each.state is DeadlineState.OPEN]
    return sorted(
        (each for each in running if key is None or each.term == key), key=lambda each: (each.due_at, each.id)
    )


def open_by_procedure(procedures: Iterable[Procedure], key: str) -> dict[int, list[Deadline]]:
    """The deadlines of that term that still run in these procedures, by the procedure's id, by due instant."""
    ids = [each.id for each in procedures]
    query = (
        select(Deadline)
        .where(Deadline.procedure_id.in_(ids), Deadline.state == DeadlineState.OPEN, Deadline.term == key)
        .order_by(Deadline.due_at, Deadline.id)
    )
    found: dict[int, list[Deadline]] = {each: [] for each in ids}
    for deadline in db.session.scalars(query):
        found[deadline.procedure_id].append(deadline)
    return found


@cache
def _all() -> Select[Deadline]:
    """Every act asks for it several times: it is put together once, when all tables are known."""
    # With what moved them; and as they are now: somebody may have closed one since this transaction looked first.
    query = select(Deadline).where(Deadline.procedure_id == bindparam("procedure")).order_by(Deadline.id)
    return query.options(joinedload(Deadline.moves)).execution_options(populate_existing=True)


@read_once
def all_deadlines(procedure: Procedure) -> list[Deadline]:
    """Every deadline the procedure ever had, in the order in which they were opened."""
    if inspect(procedure).transient:
        return []  # It is kept sealed, and no term runs on it.
    return list(db.session.scalars(_all(), {"procedure": procedure.id}).unique())


def close_term(procedure: Procedure, key: str, act: Act, *, fulfilled: bool, matter: str | None = None) -> None:
    """The act closes the term, in time or late; a closed deadline never moves again. With `matter`, that row alone.

    Where it is fulfilled, and did not fall away, the row keeps how many working days that took.
    """
    for deadline in open_deadlines(procedure, key):
        if matter is not None and deadline.matter != matter:
            continue
        _end(deadline, DeadlineState.CLOSED, act)
        if fulfilled:
            deadline.took = calendars.current().between(deadline.event_on, clock.almaty(act.at).date())
    _write()


def stop_term(procedure: Procedure, key: str, act: Act) -> None:
    """The act stops the term (H20): its row ends here, and `continue_term` opens another with the days left."""
    for deadline in open_deadlines(procedure, key):
        _end(deadline, DeadlineState.STOPPED, act)
    _write()


def continue_term(procedure: Procedure, term: Term, act: Act) -> Deadline | None:
    """A stopped term goes on from the act, with the working days that were left when it was stopped.

    None where nothing was stopped.
    """
    left = left_of_stopped(procedure, term.key)
    return None if left is None else open_term(procedure, term, left, act.at, act)


def left_of_stopped(procedure: Procedure, key: str) -> int | None:
    """The working days that a stopped term has left; None where nothing was stopped.

    Those are the days after the day of the stop up to the last day; at least one, as the day of the act that makes
    it go on is never counted.
    """
    stopped = next(
        (d for d in reversed(all_deadlines(procedure)) if d.term == key and d.state == DeadlineState.STOPPED), None
    )
    if stopped is None or stopped.closed_at is None:
        return None
    return max(1, calendars.current().between(clock.almaty(stopped.closed_at).date(), stopped.due_on))


def close_all(procedure: Procedure, act: Act) -> None:
    """The procedure has ended: nothing of it is due any more."""
    for deadline in open_deadlines(procedure):
        _end(deadline, DeadlineState.CLOSED, act)
    _write()


def undo(procedure: Procedure, fallen: Iterable[Act], annulment: Act) -> None:
    """What an annulment does to terms: those the fallen acts opened end, those they closed run on.

    A term that runs on has its old event and length: time was never stopped by the mistake.
    """
    ids = {act.id for act in fallen}
    for deadline in all_deadlines(procedure):
        if deadline.opened_by_id in ids or deadline.closed_by_id in ids:
            deadline.took = None
        if deadline.opened_by_id in ids and deadline.state == DeadlineState.OPEN:
            _end(deadline, DeadlineState.ANNULLED, annulment)
        elif (
            deadline.closed_by_id in ids
            and deadline.state in (DeadlineState.CLOSED, DeadlineState.STOPPED)
            and deadline.opened_by_id not in ids
        ):
            _run_on(deadline, annulment)
    _write()


def _write() -> None:
    # The worker takes the trail's lock first and then rows. Whoever has rows to change asks for them before the
    # trail, in the next audit record: never the other way round, or the two would wait for each other.
    db.session.flush()


def _run_on(closed: Deadline, act: Act) -> None:
    deadline = Deadline(
        procedure_id=closed.procedure_id,
        term=closed.term,
        rule=closed.rule,
        owner=closed.owner,
        owner_organisation_id=closed.owner_organisation_id,
        event_at=closed.event_at,
        event_on=closed.event_on,
        working_days=closed.working_days,
        calendar_days=closed.calendar_days,
        months=closed.months,
        until=closed.until,
        on_day=closed.on_day,
        matter=closed.matter,
        opened_by=act,
        state=DeadlineState.OPEN,
    )
    count(deadline)
    db.session.add(deadline)
    db.session.flush()


def _end(deadline: Deadline, state: DeadlineState, act: Act) -> None:
    deadline.state = state
    deadline.closed_at = act.at
    deadline.closed_by = act
    deadline.next_stage = None
    deadline.next_at = None
