"""What a supplier uploads and calls leaves no trace for who holds database and storage, but not the seal key."""

import base64
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from qyzmet import database
from qyzmet.database import Base, db
from qyzmet.documents.sealed_models import SealedDocument
from qyzmet.people.models import Organisation, User
from qyzmet.sealing.key import file, rotation, usage
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.operations.places import place
from tests.own_database import SERVER
from tests.signing_in import bearer

KIND = "postgresql" if SERVER else "sqlite"
NAME = "Құпия ұсыныс Z-77.pdf"
MARK = b"48 713 902 tenge for the whole work"
CONTENT = b"%PDF-1.7\n" + MARK * 9_000
KEY = "the-suppliers-own-key-4711"
# What one call writes that shows nothing of a person.
SEALED = {"sealed_document", "idempotent_answer"}


@dataclass
class Scene:
    """A supplier that calls the API of an application of its own."""

    app: Flask
    organisation: Organisation
    user: User
    headers: dict[str, str]

    @property
    def documents(self) -> Path:
        folder: Path = self.app.config["QYZMET"].documents
        return folder

    def upload(self, content: bytes = CONTENT, **headers: str) -> Any:
        """A file over the API."""
        db.session.commit()
        return self.app.test_client().post(
            "/api/v1/documents",
            data={"file": (io.BytesIO(content), NAME)},
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
        )


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A supplier whose token was used a moment ago."""
    with place(KIND, tmp_path) as app:
        organisation = factories.organisation(OrganisationKind.SUPPLIER)
        user = factories.user(Role.SPECIALIST, organisation)
        headers = bearer(user)
        assert app.test_client().get("/api/v1/proposals", headers=headers).status_code == 200
        db.session.rollback()
        database.read_only(False)
        yield Scene(app, organisation, user, headers)


def rows() -> dict[str, Counter[str]]:
    """Every row of every table as text, with bytes as they are."""
    db.session.rollback()
    return {
        table.name: Counter(
            json.dumps([_plain(value) for value in row], ensure_ascii=False)
            for row in db.session.execute(table.select())
        )
        for table in Base.metadata.sorted_tables
    }


def _plain(value: Any) -> Any:
    return {"hex": value.hex(), "letters": value.decode("latin-1")} if isinstance(value, bytes) else str(value)


def test_a_copy_of_database_and_storage_shows_neither_whose_nor_what(scene: Scene):
    """Two uploads under keys, and one of them again: the rows that are new, and the files, tie nothing to anybody."""
    before = rows()
    first = scene.upload(Idempotency_Key=KEY)
    again = scene.upload(Idempotency_Key=KEY)
    second = scene.upload(Idempotency_Key=f"{KEY}-2")
    assert [first.status_code, again.data == first.data, second.status_code] == [201, True, 201]
    after = rows()
    new = {name: after[name] - before[name] for name in after}
    assert {name for name in new if new[name]} == SEALED
    assert {name: sum(new[name].values()) for name in SEALED} == {"sealed_document": 2, "idempotent_answer": 2}
    shown = "\n".join(line for lines in new.values() for line in lines)
    numbers = [each.json["id"] for each in (first, second)]
    forbidden = [
        scene.organisation.bin,
        scene.user.public_id,
        NAME,
        KEY,
        MARK.decode(),
        hashlib.sha256(CONTENT).hexdigest(),
        hashlib.sha256(CONTENT).digest().decode("latin-1"),
        base64.b64encode(first.data[:60]).decode(),
        *numbers,
    ]
    for what in forbidden:
        assert what not in shown, what
    for line in new["idempotent_answer"]:
        assert json.loads(line)[1:3] == ["None", "None"], "neither token nor key"
    files = [path for path in scene.documents.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        stored = path.read_bytes()
        assert MARK not in stored
        assert NAME.encode() not in stored
        assert scene.organisation.bin.encode() not in stored
        assert path.name != hashlib.sha256(CONTENT).hexdigest()
    assert files[0].read_bytes() != files[1].read_bytes()


@pytest.mark.once
def test_the_database_file_itself_holds_none_of_it(scene: Scene):
    """Beside the rows, SQLite's pages and its log hold neither name, key, content nor hash."""
    if KIND != "sqlite":
        pytest.skip("looks into SQLite's file")
    assert scene.upload(Idempotency_Key=KEY).status_code == 201
    path = Path(scene.app.config["QYZMET"].database_url.removeprefix("sqlite:///"))
    held = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert scene.organisation.bin.encode() in held, "the supplier itself is known"
    for what in (NAME.encode(), KEY.encode(), MARK, hashlib.sha256(CONTENT).hexdigest().encode()):
        assert what not in held


def test_no_row_that_shows_a_person_is_written_with_a_sealed_one(scene: Scene):
    """Beside a sealed row no mark of whose token it was is written: not in its transaction, and not in another."""
    before = rows()["api_token"]
    assert scene.upload().status_code == 201
    assert rows()["api_token"] == before


def test_a_rotation_wraps_all_of_it_anew(scene: Scene):
    """Documents and kept answers open as before once the key was rotated and its old generation forgotten."""
    first = scene.upload(Idempotency_Key=KEY)
    path = file.place_of(scene.app.config["QYZMET"])
    before = file.read(path).key.active.id
    rotation.rotate(path)
    assert usage.in_use()[before] == 0
    assert scene.upload(Idempotency_Key=KEY).data == first.data
    answer = scene.app.test_client().get(
        first.json["id"].join(("/api/v1/documents/", "/content")), headers=scene.headers
    )
    assert answer.data == CONTENT
    assert db.session.query(SealedDocument).count() == 1
