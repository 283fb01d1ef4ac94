"""The key file is read when it is whole and its owner's alone, and written whole or not at all."""

import datetime as dt
import json
import os
import stat
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from nacl.pwhash import argon2id

from qyzmet.config import ConfigurationError, Settings, settings_from
from qyzmet.sealing.faults import KeyFileError, KeyFileMissing
from qyzmet.sealing.key import backup, file, generations, outside
from qyzmet.sealing.key import text as key_text
from qyzmet.sealing.key.generations import OutsideKey, State

AT = dt.datetime(2026, 3, 2, 4, 0, 0, 123456, tzinfo=dt.UTC)
LOST = frozenset([b"8 bytes."])
KEY = generations.with_lost(generations.prepared(generations.rotated(generations.new_key(AT), AT), AT), LOST)
PASSPHRASE = "жеті қабат көк аспан, ай"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file with three generations."""
    path = tmp_path / "seal-key"
    file.create(path, KEY)
    return path


@pytest.mark.once
def test_what_is_written_is_read(path: Path, tmp_path: Path):
    """Every generation with its state and instants, and what is lost; in a file of mode 0600 and nothing beside it."""
    assert file.read(path).key == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.replace(path, generations.rotated(KEY, AT))
    assert file.read(path).key == generations.rotated(KEY, AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.once
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o777])
def test_a_file_that_others_can_use_is_refused(path: Path, mode: int):
    """The line says what to run; read-only for its owner is as good."""
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=rf"mode {mode:04o}\)\. Run: chmod 600 "):
        file.read(path)
    path.chmod(0o400)
    assert file.read(path).key == KEY


@pytest.mark.once
def test_a_new_key_replaces_nothing(path: Path):
    """Whatever the file is that lies there."""
    path.write_text("something else")
    with pytest.raises(KeyFileError, match="already"):
        file.create(path, KEY)
    assert path.read_text() == "something else"


@pytest.mark.once
def test_a_link_stays_a_link(path: Path, tmp_path: Path):
    """A rotation writes where the link points to."""
    link = tmp_path / "link"
    link.symlink_to(path)
    file.replace(link, generations.rotated(KEY, AT))
    assert link.is_symlink()
    assert file.read(path).key == generations.rotated(KEY, AT)


@pytest.mark.once
def test_what_cannot_be_written_leaves_the_old(tmp_path: Path):
    """The line names the file and the reason."""
    with pytest.raises(KeyFileError, match="cannot be written: No such file"):
        file.create(tmp_path / "nowhere" / "seal-key", KEY)
    with pytest.raises(KeyFileError, match="cannot be written"):
        file.replace(tmp_path / "nowhere" / "seal-key", KEY)
    with pytest.raises(KeyFileMissing, match="There is no seal key"):
        file.read(tmp_path / "seal-key")
    with pytest.raises(KeyFileError, match="cannot be read: Is a directory"):
        file.read(tmp_path)


@pytest.mark.once
def test_one_command_at_a_time_changes_it(path: Path):
    """The second is told to wait; afterwards the way is free."""
    with file.locked(path), pytest.raises(KeyFileError, match="Another seal-key command"), file.locked(path):
        pass
    with file.locked(path):
        pass


def altered(change: dict[str, object], *, sum_too: bool = True) -> str:
    """The key's text with other values, and, as a forger would write it, the checksum that fits."""
    content = {**json.loads(key_text.written(KEY)), **change}
    content.pop("checksum")
    checksum = key_text._checksum(content) if sum_too else "00"
    return json.dumps({**content, "checksum": checksum})


