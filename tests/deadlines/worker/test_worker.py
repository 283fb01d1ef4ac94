"""The worker's process: its tick, its signs of life, its end."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditHead
from qyzmet.database import db
from qyzmet.deadlines.models import WorkerBeat
from qyzmet.deadlines.worker import signs_of_life
from qyzmet.deadlines.worker.worker import Worker
from qyzmet.notifications.models import OutboxMessage
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.worlds import a_world


@pytest.fixture
def wall() -> Iterator[SetClock]:
    """The machine's clock, standing still."""
    source = SetClock(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC))
    before = clock.use_wall(source)
    yield source
    clock.use_wall(before)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch, built_app: Flask) -> Iterator[list[str]]:
    """What workers say of their life, kept here: a running worker has connections of its own, tests a transaction."""
    said: list[str] = []
    for name in ("start", "beat", "stop"):
        monkeypatch.setattr(
            signs_of_life,
            name,
            lambda worker, error=None, name=name: said.append(f"{name}: {error}" if error else name),
        )
    return said


def test_a_tick_fires_sends_and_keeps_the_trails_head(app: Flask, wall: SetClock, set_clock: SetClock):
    """One tick does what is due, sends the e-mails that this queued, keeps the head, and gives a sign of life."""
    a_term(a_world())
    db.session.commit()
    set_clock.set("2026-03-04T09:00:00")
    worker = Worker(app)
    signs_of_life.start(worker.name)
    wall.forward(seconds=5)
    worker.tick()
    messages = list(db.session.scalars(select(OutboxMessage)))
    assert [message.sent_at for message in messages] == [wall()]
    for message in messages:
        assert (app.config["QYZMET"].mail_folder / (message.message_id.strip("<>") + ".eml")).is_file()
    assert db.session.get(AuditHead, dt.date(2026, 11, 2)) is not None
    assert db.session.get_one(WorkerBeat, worker.name).seen_at == wall()


def test_a_tick_that_fails_says_so_and_does_the_rest(
    app: Flask, wall: SetClock, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    """A fault in one part stops neither the other parts nor the next tick, and /readyz tells of it until it is over."""
    worker = Worker(app)
    signs_of_life.start(worker.name)
    with monkeypatch.context() as patched:
        patched.setattr(worker, "_fire", lambda: 1 / 0)
        worker.tick()
    assert signs_of_life.worker_state().problems == (
        f"The worker {worker.name} fails: ZeroDivisionError: division by zero",
    )
    worker.tick()
    assert signs_of_life.worker_state().ready


def test_no_worker_is_a_problem(app: Flask):
    """Where no worker runs, readiness says so and what to do."""
    state = signs_of_life.worker_state()
    assert (state.ready, state.alive) == (False, ())
    assert "qyzmet worker" in state.problems[0]


def test_a_silent_worker_is_lost_until_another_starts(app: Flask, wall: SetClock):
    """A worker that was killed gives no signs: after a few ticks it counts as lost; its successor clears that."""
    signs_of_life.start("a:1")
    assert signs_of_life.worker_state().ready
    wall.forward(seconds=signs_of_life.silence().total_seconds() + 1)
    state = signs_of_life.worker_state()
    assert (state.ready, state.lost) == (False, ("a:1",))
    signs_of_life.start("a:2")
    state = signs_of_life.worker_state()
    assert (state.ready, state.alive, state.lost) == (True, ("a:2",), ())


def test_a_worker_that_died_is_told_beside_one_that_lives(app: Flask, wall: SetClock):
    """One of two workers that ends by a fault makes the whole not ready, until a worker takes its place."""
    signs_of_life.start("a:1")
    signs_of_life.start("a:2")
    signs_of_life.stop("a:1", "it died with code -9")
    state = signs_of_life.worker_state()
    assert (state.ready, state.problems) == (False, ("The worker a:1 ended: it died with code -9",))
    signs_of_life.start("a:3")
    assert signs_of_life.worker_state().ready


def test_a_worker_that_was_asked_to_end_is_no_problem(app: Flask, wall: SetClock):
    """Ending on purpose is no fault."""
    signs_of_life.start("a:1")
    signs_of_life.start("a:2")
    signs_of_life.stop("a:1")
    assert signs_of_life.worker_state().ready


def test_the_process_ends_when_it_is_asked_to(built_app: Flask, quiet: list[str]):
    """Asked to stop, the worker finishes its tick and ends with 0."""
    worker = Worker(built_app, tick_seconds=0.01)
    ticked = threading.Event()
    worker.tick = ticked.set  # type: ignore[method-assign]
    ended: list[int] = []
    running = threading.Thread(target=lambda: ended.append(worker.run()))
    running.start()
    assert ticked.wait(60)
    worker.stop()
    running.join(60)
    assert ended == [0]
    assert quiet == ["start", "stop"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_process_ends_with_1_when_the_schedulers_thread_dies(
    built_app: Flask, quiet: list[str], monkeypatch: pytest.MonkeyPatch
):
    """A scheduler whose thread has died still says that it runs: the worker looks at the thread and ends with 1."""
    worker = Worker(built_app, tick_seconds=0.01)
    worker.tick = lambda: None  # type: ignore[method-assign]

    def break_down() -> float:
        raise MemoryError

    monkeypatch.setattr(worker.scheduler, "_process_jobs", break_down)
    assert worker.run() == 1
    assert worker.scheduler.running
    assert quiet == ["start", "stop: The scheduler's thread has died."]


def test_the_process_ends_with_1_when_a_tick_hangs(built_app: Flask, quiet: list[str], monkeypatch: pytest.MonkeyPatch):
    """A tick that moves nothing on for a long time ends the process, so that its supervisor starts another."""
    monkeypatch.setattr("qyzmet.deadlines.worker.worker.HUNG_SECONDS", 0.05)
    release = threading.Event()
    worker = Worker(built_app, tick_seconds=0.01)
    worker.tick = lambda: release.wait(60) and None  # type: ignore[method-assign]
    try:
        assert worker.run() == 1
    finally:
        release.set()
    assert quiet == ["start", "stop: A tick hangs."]
