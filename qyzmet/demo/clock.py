"""The demonstration's clock: it stands at an instant until somebody moves it forward.

The instant is kept in the database, so that the pages and the worker go by the same. Its table belongs to no
release's schema: only the demonstration's database has it. Whoever moves the clock stops at every instant at which
the worker has something to do and lets it be done, all in one transaction; then the e-mails are sent, each dated by the
instant at which it was written, and whoever moves has the answer.
"""

import datetime as dt
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, current_app, g, has_app_context
from sqlalchemy import Column, Integer, MetaData, Table, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import UTCDateTime, db
from qyzmet.deadlines.models import Deadline, DeadlineState, Firing, Stage
from qyzmet.deadlines.worker import claims, fall_due
from qyzmet.notifications import outbox
from qyzmet.notifications.models import OutboxMessage
from qyzmet.notifications.transports import transport_for
from qyzmet.procedure import kinds

# A Monday at nine in Almaty: what the sample's people do before it lies in the past when somebody comes.
START = clock.at(dt.date(2026, 3, 2), 9)
# Past it the calendar has no days to count with.
LATEST = clock.at(dt.date(2099, 12, 31), 9)
CHAIN = "demonstration"
# How long a move waits for somebody who acts upon what is due, or for a worker that is sending just now.
PATIENCE_SECONDS = 5.0
MAILS_AT_ONCE = 100
_PAUSE_SECONDS = 0.05

_metadata = MetaData()
_TABLE = Table(
    "demo_clock",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("instant", UTCDateTime, nullable=False),
)
# Built once, as every request asks it.
_INSTANT = select(_TABLE.c.instant)