GENERATIONS = json.loads(key_text.written(KEY))["generations"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cut off or was changed"),
        ("[]", "cut off"),
        ("null", "cut off"),
        ("[" * 100_000, "cut off"),
        ("{}", "cut off"),
        (key_text.written(KEY)[:-40], "cut off"),
        (key_text.written(KEY).replace('"state": "old"', '"state": "next"'), "checksum"),
        (altered({}, sum_too=False), "checksum"),
        (altered({"kind": "a letter"}), "something else"),
        (altered({"format": 2}), "format is 2, and this release knows 1"),
        (altered({"index": "AAAA"}), "wrong length"),
        (altered({"index": "A" * 43 + "="}), "not the one that it is named"),
        (altered({"index": "ж"}), "cut off"),
        (altered({"generations": []}), "active"),
        (altered({"generations": GENERATIONS[:1]}), "active"),
        (altered({"generations": [*GENERATIONS, GENERATIONS[1]]}), "active"),
        (altered({"generations": [{**GENERATIONS[1], "id": "00" * 8}]}), "not the one that it is named"),
        (altered({"generations": [{**GENERATIONS[1], "state": "young"}]}), "cut off"),
        (altered({"generations": [{}]}), "cut off"),
        (altered({"lost": 7}), "cut off"),
    ],
)
def test_a_damaged_file_is_refused_without_showing_it(path: Path, text: str, said: str):
    """One line with the reason and the way out, and nothing of the secrets, not even as the error's cause."""
    path.write_text(text)
    with pytest.raises(KeyFileError, match=said) as caught:
        file.read(path)
    line = str(caught.value)
    assert "qyzmet seal-key restore FILE" in line
    assert "\n" not in line
    for each in GENERATIONS:
        assert each["secret"][:8] not in line
    assert caught.value.__suppress_context__


@pytest.mark.once
def test_bytes_that_are_no_text_are_refused(path: Path):
    """As any other damage."""
    path.write_bytes(os.urandom(1000))
    with pytest.raises(KeyFileError, match="damaged"):
        file.read(path)


@pytest.mark.once
def test_a_key_shows_no_secret():
    """In a log or an error stand the generations' names alone."""
    shown = repr(KEY)
    assert repr(KEY.index) not in shown
    assert all(repr(each.secret) not in shown for each in KEY.generations)


@pytest.mark.once
def test_a_copy_opens_with_its_passphrase_alone(path: Path, tmp_path: Path):
    """However the letters were typed; another one is told from a damaged copy by nobody."""
    copy = tmp_path / "copy"
    backup.write(copy, KEY, PASSPHRASE)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert backup.read(copy, unicodedata.normalize("NFD", PASSPHRASE)) == KEY
    with pytest.raises(KeyFileError, match="exists already"):
        backup.write(copy, KEY, PASSPHRASE)
    with pytest.raises(KeyFileError, match="the passphrase is another one") as caught:
        backup.read(copy, PASSPHRASE + " ")
    assert PASSPHRASE not in str(caught.value)
    content = copy.read_text()
    assert all(each["secret"] not in content for each in GENERATIONS)


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "qyzmet seal key"}, "no backup"),
        ({"format": 2}, "format is 2"),
        ({"operations": 10**6}, "was changed"),
        ({"memory": 2**40}, "was changed"),
        ({"memory": "much"}, "no whole backup"),
        ({"salt": "AAAA"}, "no whole backup"),
        ({"box": "ж"}, "no whole backup"),
        ({"box": "AAAA", "operations": 1, "memory": 8192}, "another one, or the backup is damaged"),
        ({"stretched_by": "md5"}, "no backup"),
    ],
)
def test_a_damaged_copy_is_refused(change: dict[str, object], said: str):
    """One line; what asks for hours or for all the memory is not tried."""
    copy = {
        "kind": "qyzmet seal key backup",
        "format": 1,
        "stretched_by": "argon2id",
        "operations": 3,
        "memory": 2**28,
        "salt": "A" * 22 + "==",
        "box": "AAAA",
    }
    with pytest.raises(KeyFileError, match=said):
        backup.opened(json.dumps({**copy, **change}), PASSPHRASE)


