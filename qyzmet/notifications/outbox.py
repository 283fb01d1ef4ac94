"""Sending what stands in the outbox: after the commit that queued it, tried again, and given up after days.

A message is claimed for a while and sent; then it is marked. Two workers never send the same at once, and the claim of
a killed one ends by itself. Everything here goes by the machine's time: moving the procedure's clock sends nothing.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from flask import current_app
from prometheus_client import Counter
from sqlalchemy import and_, func, or_, select, update

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.notifications.transports import Letter, Permanent, Temporary, Transport, Unreachable, compose

BATCH = 20
LEASE = dt.timedelta(minutes=2)
# The share of a claim that must be left for a message to be begun: a slow server may need a minute for it.
MARGIN = 0.5
MOST_TRIES = 14
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=6)

MAILS = Counter("qyzmet_mails", "E-mails by what became of an attempt to send them", ["outcome"])

log = structlog.get_logger("qyzmet.outbox")


def pause_after(attempts: int) -> dt.timedelta:
    """The wait after so many failed attempts: 30 s, doubled each time, at most 6 hours; a day and a half in all."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


@dataclass(frozen=True)
class Claimed:
    """A message this worker may send until its claim ends. `attempt` tells its claim from a later one."""

    id: int
    attempt: int
    until: dt.datetime
    letter: Letter


def send_batch(
    transport: Transport,
    limit: int = BATCH,
    lease: dt.timedelta = LEASE,
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Claim up to `limit` messages that are due, the oldest first, and try each once. Commits.

    Returns how many were claimed; 0 means that nothing is due. Stops early, giving its claims back, when `go_on` says
    no or the server cannot be reached.
    """
    claimed = claim(limit, lease)
    reachable = True
    for place in range(0, len(claimed), transport.at_once):
        together = claimed[place : place + transport.at_once]
        if not reachable or not go_on():
            give_back(claimed[place:], clock.wall() + (dt.timedelta() if reachable else FIRST_PAUSE))
            break
        if clock.wall() + lease * MARGIN > together[0].until:
            # The earlier ones took long: whoever claims this one next sends it.
            break
        reachable = _try(together, transport)
    return len(claimed)


def anything_due() -> bool:
    """Whether a message waits to be sent now."""
    first = db.session.scalar(
        select(OutboxMessage.next_try_at)
        .where(OutboxMessage.next_try_at.is_not(None))
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(1)
    )
    return first is not None and first <= clock.wall()


def claim(limit: int, lease: dt.timedelta) -> list[Claimed]:
    """Take messages that are due for as long as the lease. Commits."""
    now = clock.wall()
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.next_try_at.is_not(None), OutboxMessage.next_try_at <= now)
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    claimed = []
    for row in rows:
        row.attempts += 1
        row.next_try_at = now + lease
        claimed.append(Claimed(row.id, row.attempts, row.next_try_at, Letter.of(row)))
    db.session.commit()
    return claimed


def give_back(claimed: list[Claimed], when: dt.datetime) -> None:
    """Let messages that were not tried be claimed again from `when` on. Commits."""
    for one in claimed:
        _mark_all([one], next_try_at=when, attempts=one.attempt - 1)
    db.session.commit()


def _try(together: Sequence[Claimed], transport: Transport) -> bool:
    """Send messages at once and mark what became of each; False when the server cannot be reached. Commits."""
    mail_from = current_app.config["QYZMET"].mail_from

    def sent(one: Claimed) -> Permanent | Temporary | None:
        try:
            transport.send(compose(one.letter, mail_from))
        except (Permanent, Temporary) as error:
            return error
        return None

    if len(together) == 1:
        faults = [sent(together[0])]
    else:
        with ThreadPoolExecutor(len(together)) as threads:
            faults = list(threads.map(sent, together))
    done = [one for one, fault in zip(together, faults, strict=True) if fault is None]
    MAILS.labels("sent").inc(len(done))
    _mark_all(done, next_try_at=None, sent_at=clock.wall(), last_error=None)
    for one, fault in zip(together, faults, strict=True):
        if isinstance(fault, Permanent) or (fault is not None and one.attempt >= MOST_TRIES):
            _give_up(one, str(fault))
        elif fault is not None:
            MAILS.labels("postponed").inc()
            log.warning("an e-mail could not be sent yet", message=one.letter.message_id, error=str(fault))
            next_try_at = clock.wall() + pause_after(one.attempt)
            _mark_all([one], next_try_at=next_try_at, last_error=str(fault)[:2000])
    db.session.commit()
    return not any(isinstance(fault, Unreachable) for fault in faults)


def _give_up(one: Claimed, reason: str) -> None:
    MAILS.labels("given up").inc()
    log.error("an e-mail was given up", message=one.letter.message_id, error=reason)
    _mark_all([one], next_try_at=None, given_up_at=clock.wall(), last_error=reason[:2000])


def _mark_all(claims: Sequence[Claimed], **values: object) -> None:
    """Write down what became of claims, but of one that has ended and whose message another worker holds now."""
    if not claims:
        return
    held = [and_(OutboxMessage.id == one.id, OutboxMessage.attempts == one.attempt) for one in claims]
    db.session.execute(
        update(OutboxMessage).where(or_(*held)).values(**values).execution_options(synchronize_session=False)
    )


@dataclass(frozen=True)
class OutboxState:
    """What an administrator must know of the outbox."""

    waiting: int
    # Tried in vain at least once and to be tried again.
    postponed: int
    given_up: int
    oldest_waiting: dt.datetime | None


def state() -> OutboxState:
    """How many e-mails wait, were postponed and were given up; for the operations page and the metrics."""
    queued = OutboxMessage.next_try_at.is_not(None)
    waiting, postponed, oldest = db.session.execute(
        select(
            func.count(),
            func.count(OutboxMessage.last_error),
            func.min(OutboxMessage.queued_at),
        ).where(queued)
    ).one()
    given_up = db.session.scalar(select(func.count()).where(OutboxMessage.given_up_at.is_not(None))) or 0
    return OutboxState(waiting, postponed, given_up, oldest)
