"""A backup holds suppliers' files as they lie, sealed; restored beside the seal key they open."""

import io
import shutil
from pathlib import Path

import pytest

from qyzmet import context
from qyzmet.database import db
from qyzmet.documents import sealed_documents, service
from qyzmet.documents.models import Document
from qyzmet.operations import backup, restore
from qyzmet.people.models import User
from qyzmet.sealing.key import file as key_file
from qyzmet.sealing.key import report
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.documents.test_documents import PDF
from tests.operations.places import KINDS, place
from tests.operations.samples import rows, settings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_holds_what_is_sealed_and_what_was(kind: str, tmp_path: Path):
    """Nothing is missing, and both a sealed document and one that a proposal has shown open after the restoring."""
    file = tmp_path / "backup.tar.gz"
    content = PDF + b"a price of 48713902"
    with place(kind, tmp_path) as app:
        user = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
        with context.acting(context.actor_of(user)) as actor:
            ids = [service.upload(io.BytesIO(content), f"{number}.pdf").public_id for number in range(2)]
            sealed_documents.make_ordinary(ids[1:], actor)
        db.session.commit()
        before, number = rows(), user.id
        manifest = backup.take(file, settings(app))
        assert (manifest.missing, manifest.damaged) == ([], [])
        assert len([each for each in manifest.members if each.startswith("documents/")]) == 2
        shutil.copy(key_file.place_of(settings(app)), tmp_path / "key")
    with place(kind, tmp_path, prepared=False) as app:
        assert restore.put_back(file, app).documents == 2
        assert rows() == before
        shutil.copy(tmp_path / "key", key_file.place_of(settings(app)))
        assert report.look(settings(app)).problem == ""
        with context.acting(context.actor_of(db.session.get_one(User, number))):
            for each, ordinary in zip(ids, (False, True), strict=True):
                document = service.readable(each)
                assert document is not None
                assert isinstance(document, Document) is ordinary
                found = service.unsealed(document)
                assert found is not None
                assert b"".join(found) == content
