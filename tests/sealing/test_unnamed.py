"""Production without QYZMET_SEAL_KEY_FILE: it goes on as ever until something is sealed, and not a moment longer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qyzmet import clock
from qyzmet.sealing.faults import KeyFileError, KeyFileUnnamed
from qyzmet.sealing.key import generations, outside, start_check
from tests.deadlines.worker.test_serving import serving
from tests.operations.places import empty_database
from tests.sealing.conftest import KIND, House
from tests.sealing.drawers import fill
from tests.test_configuration import SECRET, one_line, qyzmet

PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET}


@pytest.fixture
def unnamed(house: House) -> Iterator[House]:
    """The house in production, where nobody has made or named a key."""
    house.path.unlink()
    before = house.settings
    house.app.config["QYZMET"] = replace(before, environment="production", seal_key_file=None)
    yield house
    house.app.config["QYZMET"] = before


def test_nobody_needs_a_key_before_anything_is_sealed(unnamed: House):
    """The start asks for none and makes none, /readyz does not speak of it, and nothing can be sealed."""
    start_check.check(unnamed.settings)
    assert not start_check.make_where_free(unnamed.settings)
    assert list(unnamed.app.test_client().get("/readyz").json["checks"]) == ["database", "storage", "worker"]
    with pytest.raises(KeyFileUnnamed):
        outside.current()


def test_sealed_matter_needs_its_key(unnamed: House):
    """One wrapped key in the database, and the start is refused with the line that says why; /readyz is red."""
    key = generations.new_key(clock.wall())
    fill(unnamed.drawer, key, 1)
    said = rf"The database holds keys wrapped by {key.active.name}, and QYZMET_SEAL_KEY_FILE is not set\."
    with pytest.raises(KeyFileError, match=said) as caught:
        start_check.check(unnamed.settings)
    assert "\n" not in str(caught.value)
    answer = unnamed.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["seal_key"].startswith("The seal key cannot be used.")
    assert key.active.name not in answer.text


@pytest.mark.once
@pytest.mark.slow
def test_production_serves_backs_up_and_restores_as_ever(tmp_path: Path):
    """Through the real program: init, serve, backup and restore with the settings of yore, and no file of a key."""
    instance, copy = tmp_path / "instance", tmp_path / "backup.tar.gz"
    with serving(instance, **PRODUCTION) as server:
        assert server.checks() == {"database": "ok", "storage": "ok", "worker": "ok"}
    begun = qyzmet(tmp_path, "init", **PRODUCTION)
    assert (begun.returncode, begun.stdout.partition(".")[0]) == (0, "The database is ready")
    assert qyzmet(tmp_path, "backup", str(copy), **PRODUCTION).returncode == 0
    with empty_database(KIND, tmp_path) as url:
        elsewhere = PRODUCTION | {"DATABASE_URL": url, "INSTANCE": str(tmp_path / "elsewhere")}
        restored = qyzmet(tmp_path, "restore", str(copy), **elsewhere)
        assert restored.returncode == 0, restored.stderr
    assert not list(tmp_path.rglob("*seal*"))


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("command", ["make", "check", "rotate", "backup"])
def test_commands_say_that_no_key_is_named(command: str, tmp_path: Path):
    """One line names the setting and what it takes."""
    assert qyzmet(tmp_path, "init", **PRODUCTION).returncode == 0
    more = [str(tmp_path / "copy")] if command == "backup" else []
    one_line(qyzmet(tmp_path, "seal-key", command, *more, **PRODUCTION), "QYZMET_SEAL_KEY_FILE is not set")
