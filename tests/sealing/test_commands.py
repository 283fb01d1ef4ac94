"""`qyzmet seal-key`, and what the application says of its key before it starts: one line, exit 1."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.cli import group
from qyzmet.database import db
from qyzmet.operations import backup as backups
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import file as key_file
from qyzmet.sealing.key import generations, start_check, usage
from tests import program
from tests.sealing import drawers
from tests.sealing.conftest import House
from tests.sealing.drawers import check, fill
from tests.test_configuration import one_line
from tests.test_house import ROOT

PASSPHRASE = "жеті қабат көк аспан"


def run(house: House, *arguments: str, typed: str | None = None, **settings: str) -> Result:
    """The command, in this process, with the house's settings and others."""
    environ = {**house.environ, **{f"QYZMET_{name}": value for name, value in settings.items()}}
    db.session.rollback()
    return CliRunner().invoke(group, ["seal-key", *arguments], env=environ, input=typed)


def answer(result: Result) -> Any:
    """What it printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(result: Result, said: str) -> None:
    """It ended with exit 1 and one line that says that."""
    assert result.exit_code == 1, result.output
    assert said in result.stderr, result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.slow
def test_the_life_of_a_key(house: House, tmp_path: Path):
    """Made, checked, backed up, rotated, lost, restored, forgotten: the content opens all the while that it should."""
    house.path.unlink()
    refused(run(house, "check"), "Make one: qyzmet seal-key make")
    made = answer(run(house, "make", "--json"))
    assert made == {"file": str(house.path), "generation": house.key.active.name}
    refused(run(house, "make"), "already")
    fill(house.drawer, house.key, 6)
    found = answer(run(house, "check", "--json"))
    (only,) = found["generations"]
    assert (only["generation"], only["state"], only["keys"]) == (made["generation"], "active", 8)
    assert (found["missing"], found["broken"], found["lost"]) == ([], [], [])

    copy = tmp_path / "copy"
    saved = run(house, "backup", str(copy), SEAL_KEY_PASSPHRASE=PASSPHRASE)
    assert saved.output == f"{copy}: 1 generation of the seal key. Only the passphrase opens it.\n"
    refused(run(house, "backup", str(copy), SEAL_KEY_PASSPHRASE=PASSPHRASE), "exists already")

    house.path.unlink()
    for command in ("check", "make"):
        refused(run(house, command), f"the database holds keys wrapped by {made['generation']}. Restore it")
    refused(run(house, "restore", str(copy), SEAL_KEY_PASSPHRASE="another one entirely"), "the passphrase is another")
    assert not house.path.exists()
    restored = run(house, "restore", str(copy), SEAL_KEY_PASSPHRASE=PASSPHRASE)
    assert f"1 generations, {made['generation']} active" in restored.output
    check(house.drawer, house.key, 6)

    prepared = answer(run(house, "rotate", "--prepare", "--json"))["prepared"]
    rotated = answer(run(house, "rotate", "--json"))
    assert rotated == {"generation": prepared, "finished_earlier": False, "rewrapped": 8, "broken": []}
    refused(run(house, "restore", str(copy), SEAL_KEY_PASSPHRASE=PASSPHRASE), f"lacks: generation {prepared}")
    refused(run(house, "forget", made["generation"]), "wrapped until a moment ago")
    words = run(house, "check").output
    assert f"{made['generation']}  old " in words
    assert "0 keys; nothing needs it" in words
    assert f"{prepared}  active " in words
    check(house.drawer, house.key, 6)


@pytest.mark.slow
def test_no_command_shows_a_secret(house: House, tmp_path: Path):
    """What is printed, in words or JSON, holds no part of the key's secrets."""
    fill(house.drawer, house.key, 3)
    written = json.loads(house.path.read_text())
    hidden = [written["index"], written["generations"][0]["secret"]]
    outputs = [
        run(house, *arguments, SEAL_KEY_PASSPHRASE=PASSPHRASE).output
        for arguments in (["check"], ["check", "--json"], ["rotate", "--json"], ["backup", str(tmp_path / "copy")])
    ]
    assert not [piece for piece in [*hidden, PASSPHRASE] for output in outputs if piece[:12] in output]


def test_the_passphrase_is_asked_for_or_read_from_a_file(house: House, tmp_path: Path):
    """The first line of a file; without file, variable or terminal the line says how to give it."""
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\nnothing else counts\n", encoding="utf-8")
    assert run(house, "backup", str(tmp_path / "one"), "--passphrase-file", str(file)).exit_code == 0
    house.path.unlink()
    assert run(house, "restore", str(tmp_path / "one"), SEAL_KEY_PASSPHRASE=PASSPHRASE).exit_code == 0
    refused(run(house, "backup", str(tmp_path / "two")), "--passphrase-file or QYZMET_SEAL_KEY_PASSPHRASE")
    refused(run(house, "backup", str(tmp_path / "two"), SEAL_KEY_PASSPHRASE="short"), "at least 12 characters")
    file.write_text("\n")
    refused(run(house, "backup", str(tmp_path / "two"), "--passphrase-file", str(file)), "is empty")
    refused(run(house, "backup", str(tmp_path / "two"), "--passphrase-file", str(tmp_path / "no")), "cannot be read")
    refused(run(house, "restore", str(tmp_path / "no"), SEAL_KEY_PASSPHRASE=PASSPHRASE), "cannot be read: No such file")
    assert not (tmp_path / "two").exists()


