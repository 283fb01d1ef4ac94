"""The demonstration in this process, on a database of its own that is made once and copied for each test."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock, database, schema
from qyzmet.config import Settings, settings_from
from qyzmet.database import db
from qyzmet.demo import sample
from qyzmet.factory import create_app
from qyzmet.sealing.key import start_check

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demonstration has a database of its own kind, whichever the other tests run on, and takes long to make."""
    for item in items:
        if HERE in item.path.parents and "made" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.slow)


def demo_settings(folder: Path) -> Settings:
    """The settings of the demonstration in that folder."""
    return settings_from({}, ENVIRONMENT="demo", INSTANCE=str(folder), BASE_URL="http://localhost:8000")


def leave(app: Flask) -> None:
    """Let go of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder with the demonstration as it begins, made by one test process for all of the same run."""
    shared = hasattr(request.config, "workerinput")
    parent = tmp_path_factory.getbasetemp().parent if shared else tmp_path_factory.mktemp("made")
    folder = parent / "demonstration"
    with (parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _make(parent / "being-made")
            (parent / "being-made").rename(folder)
    return folder


def _make(folder: Path) -> None:
    before = clock.use(clock.wall)
    app = create_app(demo_settings(folder))
    database.read_only(False)
    with app.app_context():
        schema.upgrade()
        start_check.make_where_free(app.config["QYZMET"])
        sample.make()
    leave(app)
    clock.use(before)  # The clock of this application must not outlive it.


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Iterator[Flask]:
    """The demonstration at its start, by its own clock, which it installs itself."""
    folder = tmp_path / "instance"
    shutil.copytree(made, folder)
    app = create_app(demo_settings(folder))
    database.read_only(False)
    yield app
    leave(app)


@pytest.fixture
def browser(demo: Flask) -> FlaskClient:
    """A browser at the demonstration."""
    return demo.test_client()
