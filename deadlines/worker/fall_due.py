"""Doing what is due: reminders, marking overdue, escalation. One tick does all of it and may be repeated at will.

Each deadline's effects and the mark that they are done are one transaction: whoever is killed in between leaves
nothing behind, and nothing is done twice.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine
from qyzmet.procedure.engine import chain_of
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.vocabulary import Party, Role, Seat

from ..calendar import in_force as calendars
from ..end_of_term import days_left, months_left
from ..models import Deadline, Firing, Stage
from ..working_days import WorkingCalendar
from .claims import claim, next_due_at, put_off, wait_for_others
from .notices import ESCALATED, OVERDUE, OVERDUE_ELSEWHERE, REMINDERS
from .reminders import due, next_after, plan

BATCH = 50
LOCK_NOT_AVAILABLE = "55P03"

FIRED = Counter("qyzmet_deadlines_fired", "Stages of deadlines that the worker has carried out", ["stage"])
FAILED = Counter("qyzmet_deadlines_failed", "Deadlines that the worker could not carry out and will try again")

log = structlog.get_logger("qyzmet.worker")


def run_due(now: dt.datetime | None = None, limit: int | None = None, batch: int = BATCH) -> int:
    """Do everything that is due by `now` (the procedure's time, the present one by default).

    Stops after `limit` deadlines, if one is given. Commits after each batch, so the caller's own work must be
    committed before. Returns how many deadlines were carried out.
    """
    done = 0
    while limit is None or done < limit:
        size = batch if limit is None else min(batch, limit - done)
        claimed, fired = run_batch(now, size)
        done += fired
        if not claimed:
            break
    return done


def run_batch(now: dt.datetime | None = None, size: int = BATCH) -> tuple[int, int]:
    """One transaction's worth of `run_due`: how many deadlines were taken, and how many of them carried out."""
    now = now or clock.now()
    first = next_due_at()
    if first is None or first > now:
        # The usual case costs one look into an index.
        db.session.commit()
        return 0, 0
    claimed, fired = do_batch(now, size)
    db.session.commit()
    count(fired)
    return claimed, len(fired)


def do_batch(now: dt.datetime, size: int = BATCH) -> tuple[int, list[Stage]]:
    """The same as a part of the caller's transaction: how many deadlines were taken, and the stages carried out.

    Whoever commits counts these afterwards (`count`).
    """
    with context.acting(context.DEADLINE_WORKER):
        # The trail first and rows without waiting: a worker never holds a row that it does not yet work on.
        audit.lock_trail()
        if db.engine.dialect.name == "postgresql":
            # From here on it waits for nobody, as others may be waiting for the trail: it comes back instead.
            db.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        claimed = claim(now, size)
        calendar = calendars.current() if claimed else None
        fired = [stage for deadline in claimed if calendar and (stage := _attempt(deadline, now, calendar))]
        db.session.flush()
    return len(claimed), fired


def count(fired: Iterable[Stage]) -> None:
    """Count stages for the metrics, once they are committed."""
    for stage in fired:
        FIRED.labels(stage.value).inc()


def _attempt(deadline: Deadline, now: dt.datetime, calendar: WorkingCalendar) -> Stage | None:
    """Carry a deadline out within a savepoint: one that fails is put off and stops no other."""
    number = deadline.id
    try:
        with db.session.begin_nested():
            stage = fire(deadline, now, calendar)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise  # The database itself: the whole batch is undone and taken up again.
        wait_for_others(deadline)
    except Exception:
        FAILED.inc()
        log.exception("a deadline could not be carried out", deadline=number)
        put_off(deadline)
    else:
        return stage
    return None


def fire(deadline: Deadline, now: dt.datetime, calendar: WorkingCalendar) -> Stage | None:
    """Carry out the most urgent stage that is due; earlier ones that nobody was told are recorded as skipped.

    Returns that stage, or None where it turns out that nothing is due yet. Silence decides nothing: no state changes,
    but where the end of a term is itself a move of the procedure (¶ 47: the acceptance of bids ends).
    """
    assert deadline.next_stage is not None  # noqa: S101 - next_at stands only together with it.
    stages = plan(
        calendar,
        deadline.event_on,
        deadline.working_days,
        deadline.due_on,
        deadline.due_at,
        in_months=deadline.months is not None,
    )
    reached = due(stages, deadline.next_stage, now)
    *passed, told = reached or (None,)
    following = next_after(stages, told) if told else next((s for s in stages if s[1] > now), None)
    deadline.next_stage, deadline.next_at = following or (None, None)
    deadline.retry_at, deadline.failures = None, 0
    if told is None:
        return None
    for stage in reached:
        skipped = stage is not told
        db.session.add(Firing(deadline_id=deadline.id, stage=stage, due_at=deadline.due_at, at=now, skipped=skipped))
    at_end = table_of(deadline.procedure).term(deadline.term).at_end
    if told is Stage.OVERDUE and at_end is not None:
        # Time itself takes the move: the term has ended, and nobody is late.
        engine.end_by_time(deadline.procedure, at_end, deadline.due_at)
        return told
    if told is Stage.OVERDUE:
        deadline.overdue_at = now
    people = _tell(deadline, told, calendar)
    audit.record(
        "deadline_overdue" if told is Stage.OVERDUE else "deadline_reminder",
        chain=chain_of(deadline.procedure),
        subject=deadline.procedure.public_number,
        after={
            "deadline": deadline.id,
            "term": deadline.term,
            "rule": deadline.rule,
            "stage": told.value,
            "skipped": [stage.value for stage in passed if stage],
            "due_on": deadline.due_on.isoformat(),
            "told": [user.public_id for user in people],
        },
    )
    return told


def _tell(deadline: Deadline, stage: Stage, calendar: WorkingCalendar) -> list[User]:
    """Tell whom the stage concerns, each once; returns them."""
    facts = _facts(deadline, calendar)
    if deadline.owner is Party.COMMISSION:
        return _tell_commission(deadline, stage, facts)
    owner = deadline.procedure.party(deadline.owner) or deadline.owner_organisation
    if stage is not Stage.OVERDUE:
        people = _who_can_end_it(deadline, notifications.people_of(owner) if owner else [])
        heads = notifications.people_of(owner, (Role.HEAD,)) if owner else []
        people += _others(heads, people)
        notifications.tell(people, REMINDERS[stage], facts, deadline.procedure, say_tasks=True)
        return people
    # The heads, acting ones too, get the stronger message instead of the specialists'.
    heads = notifications.people_of(owner, (Role.HEAD,)) if owner else []
    specialists = _others(notifications.people_of(owner, (Role.SPECIALIST,)) if owner else [], heads)
    elsewhere = _others(_people_elsewhere(deadline, owner), [*heads, *specialists])
    notifications.tell(heads, ESCALATED, facts, deadline.procedure)
    notifications.tell(specialists, OVERDUE, facts, deadline.procedure)
    notifications.tell(elsewhere, OVERDUE_ELSEWHERE, facts | {"by": owner.id if owner else None}, deadline.procedure)
    return [*heads, *specialists, *elsewhere]


def _tell_commission(deadline: Deadline, stage: Stage, facts: dict[str, Any]) -> list[User]:
    """The Commission's people owe it; its chair gets the stronger message when it has passed."""
    people = notifications.people_with_seats(deadline.procedure)
    if stage is not Stage.OVERDUE:
        people = _who_can_end_it(deadline, people)
        notifications.tell(people, REMINDERS[stage], facts, deadline.procedure, say_tasks=True)
        return people
    chair = notifications.people_with_seats(deadline.procedure, (Seat.CHAIR,))
    members = _others(people, chair)
    elsewhere = _others(_people_elsewhere(deadline, None), [*chair, *members])
    notifications.tell(chair, ESCALATED, facts, deadline.procedure)
    notifications.tell(members, OVERDUE, facts, deadline.procedure)
    notifications.tell(elsewhere, OVERDUE_ELSEWHERE, facts | {"by": None}, deadline.procedure)
    return [*chair, *members, *elsewhere]


def _who_can_end_it(deadline: Deadline, people: list[User]) -> list[User]:
    """Those of them who are to do what the term is for; all, where nobody can now."""
    found = []
    for user in people:
        with context.acting(context.actor_of(user)) as actor:
            if any(deadline.term in task.terms for task in tasks_in(deadline.procedure, actor)):
                found.append(user)
    return found or people


def _others(people: list[User], told: list[User]) -> list[User]:
    known = {user.id for user in told}
    return [user for user in people if user.id not in known]


def _people_elsewhere(deadline: Deadline, owner: Organisation | None) -> list[User]:
    """The people of the other parties who may know of the procedure, each once."""
    found: dict[int, User] = {}
    for row in deadline.procedure.party_rows:
        if owner is None or row.organisation_id != owner.id:
            found |= {user.id: user for user in notifications.people_of(row.organisation)}
    return [user for user in found.values() if rights.may_know(context.actor_of(user), deadline.procedure)]


def _facts(deadline: Deadline, calendar: WorkingCalendar) -> dict[str, Any]:
    procedure = deadline.procedure
    return {
        "number": procedure.public_number,
        "title": procedure.title,
        "titles": procedure.titles,
        "path": procedure.path,
        "term": deadline.term,
        "rule": deadline.rule,
        "working_days": deadline.working_days,
        "calendar_days": deadline.calendar_days,
        "months": deadline.months,
        "due_on": deadline.due_on.isoformat(),
        "days_left": days_left(calendar, clock.today(), deadline.due_on),
        "months_left": months_left(deadline.months, clock.today(), deadline.due_on),
    }
