"""Signs of life of the workers, by the machine's time: `/readyz` and the operations page read them."""

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select, update

from qyzmet import clock
from qyzmet.database import db

from ..models import WorkerBeat

# A worker gives a sign with every tick and while it works; so many ticks without one, and it is gone.
MISSED_TICKS = 4
LEAST_SILENCE = dt.timedelta(seconds=15)
FORGOTTEN_AFTER = dt.timedelta(days=1)


def silence() -> dt.timedelta:
    """How long a worker may be silent before it counts as gone."""
    tick = dt.timedelta(seconds=current_app.config["QYZMET"].worker_tick_seconds)
    return max(LEAST_SILENCE, MISSED_TICKS * tick)


def start(worker: str) -> None:
    """A worker begins; those that went without a word before it are forgotten. Commits."""
    now = clock.wall()
    db.session.execute(
        delete(WorkerBeat).where(
            (WorkerBeat.stopped_at.is_(None) & (WorkerBeat.seen_at < now - silence()))
            | (WorkerBeat.stopped_at.is_not(None) & WorkerBeat.last_error.is_not(None))
            | (WorkerBeat.seen_at < now - FORGOTTEN_AFTER)
            | (WorkerBeat.worker == worker)
        )
    )
    db.session.add(WorkerBeat(worker=worker, started_at=now, seen_at=now))
    db.session.commit()


def beat(worker: str, error: str | None = None) -> None:
    """A worker is alive; `error` is what its last tick failed with. Commits."""
    db.session.execute(
        update(WorkerBeat).where(WorkerBeat.worker == worker).values(seen_at=clock.wall(), last_error=error)
    )
    db.session.commit()


def stop(worker: str, error: str | None = None) -> None:
    """A worker ends; with an error it did not want to. Commits."""
    now = clock.wall()
    db.session.execute(
        update(WorkerBeat)
        .where(WorkerBeat.worker == worker, WorkerBeat.stopped_at.is_(None))
        .values(stopped_at=now, last_error=error)
    )
    db.session.commit()


@dataclass(frozen=True)
class WorkerState:
    """Whether deadlines are being watched. `problems` are English sentences for operators, none when all is well."""

    alive: tuple[str, ...]
    lost: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether at least one worker lives and none died without being replaced or fails in its work."""
        return bool(self.alive) and not self.problems


def worker_state() -> WorkerState:
    """What the workers' signs of life say now."""
    now, alive, lost, problems = clock.wall(), [], [], []
    for row in db.session.scalars(select(WorkerBeat).order_by(WorkerBeat.worker)):
        if row.stopped_at is not None:
            if row.last_error is not None:
                lost.append(row.worker)
                problems.append(f"The worker {row.worker} ended: {row.last_error}")
        elif row.seen_at < now - silence():
            lost.append(row.worker)
            problems.append(f"The worker {row.worker} has given no sign of life since {row.seen_at.isoformat()}.")
        else:
            alive.append(row.worker)
            if row.last_error is not None:
                problems.append(f"The worker {row.worker} fails: {row.last_error}")
    if not alive:
        problems.append("No deadline worker is running. Start one with: qyzmet worker")
    return WorkerState(tuple(alive), tuple(lost), tuple(problems))