@pytest.mark.slow
def test_a_lost_key_is_declared_so_after_a_question(house: House):
    """With no copy left the application starts again, and what was sealed stays closed. The trail has it."""
    old = house.key.active
    fill(house.drawer, house.key, 6)
    refused(run(house, "declare-lost", "--yes"), "Nothing is lost")
    house.path.unlink()
    with pytest.raises(KeyFileError, match=r"There is no seal key .* wrapped by .* Restore it"):
        start_check.check(house.settings)
    stopped = run(house, "declare-lost", typed="n\n")
    assert stopped.exit_code == 1
    assert not house.path.exists()
    said = run(house, "declare-lost", typed="y\n").output
    assert f"8 keys, wrapped by {old.name}, will never be opened." in said
    start_check.check(house.settings)
    found = answer(run(house, "check", "--json"))
    assert (found["lost"], found["missing"], found["broken"]) == ([old.name], [], [])
    assert answer(run(house, "rotate", "--json"))["rewrapped"] == 0
    declared = select(AuditRecord.subject).where(AuditRecord.action == "declare_seal_lost")
    assert db.session.scalars(declared).one() == old.name


@pytest.mark.slow
def test_damage_in_the_database_is_found(house: House):
    """A wrapped key that does not open is named by its row; exit 1."""
    fill(house.drawer, house.key, 4)
    kept = db.session.execute(select(house.drawer.c.key).where(house.drawer.c.id == 1)).scalar_one()
    for row, damaged in ((1, b""), (2, b"\x02" + kept[1:]), (3, kept[:-1])):
        db.session.execute(house.drawer.update().where(house.drawer.c.id == row).values(key=damaged))
    db.session.commit()
    start_check.check(house.settings)
    refused(run(house, "check"), "3 wrapped keys are damaged, first drawer.key, row 1.")
    db.session.execute(house.drawer.update().where(house.drawer.c.id == 3).values(key=b"\x01" + bytes(200)))
    db.session.commit()
    refused(run(house, "check"), f"is not the right one: the database holds keys wrapped by {'00' * 8}. Restore it")


@pytest.mark.slow
@pytest.mark.parametrize("what", ["gone", "open", "damaged", "another", "an older"])
def test_the_application_does_not_start_with_a_wrong_key(house: House, what: str):
    """Gone, readable by others, damaged, another's, or a copy from before a rotation: each is one line."""
    fill(house.drawer, house.key, 2)
    start_check.check(house.settings)
    older = house.path.read_text()
    said = "Restore it: qyzmet seal-key restore FILE"
    if what == "gone":
        house.path.unlink()
    elif what == "open":
        house.path.chmod(0o644)
        said = "chmod 600"
    elif what == "damaged":
        house.path.write_text(older[:200])
        said = "restore its backup"
    elif what == "another":
        key_file.replace(house.path, generations.new_key(clock.wall()))
    else:
        assert run(house, "rotate").exit_code == 0
        house.path.write_text(older)
    with pytest.raises(KeyFileError, match=said) as caught:
        start_check.check(house.settings)
    assert "\n" not in str(caught.value)


def test_outside_production_the_key_makes_itself(house: House):
    """Where nothing is sealed yet; never over a file that is there, and never in production."""
    house.path.unlink()
    start_check.check(house.settings)
    made = house.key
    assert not start_check.make_where_free(house.settings)
    assert house.key == made
    house.path.unlink()
    with pytest.raises(KeyFileError, match="Make one: qyzmet seal-key make"):
        start_check.check(replace(house.settings, environment="production"))
    assert not house.path.exists()


def test_what_is_used_is_counted_on_any_database(house: House):
    """Also before `init`, and on an older schema without the table."""
    fill(house.drawer, house.key, 3)
    assert usage.in_use() == {house.key.active.id: 4}
    house.drawer.drop(db.engine)
    assert usage.in_use() == {}


def test_a_backup_of_the_database_holds_the_sealed_files_and_not_the_key(house: House, tmp_path: Path):
    """Every sealed file that a row names is in it; the key is kept apart."""
    name = "ab" * 32
    db.session.execute(house.drawer.insert().values(id=1, file=name))
    db.session.commit()
    manifest = backups.take(tmp_path / "backup.tar.gz", house.settings)
    assert manifest.missing == [name]
    assert not [member for member in manifest.members if "seal" in member]


@pytest.mark.slow
@pytest.mark.parametrize("command", [("serve", "--port", "8109"), ("web", "--port", "8109"), ("worker",)])
def test_nothing_serves_without_its_key(house: House, command: tuple[str, ...]):
    """Through the real program: exit 1 and the one line."""
    fill(house.drawer, house.key, 1)
    house.path.unlink()
    ended = program.run(command, house.environ, ROOT, drawers.program)
    ended.stdout = ""
    one_line(ended, r"^Error: There is no seal key .*seal-key: the database holds keys wrapped by .*\. Restore it")
