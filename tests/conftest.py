"""Fixtures for all tests: an application on a real database, a savepoint for each test, a clock that is set."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from nacl.pwhash import argon2id
from werkzeug.test import TestResponse

from qyzmet import clock, database, seeding
from qyzmet.config import Settings, settings_from
from qyzmet.database import db
from qyzmet.documents import quota, upload_limit
from qyzmet.factory import create_app
from qyzmet.people.accounts import passwords
from qyzmet.sealing.key import backup, start_check
from qyzmet.web import sent_bytes
from tests.own_database import SERVER, own_database
from tests.stages import Stages

# A Monday at nine in Almaty: the tests' procedures start then, unless they say otherwise.
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
COMPILED_TEMPLATES = Path(__file__).parent.parent / ".build" / "templates"


class SetClock:
    """The procedure's clock in tests: stands still until it is set or moved."""

    def __init__(self, start: dt.datetime) -> None:
        self.instant = start

    def __call__(self) -> dt.datetime:
        return self.instant

    def set(self, instant: str | dt.datetime) -> None:
        """Move to an instant; text without an offset is Almaty's time."""
        moved = dt.datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        self.instant = moved if moved.tzinfo else moved.replace(tzinfo=clock.ALMATY)

    def forward(self, **span: float) -> None:
        self.instant += dt.timedelta(**span)


@pytest.fixture(autouse=True)
def _count_uploads_anew() -> None:
    """No test's uploads count for the next one's organisation of the same id."""
    upload_limit.forget()
    quota.forget()
    sent_bytes.forget()


@pytest.fixture(autouse=True)
def set_clock() -> Iterator[SetClock]:
    """The procedure's clock, standing at START."""
    source = SetClock(START)
    before = clock.use(source)
    yield source
    clock.use(before)


def pytest_collection_finish() -> None:
    """What was imported stays to the end; looking through it for garbage again and again would only take time.

    What tests leave is looked for less often than Python would: it is little beside what they make.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 4)
    gc.callbacks.append(_leave_what_stays)
    gc.enable()


def _leave_what_stays(phase: str, about: dict[str, int]) -> None:
    """What lived through one search for garbage (kept worlds, templates) is looked through no more.

    So a search costs little and can be made often: an application that a test has left holds 30 MB until it is found.
    """
    if phase == "stop" and about["generation"] == 2:
        gc.freeze()


# A property that takes long on a busy machine is not broken. What every change must pass tries the same examples each
# time: a rare one that fails would stop a change that has nothing to do with it.
_PATIENT: Any = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("steady", derandomize=True, database=None, **_PATIENT)
# While one works on something, and in the long tests, others are tried each time: in the first case a quarter of them,
# where a test does not say how many it needs.
hypothesis.settings.register_profile("quick", max_examples=25, **_PATIENT)
hypothesis.settings.register_profile("searching", **_PATIENT)


def pytest_configure(config: pytest.Config) -> None:
    """Argon2id with the least work, before any test's module is read: a test's password need not withstand anybody.

    And templates are compiled once for all applications.
    """
    # What one application has made of a template all others read, in the next pass too; it is known by its text.
    COMPILED_TEMPLATES.mkdir(parents=True, exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(COMPILED_TEMPLATES))}
    # Nobody pulls the plug of a test's machine: what is written need not be on the disk, only in the file.
    os.fsync = lambda _file: None
    passwords.use_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    marks = config.option.markexpr
    hypothesis.settings.load_profile(
        "quick" if "not slow" in marks else "steady" if "not soak" in marks else "searching"
    )
    backup.use_work((argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN))


class Browser(FlaskClient):
    """A browser whose requests start without what flask kept of the one before in the test's own context."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            for name in list(g):
                g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this test process: SQLite, or PostgreSQL where QYZMET_TEST_DATABASE_URL names one."""
    if not SERVER:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        return
    with own_database(SERVER, "test") as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the application under test."""
    return settings_from(
        {}, ENVIRONMENT="test", DATABASE_URL=database_url, INSTANCE=str(tmp_path_factory.mktemp("instance"))
    )


@pytest.fixture(scope="session")
def built_app(settings: Settings) -> Iterator[Flask]:
    """The application with its tables and what a new database starts with."""
    before = clock.use(lambda: START)
    app = create_app(settings)
    app.test_client_class = Browser
    # People of one test have the numbers of another's: nothing counted for them is kept.
    app.config["BADGE_SECONDS"] = 0
    app.config["KEPT_PAGES_BYTES"] = 0
    app.config["KEPT_STATISTICS_BYTES"] = 0
    with app.app_context():
        db.create_all()
        seeding.seed()
        db.session.commit()
        start_check.make_where_free(settings)
    clock.use(before)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def stages(built_app: Flask, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """The worlds that this process keeps."""
    made = Stages(built_app, settings.instance, tmp_path_factory.mktemp("stages"))
    yield made
    made.close()


@pytest.fixture
def app(request: pytest.FixtureRequest, built_app: Flask, stages: Stages, set_clock: SetClock) -> Iterator[Flask]:
    """The application within a transaction that is undone after the test; commits inside are savepoints."""
    database.read_only(False)
    # A test that changes the code or the settings builds its world by them.
    is_plain = "monkeypatch" not in request.fixturenames
    with built_app.app_context(), stages.test(set_clock if is_plain else None):
        yield built_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def instance(settings: Settings) -> Path:
    """The folder for documents and mail of the application under test."""
    return settings.instance
