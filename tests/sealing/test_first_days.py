"""The key's first days through the real program: init, make, a copy under a passphrase that is typed."""

import stat
from pathlib import Path

import pytest

from qyzmet.sealing.key import backup, file
from tests.operations.places import empty_database
from tests.operations.test_init import Terminal
from tests.sealing.conftest import KIND
from tests.test_configuration import SECRET, one_line, qyzmet

PASSPHRASE = "жеті қабат көк аспан"


@pytest.mark.once
@pytest.mark.slow
def test_in_production_the_key_is_made_by_a_command(tmp_path: Path):
    """Once the setting names it: init says that there is none, nothing serves without it, then it lies there."""
    place = tmp_path / "etc" / "seal-key"
    place.parent.mkdir(mode=0o700)
    with empty_database(KIND, tmp_path) as url:
        settings = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET, "DATABASE_URL": url, "SEAL_KEY_FILE": str(place)}
        begun = qyzmet(tmp_path, "init", **settings)
        assert begun.returncode == 0
        assert begun.stdout.startswith(f"There is no seal key {place} yet. To make one: qyzmet seal-key make\n")
        one_line(qyzmet(tmp_path, "worker", **settings), r"There is no seal key .* Make one: qyzmet seal-key make$")
        made = qyzmet(tmp_path, "seal-key", "make", **settings)
        assert (made.returncode, made.stderr) == (0, "")
        assert made.stdout.endswith("Keep a copy of it apart: qyzmet seal-key backup FILE\n")
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert qyzmet(tmp_path, "init", **settings).stdout.startswith("The database is ready.")
        assert qyzmet(tmp_path, "seal-key", "check", **settings).returncode == 0


@pytest.mark.once
@pytest.mark.slow
def test_the_passphrase_is_typed_twice_and_never_shown(tmp_path: Path):
    """A weak one and two different ones are asked again; the copy opens with what was typed at last."""
    copy = tmp_path / "copy"
    with empty_database(KIND, tmp_path) as url:
        assert qyzmet(tmp_path, "init", DATABASE_URL=url).returncode == 0
        terminal = Terminal(tmp_path, url, "seal-key", "backup", str(copy))
        terminal.answer("Passphrase of the copy", "short")
        terminal.wait_for("at least 12 characters")
        terminal.answer("Passphrase of the copy", PASSPHRASE)
        terminal.answer("The same again", "something else entirely")
        terminal.wait_for("The two are not the same.")
        terminal.answer("Passphrase of the copy", PASSPHRASE)
        terminal.answer("The same again", PASSPHRASE)
        terminal.wait_for("Only the passphrase opens it.")
        assert terminal.end() == 0
    assert PASSPHRASE not in terminal.text
    assert backup.read(copy, PASSPHRASE) == file.read(tmp_path / "instance" / "seal-key").key
