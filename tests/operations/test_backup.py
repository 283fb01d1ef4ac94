"""Backups: taken while others write, put back into either database, refused when anything of them differs."""

import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import configure_mappers

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.documents import storage
from qyzmet.documents.models import Document
from qyzmet.operations import backup, restore
from qyzmet.people.models import Organisation
from qyzmet.vocabulary import OrganisationKind
from tests import factories
from tests.operations.places import KINDS, place
from tests.operations.samples import CONTENTS, INSTANT, fill, rows, settings, works_on

pytestmark = pytest.mark.slow

PAIRS = [(source, target) for source in KINDS for target in KINDS]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_backup_restores_to_the_same_rows_and_documents(source: str, target: str, tmp_path: Path) -> None:
    """Every value of every table and every document is the same afterwards, from either database into either."""
    configure_mappers()
    file = tmp_path / "backup.tar.gz"
    with place(source, tmp_path) as app:
        fill(app)
        before = rows()
        manifest = backup.take(file, settings(app))
        assert rows() == before
    assert manifest.database == source
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == [file.name]
    with place(target, tmp_path, prepared=False) as app:
        done = restore.put_back(file, app)
        assert rows() == before
        assert done.documents == len(CONTENTS)
        assert done.verdict.fault is None
        assert done.verdict.records == manifest.rows["audit_record"] > 30
        for document in db.session.query(Document):
            content = storage.path_of(settings(app).documents, document.sha256).read_bytes()
            assert content in CONTENTS
        works_on(app)


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_of_one_instant_while_others_write(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Transactions committed during the backup are in it whole or not at all, and its trail verifies."""
    monkeypatch.setattr(backup, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(backup, "PIECE_BYTES", 2_000)
    file = tmp_path / "backup.tar.gz"
    with place(kind, tmp_path) as app:
        fill(app)
        started, stop, written = threading.Event(), threading.Event(), []

        def write() -> None:
            clock.use(lambda: INSTANT)
            with app.app_context(), context.acting(context.COMMAND_LINE, "writer"):
                while not stop.is_set():
                    made = factories.organisation(OrganisationKind.SUPPLIER)
                    audit.record("add_pair", chain="pairs", subject=made.bin)
                    db.session.commit()
                    written.append(made.bin)
                    started.set()
                db.session.remove()

        writer = threading.Thread(target=write)
        # Between any two tables the writer gets on by several transactions.
        real = backup._write_table

        def slowly(*arguments: Any) -> None:
            real(*arguments)
            reached = len(written) + 2
            while len(written) < reached and writer.is_alive():
                stop.wait(0.001)

        monkeypatch.setattr(backup, "_write_table", slowly)
        writer.start()
        try:
            assert started.wait(30)
            before = len(written)
            manifest = backup.take(file, settings(app))
            during = len(written) - before
        finally:
            stop.set()
            writer.join()
    assert during >= 2 * len(manifest.tables)
    with place(kind, tmp_path, prepared=False) as app:
        done = restore.put_back(file, app)
        pairs = set(db.session.scalars(db.select(AuditRecord.subject).where(AuditRecord.chain == "pairs")))
        kept = set(db.session.scalars(db.select(Organisation.bin))) & set(written)
        assert done.verdict.fault is None
        assert pairs == kept
        assert before <= len(kept) < before + during
