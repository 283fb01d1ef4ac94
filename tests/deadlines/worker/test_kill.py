"""Workers killed at random moments: nothing is done twice, nothing is lost, e-mails included."""

import email
import email.policy
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from qyzmet import database
from qyzmet.audit import verify
from qyzmet.database import db
from qyzmet.factory import create_app
from tests.deadlines.worker.kill_harness import Register, Workers, engine_of, prepare, settings_for
from tests.own_database import SERVER, own_database

# So many deadlines are added for each kill, and so long a worker lives at the most; then so long may nothing move on.
ROWS, LONGEST_LIFE = 4, 0.4
PATIENCE_SECONDS = 60


@dataclass
class Run:
    """A database and an instance folder of one run."""

    instance: Path
    url: str
    workers: int

    @property
    def engine(self) -> Engine:
        engine = engine_of(self.url)
        if engine.dialect.name == "sqlite":
            database.set_up_sqlite(engine)
        return engine


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """One worker over a SQLite file, or two over a PostgreSQL database, where there is a server."""
    if not SERVER:
        yield Run(tmp_path, f"sqlite:///{tmp_path / 'kill.sqlite3'}", 1)
        return
    with own_database(SERVER, "kill") as url:
        yield Run(tmp_path, url, 2)


def left_to_do(engine: Engine) -> int:
    """How much there is to do: a deadline that is due counts for itself and the six e-mails that it will queue."""
    query = text(
        "SELECT 7 * (SELECT count(*) FROM deadline WHERE next_at IS NOT NULL)"
        " + (SELECT count(*) FROM outbox_message WHERE next_try_at IS NOT NULL)"
    )
    # Looking on must not keep the workers waiting, which on SQLite only a reader does not.
    database.read_only(True)
    try:
        with engine.connect() as connection:
            return int(connection.execute(query).scalar_one())
    finally:
        database.read_only(False)


def kill_often(run: Run, kills: int, seed: int) -> int:
    """Kill a worker at least `kills` times, and on until every second one died while there was work.

    Returns how many deadlines there were in all.
    """
    chance = random.Random(seed)
    engine = run.engine
    register, workers = Register(engine), Workers(run.instance, run.url)
    killed = while_working = 0
    try:
        while killed < kills or while_working * 2 < killed:
            assert killed < 3 * kills, "they die idle"
            register.add(ROWS)
            while len(workers.running) < run.workers:
                workers.start()
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            workers.kill(chance.randrange(len(workers.running)))
            killed += 1
            while_working += left_to_do(engine) > 0
        workers.start()
        left, until = left_to_do(engine), time.monotonic() + PATIENCE_SECONDS
        while left:
            time.sleep(0.1)
            now_left = left_to_do(engine)
            if now_left < left:
                left, until = now_left, time.monotonic() + PATIENCE_SECONDS
            assert workers.all_live(), "a worker has ended by itself"
            assert time.monotonic() < until, f"still {left} to do, and nothing moves on"
    finally:
        workers.end()
        engine.dispose()
    return killed * ROWS


def check_effects(run: Run, deadlines: int) -> None:
    """Every due deadline's effects are there exactly once: marks, notifications, records, e-mails, files."""
    engine = run.engine
    with engine.connect() as connection:

        def every(query: str) -> Counter[tuple[object, ...]]:
            return Counter(tuple(row) for row in connection.execute(text(query)))

        marked = every("SELECT deadline_id, stage, skipped FROM deadline_firing")
        told = every("SELECT procedure_id, user_id, kind FROM notification")
        records = every("SELECT chain, action FROM audit_record WHERE actor = 'deadline worker'")
        mails = every("SELECT message_id FROM outbox_message WHERE sent_at IS NOT NULL AND given_up_at IS NULL")
        subjects = every('SELECT "to", subject FROM outbox_message')
        overdue = connection.execute(text("SELECT count(*) FROM deadline WHERE overdue_at IS NOT NULL")).scalar_one()
        errors = every("SELECT last_error FROM outbox_message WHERE last_error IS NOT NULL")
    engine.dispose()
    # Half of them had passed their reminders too: "one day left" and "today" are marked as skipped.
    assert Counter((stage, bool(skipped)) for (_, stage, skipped) in marked) == {
        ("one_left", True): deadlines // 2,
        ("today", True): deadlines // 2,
        ("overdue", False): deadlines,
    }
    assert len(told) == len(mails) == len(subjects) == 6 * deadlines
    assert (len(records), overdue, errors) == (deadlines, deadlines, {})
    for found in (marked, told, records, mails, subjects):
        assert set(found.values()) == {1}
    files = list((run.instance / "mail").iterdir())
    assert {file.suffix for file in files} == {".eml"}, "a half-written file was left"
    sent = Counter(
        (email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Message-ID"],) for file in files
    )
    assert sent == mails


def check_trail(run: Run) -> None:
    """The audit trail is whole."""
    app = create_app(settings_for(run.instance, run.url))
    with app.app_context():
        verdict = verify.verify()
        db.session.remove()
        db.engine.dispose()
    assert verdict.fault is None


def kill_and_check(run: Run, kills: int) -> None:
    """A whole run; the seed is printed, so that it can be repeated."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails.
    prepare(settings_for(run.instance, run.url))
    check_effects_after = kill_often(run, kills, seed)
    check_effects(run, check_effects_after)
    check_trail(run)


@pytest.mark.slow
def test_a_killed_worker_does_nothing_twice_and_loses_nothing(run: Run):
    """A few kills of one worker over SQLite or of one of two over PostgreSQL: 20 in all in `make test`."""
    kill_and_check(run, 12 if SERVER else 8)


@pytest.mark.soak
def test_a_worker_killed_again_and_again_does_nothing_twice_and_loses_nothing(run: Run):
    """100 kills over SQLite; 200 of one of two workers over PostgreSQL."""
    kill_and_check(run, 200 if SERVER else 100)