@pytest.mark.once
def test_outside_of_tests_a_passphrase_costs_what_it_should():
    """A copy says by how much work it opens: libsodium's moderate work, of which the tests alone do less."""
    assert backup.WORK == (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
    less = backup.use_work((3, 16384))
    try:
        copy = json.loads(backup.sealed(KEY, PASSPHRASE))
    finally:
        backup.use_work(less)
    assert (copy["operations"], copy["memory"]) == (3, 16384)


@pytest.mark.once
@pytest.mark.parametrize("passphrase", ["", "short", "aaaaaaaaaaaaaaaa", "abababababababab"])
def test_a_weak_passphrase_is_refused(tmp_path: Path, passphrase: str):
    """And no copy is written."""
    with pytest.raises(KeyFileError, match="at least 12 characters"):
        backup.write(tmp_path / "copy", KEY, passphrase)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
def test_putting_back_never_takes_a_generation_away(path: Path):
    """A copy from before a rotation is refused beside the newer key; a newer copy takes the older key's place."""
    newer = generations.rotated(generations.rotated(KEY, AT), AT)
    backup.put_back(path, newer)
    assert file.read(path).key == newer
    with pytest.raises(KeyFileError, match=f"lacks: generation {newer.active.name}"):
        backup.put_back(path, KEY)
    with pytest.raises(KeyFileError, match="lacks"):
        backup.put_back(path, generations.new_key(AT))
    assert file.read(path).key == newer
    path.unlink()
    backup.put_back(path, KEY)
    assert file.read(path).key == KEY
    path.write_text("damaged")
    with pytest.raises(KeyFileError, match="Move it aside"):
        backup.put_back(path, newer)


@pytest.mark.once
def test_what_was_declared_lost_is_found_again_with_a_copy_that_holds_it(tmp_path: Path):
    """A generation that is held is lost no more."""
    path = tmp_path / "seal-key"
    key = generations.new_key(AT)
    newer = generations.rotated(key, AT)
    file.create(path, generations.with_lost(key, LOST | {newer.active.id}))
    backup.put_back(path, newer)
    assert file.read(path).key == replace(newer, lost=LOST)


def test_a_process_that_runs_takes_the_new_key_up_and_survives_the_file(app: Flask, settings: Settings, tmp_path: Path):
    """A rotation reaches it at once; while the file is away or damaged it goes on with the one that it has read."""
    path = tmp_path / "seal-key"
    own = replace(settings, seal_key_file=path)
    held = app.config["QYZMET"], app.extensions.pop("qyzmet seal key", None)
    app.config["QYZMET"] = own
    try:
        with pytest.raises(KeyFileMissing):
            outside.current()
        file.create(path, KEY)
        assert outside.current() == KEY
        assert outside.current() is outside.current()
        newer: OutsideKey = generations.rotated(KEY, AT)
        file.replace(path, newer)
        assert outside.current() == newer
        path.write_text("damaged")
        assert outside.current() == newer
        path.unlink()
        assert outside.current() == newer
        file.create(path, KEY)
        assert outside.current().active.state is State.ACTIVE
        assert outside.current() == KEY
    finally:
        app.config["QYZMET"] = held[0]
        app.extensions.pop("qyzmet seal key", None)
        if held[1] is not None:
            app.extensions["qyzmet seal key"] = held[1]


@pytest.mark.once
def test_where_the_key_lies(tmp_path: Path):
    """Beside the demonstration's data by itself; in production where the setting says, if that is outside of it."""
    folder = tmp_path / "instance"
    assert settings_from({}, INSTANCE=str(folder)).seal_key_file == folder / "seal-key"
    assert settings_from({}, SEAL_KEY_FILE=str(tmp_path / "k")).seal_key_file == tmp_path / "k"
    production = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "a secret of many letters, for tests",
        "INSTANCE": str(folder),
    }
    assert settings_from({}, **production).seal_key_file is None
    assert settings_from({}, **production, SEAL_KEY_FILE=str(tmp_path / "k")).seal_key_file == tmp_path / "k"
    folder.mkdir()
    (tmp_path / "k").symlink_to(folder / "seal-key")
    with pytest.raises(ConfigurationError, match="must not lie inside the instance folder"):
        settings_from({}, **production, SEAL_KEY_FILE=str(tmp_path / "k"))
