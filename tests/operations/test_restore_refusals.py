"""What is not restored, and what a backup does not do: each says why, and nothing is half done."""

import gzip
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from qyzmet.database import db
from qyzmet.documents import storage
from qyzmet.documents.models import Document
from qyzmet.operations import archive, backup, restore
from qyzmet.operations.archive import BackupError
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import OrganisationKind
from tests import factories
from tests.operations.places import KINDS, place
from tests.operations.samples import fill, rows, settings, works_on

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of a filled SQLite database."""
    path = tmp_path / "backup.tar.gz"
    with place("sqlite", tmp_path) as app:
        fill(app)
        backup.take(path, settings(app))
    return path


def refused(file: Path, folder: Path, match: str, **options: bool) -> None:
    """The file is not restored, and the database stays as empty as it was."""
    with place("sqlite", folder, prepared=False) as app:
        with pytest.raises(BackupError, match=match) as caught:
            restore.put_back(file, app, **options)
        assert "\n" not in str(caught.value)
        db.session.rollback()
        if db.inspect(db.engine).has_table("organisation"):
            assert not any(rows().values())


def test_a_truncated_backup_is_refused(file: Path, tmp_path: Path) -> None:
    """Cut off anywhere, the file is refused before anything changes."""
    whole = file.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        file.write_bytes(whole[:length])
        refused(file, tmp_path, "cut off|manifest is missing")


def test_a_flipped_bit_is_found(file: Path, tmp_path: Path) -> None:
    """A damaged byte anywhere is found."""
    whole = file.read_bytes()
    for place_of in (len(whole) // 4, len(whole) // 2, len(whole) * 3 // 4):
        changed = bytearray(whole)
        changed[place_of] ^= 0x10
        file.write_bytes(changed)
        refused(file, tmp_path, "no whole backup|cannot be read|was changed|which no backup|was added to")


def repacked(file: Path, change: Any) -> None:
    """Write the backup anew with its members passed through `change`."""
    kept = [(name, content.read()) for name, content in archive.members(file)]
    with gzip.open(file, "wb") as zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
        for name, content in change(kept):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda all_: [(n, c.replace(b"AR-", b"BR-") if "audit" in n else c) for n, c in all_], "not what the"),
        (lambda all_: [(n, c) for n, c in all_ if "organisation" not in n], "not what the manifest"),
        (lambda all_: [("documents/" + "0" * 64, b"more"), *all_], "not what the manifest"),
        (lambda all_: [("../../etc/passwd", b"x"), *all_], "which no backup"),
        (lambda all_: [(n, c) for n, c in all_ if n != "manifest.json"], "manifest is missing"),
        (lambda all_: [*all_, ("tables/user/000009.jsonl", b"[]\n")], "follows its manifest"),
        (lambda all_: [all_[0], *all_], "twice"),
        (lambda all_: [(n, b"[]" if n == "manifest.json" else c) for n, c in all_], "cannot be read"),
        (lambda all_: [(n, c.replace(b'"format": 1', b'"format": 9')) for n, c in all_], "format 9"),
        (lambda all_: [(n, c.replace(b'"schema": "', b'"schema": "x')) for n, c in all_], "not known to this"),
    ],
)
def test_a_changed_backup_is_refused(file: Path, tmp_path: Path, change: Any, match: str) -> None:
    """A member changed, taken out, put in, renamed, or a manifest of another kind: one line, nothing restored."""
    repacked(file, change)
    refused(file, tmp_path, match)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    """A file that is missing, a text, a folder."""
    text_file = tmp_path / "notes.txt"
    text_file.write_text("not a backup")
    for path in (tmp_path / "missing", text_file, tmp_path):
        refused(path, tmp_path, "cannot be read|no whole backup")


def test_a_trail_broken_at_its_source_is_not_restored_unseen(tmp_path: Path) -> None:
    """A backup whose trail does not verify is refused, and nothing changed, unless one insists."""
    file = tmp_path / "backup.tar.gz"
    with place("sqlite", tmp_path) as app:
        fill(app)
        db.session.execute(text("DROP TRIGGER audit_record_no_update"))
        db.session.execute(text("UPDATE audit_record SET actor = 'nobody' WHERE number = 7"))
        db.session.commit()
        backup.take(file, settings(app))
    refused(file, tmp_path, "broken at record 7")
    with place("sqlite", tmp_path, prepared=False) as app:
        done = restore.put_back(file, app, broken_trail=True)
        assert done.verdict.fault is not None
        assert done.verdict.fault.number == 7


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_with_rows_is_replaced_only_when_asked(kind: str, file: Path, tmp_path: Path) -> None:
    """Without --replace what is there stays; with it the backup stands in its place, the trail's triggers included."""
    with place(kind, tmp_path) as app:
        factories.organisation(OrganisationKind.SUPPLIER, name="stays")
        db.session.commit()
        before = rows()
        with pytest.raises(BackupError, match="--replace"):
            restore.put_back(file, app)
        assert rows() == before
        restore.put_back(file, app, replace=True)
        assert db.session.query(Procedure).count() == 1
        assert db.session.query(Organisation).filter_by(name_en="stays").count() == 0
        works_on(app)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_restored_under_running_processes(kind: str, file: Path, tmp_path: Path) -> None:
    """While somebody else has the database open, restoring is refused, also with --replace."""
    from sqlalchemy import create_engine

    with place(kind, tmp_path) as app:
        db.session.rollback()
        other = create_engine(db.engine.url)
        with other.connect() as connection:
            connection.execute(text("SELECT count(*) FROM edition"))
            with pytest.raises(BackupError, match="Stop the web and worker"):
                restore.put_back(file, app, replace=True)
        other.dispose()
        restore.put_back(file, app, replace=True)


def test_a_backup_replaces_no_file(file: Path, tmp_path: Path) -> None:
    """A file of that name is left as it is; a folder that is not there is one line; nothing half remains."""
    whole = file.read_bytes()
    with place("sqlite", tmp_path) as app:
        with pytest.raises(BackupError, match="exists already"):
            backup.take(file, settings(app))
        with pytest.raises(BackupError, match="cannot be written: No such file"):
            backup.take(tmp_path / "nowhere" / "backup", settings(app))
    assert file.read_bytes() == whole


def test_a_failing_backup_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, neither the file nor a part of it stays."""

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_write_document", full)
    with place("sqlite", tmp_path) as app:
        fill(app)
        with pytest.raises(BackupError, match="No space left"):
            backup.take(tmp_path / "backup.tar.gz", settings(app))
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_documents_that_are_missing_or_damaged_are_named(tmp_path: Path) -> None:
    """The backup is taken all the same, says which documents the storage lacks, and never restores a wrong content."""
    file = tmp_path / "backup.tar.gz"
    with place("sqlite", tmp_path) as app:
        fill(app)
        missing, damaged = [document.sha256 for document in db.session.query(Document).order_by(Document.id)]
        storage.path_of(settings(app).documents, missing).unlink()
        storage.path_of(settings(app).documents, damaged).write_bytes(b"something else")
        manifest = backup.take(file, settings(app))
        assert (manifest.missing, manifest.damaged) == ([missing], [damaged])
    with place("sqlite", tmp_path, prepared=False) as app:
        done = restore.put_back(file, app)
        assert done.documents == 0
        assert not storage.path_of(settings(app).documents, damaged).exists()