class Backwards(ValueError):
    """The clock was asked to go back; `now` is where it stands."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__("The clock goes forward only.")
        self.now = now


class TooFar(ValueError):
    """The clock was asked to go past the last year that days can be counted in."""


@dataclass(frozen=True)
class Move:
    """What happened on the way: stages told by the worker, deadlines marked overdue, e-mails queued."""

    now: dt.datetime
    reminders: int
    overdue: int
    mails: int


def create(instant: dt.datetime) -> None:
    """Set the clock up in a new database. Commits."""
    connection = db.session.connection()
    _metadata.create_all(connection)
    connection.execute(_TABLE.insert().values(id=1, instant=instant))
    db.session.commit()
    _forget()


def install(app: Flask) -> None:
    """Let the procedure's time be this clock's, in this process."""

    def source() -> dt.datetime:
        if has_app_context():
            return _now()
        with app.app_context():
            return _now()

    clock.use(source, stands=True)


def _now() -> dt.datetime:
    # Read once a request or tick: within one, time does not move but by `move`.
    if "demo_now" not in g:
        g.demo_now = _read()
    now: dt.datetime = g.demo_now
    return now


def _read() -> dt.datetime:
    """The instant as the transaction under way sees it; the connection is asked, so that nothing is flushed."""
    try:
        found: dt.datetime = db.session.connection().execute(_INSTANT).scalar_one()
    except SQLAlchemyError:
        # An error page after the database failed, or a database that is only being made.
        return START
    return found


def _forget() -> None:
    g.pop("demo_now", None)


def next_deadline() -> Deadline | None:
    """The open deadline that ends next, whosever it is."""
    return db.session.scalar(
        select(Deadline)
        .where(Deadline.state == DeadlineState.OPEN, Deadline.due_at > clock.now())
        .order_by(Deadline.due_at, Deadline.id)
        .limit(1)
    )


def move(to: dt.datetime) -> Move:
    """Move the clock to an instant, and do on the way all that falls due. Commits.

    What the session has not committed yet is dropped: the caller moves first. One moves at a time, the others wait.
    Raises Backwards and TooFar; an instant at which the clock stands already is no move.
    """
    if to > LATEST:
        raise TooFar
    # Nothing may be held while waiting for another mover, who needs the database.
    db.session.rollback()
    with _alone(), context.acting(context.DEADLINE_WORKER, "demonstration's clock"):
        _forget()
        start = clock.now()
        db.session.rollback()
        if to < start:
            raise Backwards(start)
        before, fired = _counts(), _go(start, to)
        if to > start:
            audit.record(
                "move_clock", chain=CHAIN, subject="clock", before={"now": _said(start)}, after={"now": _said(to)}
            )
        db.session.commit()
        fall_due.count(fired)
        _send()
        after = _counts()
    return Move(to, *(now - then for now, then in zip(after, before, strict=True)))


@contextmanager
def _alone() -> Iterator[None]:
    """One mover at a time, in whichever process; a process that dies lets go."""
    with (current_app.config["QYZMET"].instance / "clock.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _said(instant: dt.datetime) -> str:
    return clock.almaty(instant).isoformat()


def _go(here: dt.datetime, to: dt.datetime) -> list[Stage]:
    """Stop at each instant at which something is due, do it there, and stand at `to`. Returns what was carried out.

    Commits on the way only where somebody else holds a part of it: while one waits nothing may be held.
    """
    fired: list[Stage] = []
    day = clock.almaty(here).date()
    while (following := claims.next_due_at()) is not None and following <= to:
        here = max(here, following)
        _stand_at(here)
        day = _begin_day(day)
        fired += _do_all(here)
    _stand_at(to)
    if _begin_day(day) != day:
        fired += _do_all(to)
    return fired


def _begin_day(before: dt.date) -> dt.date:
    """What the worker does when a day has begun, where the clock has come to another one; gives today."""
    today = clock.today()
    if today != before:
        kinds.begin_day()
        db.session.flush()
    return today


def _stand_at(instant: dt.datetime) -> None:
    db.session.execute(update(_TABLE).values(instant=instant))
    _forget()


def _counts() -> tuple[int, int, int]:
    """Reminders told, deadlines marked overdue, e-mails queued so far."""
    told = select(func.count()).select_from(Firing).where(~Firing.skipped)
    counted = (
        db.session.scalar(told.where(Firing.stage != Stage.OVERDUE)) or 0,
        db.session.scalar(told.where(Firing.stage == Stage.OVERDUE)) or 0,
        db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0,
    )
    db.session.rollback()
    return counted


def _do_all(here: dt.datetime) -> list[Stage]:
    """All that is due at this instant, where the clock stands; what others hold just now is waited for."""
    fired: list[Stage] = []
    given_up_at = clock.elapsed() + PATIENCE_SECONDS
    while True:
        claimed, done = fall_due.do_batch(here)
        fired += done
        if claimed == fall_due.BATCH:
            continue
        if not _is_held(here) or clock.elapsed() > given_up_at:
            return fired
        db.session.commit()
        clock.sleep(_PAUSE_SECONDS)


def _is_held(here: dt.datetime) -> bool:
    """Whether a deadline is left that is due and has not failed: a person is acting upon its procedure."""
    not_failed = (Deadline.failures == 0, Deadline.retry_at.is_not(None))
    waiting = select(Deadline.id).where(Deadline.next_at <= here, *not_failed)
    following = claims.next_due_at()
    return (following is not None and following <= here) or db.session.scalar(waiting.limit(1)) is not None


def _send() -> None:
    """All e-mails that wait, beside a worker that sends them too: what it has begun is waited for."""
    transport = transport_for(current_app.config["QYZMET"])
    given_up_at = clock.elapsed() + PATIENCE_SECONDS
    try:
        while outbox.send_batch(transport, MAILS_AT_ONCE) or (_others_send() and clock.elapsed() <= given_up_at):
            pass
    finally:
        transport.close()


def _others_send() -> bool:
    """Whether a worker holds an e-mail that it has not sent yet; then a moment has passed."""
    sending = select(OutboxMessage.id).where(OutboxMessage.next_try_at.is_not(None), OutboxMessage.last_error.is_(None))
    found = db.session.scalar(sending.limit(1)) is not None
    db.session.rollback()
    if found:
        clock.sleep(_PAUSE_SECONDS)
    return found
