"""What suppliers upload: sealed as it comes, theirs alone, and an ordinary document once it is tied to a procedure."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict

from qyzmet import context
from qyzmet.audit.models import AuditRecord
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.documents import service
from qyzmet.documents.fields import DocumentRef
from qyzmet.documents.models import Document
from qyzmet.documents.sealed_models import OwnDocument, SealedDocument
from qyzmet.forms.binding import bind_post
from qyzmet.forms.form import Form
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.refusals import Invalid
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.counting import counted
from tests.documents.test_documents import DOCX, ODS, PDF
from tests.requests.conftest import house
from tests.signing_in import bearer, sign_in

__all__ = ["house"]
NAME = "Баға ұсынысы.pdf"


@pytest.fixture
def supplier(app: Flask) -> Organisation:
    """A supplier."""
    return factories.organisation(OrganisationKind.SUPPLIER)


@pytest.fixture
def user(supplier: Organisation) -> User:
    """Its specialist."""
    return factories.user(Role.SPECIALIST, supplier)


def uploaded(user: User, content: bytes = PDF, name: str = NAME, replaces: str = "") -> Any:
    """A document of the user."""
    with context.acting(context.actor_of(user)):
        document = service.upload(io.BytesIO(content), name, replaces)
    db.session.commit()
    return document


def test_its_own_people_find_it_as_any_other(client: FlaskClient, user: User):
    """Upload, description and content over the API, and the download of the page, are those of ordinary documents."""
    headers = bearer(user) | {"Accept-Language": "en"}
    content = PDF + bytes(range(256)) * 1200
    answer = client.post("/api/v1/documents", data={"file": (io.BytesIO(content), NAME)}, headers=headers)
    assert answer.status_code == 201, answer.text
    shown = answer.json
    assert shown == {
        "id": shown["id"],
        "name": NAME,
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert answer.headers["Location"].endswith(f"/api/v1/documents/{shown['id']}")
    assert client.get(f"/api/v1/documents/{shown['id']}", headers=headers).json == shown
    assert client.get(f"/api/v1/documents/{shown['id']}/content", headers=headers).data == content
    page = sign_in(client, user).get(f"/documents/{shown['id']}")
    assert page.data == content
    assert page.headers["Content-Length"] == str(len(content))
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''" in page.headers["Content-Disposition"]
    assert (page.headers["Cache-Control"], page.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert client.head(f"/documents/{shown['id']}").headers["Content-Length"] == str(len(content))


def test_a_request_that_writes_looks_it_up_once(app: Flask, user: User):
    """A bid names the same document in many places; that there is none yet is asked again."""
    made = uploaded(user)
    with app.test_request_context(), context.acting(context.actor_of(user)):
        assert service.find("D-900000000000009") is None
        first = service.find(made.public_id)
        with counted() as statements:
            assert service.find(made.public_id) is first is not None
        assert statements == []
    # Kept for whoever asked alone.
    other = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    with app.test_request_context():
        with context.acting(context.actor_of(user)):
            assert service.find(made.public_id) is not None
        with context.acting(context.actor_of(other)):
            assert service.find(made.public_id) is None


@pytest.mark.slow
def test_for_everybody_else_there_is_none(client: FlaskClient, user: User, supplier: Organisation):
    """Another supplier, the integrator, an auditor and an administrator hear 404, those of the supplier itself too."""
    address = uploaded(user).public_id
    elsewhere = factories.organisation()
    others = [
        factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER)),
        factories.user(Role.HEAD, elsewhere),
        factories.user(Role.AUDITOR, elsewhere),
        factories.user(Role.ADMINISTRATOR, elsewhere),
        factories.user(Role.AUDITOR, supplier),
        factories.user(Role.ADMINISTRATOR, supplier),
        factories.user(Role.COMMISSION_MEMBER, supplier),
    ]
    for person in others:
        headers = bearer(person)
        for path in (f"/api/v1/documents/{address}", f"/api/v1/documents/{address}/content"):
            assert client.get(path, headers=headers).status_code == 404
        assert sign_in(client, person).get(f"/documents/{address}").status_code == 404
        with context.acting(context.actor_of(person)):
            assert not service.replaceable(address)
    for role in (Role.HEAD, Role.CLERK):
        colleague = bearer(factories.user(role, supplier))
        assert client.get(f"/api/v1/documents/{address}", headers=colleague).status_code == 200


def test_who_does_not_work_in_the_supplier_has_only_what_they_uploaded(supplier: Organisation):
    """An administrator of the supplier reads and replaces their own document, as with any other."""
    person = factories.user(Role.ADMINISTRATOR, supplier)
    own = uploaded(person)
    with context.acting(context.actor_of(person)):
        assert service.readable(own.public_id) == own
        assert service.replaceable(own.public_id)


def test_numbers_tell_no_order(user: User):
    """The number is random, of fifteen digits, and no row of the open table has it."""
    numbers = [uploaded(user).public_id for _ in range(8)]
    assert len(set(numbers)) == 8
    assert numbers != sorted(numbers)
    assert {len(each) for each in numbers} == {17}
    assert db.session.query(Document).count() == 0
    assert db.session.query(SealedDocument).count() == 8


def test_nothing_is_recorded(client: FlaskClient, user: User):
    """Neither the upload nor the opening of one's own sealed document is in the audit trail."""
    document = uploaded(user)
    sign_in(client, user)
    before = db.session.query(AuditRecord).count()
    assert client.get(f"/documents/{document.public_id}").data == PDF
    uploaded(user)
    assert db.session.query(AuditRecord).count() == before


def test_the_reading_of_papers_that_are_no_business_of_a_supplier_is_not_recorded(user: User):
    """Who opens what any supplier may read, as a tender's papers, is perhaps preparing a bid; an auditor is noted."""
    clerk = factories.user(Role.CLERK, factories.organisation())
    document = uploaded(clerk)
    before = db.session.query(AuditRecord).count()
    with context.acting(context.actor_of(user)):
        service.note_opening(document)
    assert db.session.query(AuditRecord).count() == before
    factories.join(user, Role.AUDITOR, factories.organisation())
    for person in (user, clerk):
        db.session.refresh(person)
        with context.acting(context.actor_of(person)):
            service.note_opening(document)
    assert db.session.query(AuditRecord).count() == before + 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.pdf", DOCX), ("a.docx", ODS), ("a.exe", b"MZ"), ("a.docx", DOCX[:60])],
    # A ZIP holds the time at which it was made, which would name the tests differently in each process.
    ids=["empty", "disguised", "another-kind", "program", "cut-off"],
)
def test_kinds_that_are_refused(user: User, instance: Path, name: str, content: bytes):
    """The same kinds are refused as of everybody, with the same words, before anything is kept."""
    body = factories.user(Role.SPECIALIST, factories.organisation())
    said = []
    for person in (body, user):
        with context.acting(context.actor_of(person)), pytest.raises(Invalid) as refused:
            service.upload(io.BytesIO(content), name)
        said.append(refused.value.errors)
    assert said[0] == said[1]
    assert db.session.query(SealedDocument).count() == 0
    assert list((instance / "documents" / "incoming").iterdir()) == []


def test_a_file_that_is_too_large_is_refused(user: User, instance: Path, monkeypatch: pytest.MonkeyPatch):
    """More than the limit is refused with the limit in words; as much as the limit is taken."""
    monkeypatch.setattr(service, "limit", lambda: 1000)
    uploaded(user, PDF + b"x" * (1000 - len(PDF)))
    with context.acting(context.actor_of(user)), pytest.raises(Invalid, match="50 MB"):
        service.upload(io.BytesIO(PDF + b"x" * (1001 - len(PDF))), "a.pdf")
    assert list((instance / "documents" / "incoming").iterdir()) == []


def test_a_new_version_is_of_ones_own(user: User):
    """A sealed document is replaced by people of its supplier; for others there is none to replace."""
    first = uploaded(user)
    assert uploaded(user, replaces=first.public_id).replaces == first.public_id
    stranger = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    with context.acting(context.actor_of(stranger)), pytest.raises(Invalid) as refused:
        service.upload(io.BytesIO(PDF), "a.pdf", first.public_id)
    assert "replaces" in refused.value.errors


class Paper(Form):
    """A form with a document."""

    document = DocumentRef("Document")


def test_pages_seal_what_their_fields_send(app: Flask, user: User):
    """A file beside a field is sealed too; the field names it, and a second file is its new version."""
    with app.test_request_context("/?lang=en"), context.acting(context.actor_of(user)):
        sent = MultiDict({"document-file": FileStorage(io.BytesIO(PDF), NAME)})
        form = bind_post(Paper, MultiDict({"document": ""}), files=sent)
        assert form.validate()
        assert isinstance(form.document.document, OwnDocument)
        assert form.document.in_words() == NAME
        again = MultiDict({"document-file": FileStorage(io.BytesIO(PDF), "b.pdf")})
        newer = bind_post(Paper, MultiDict({"document": form.document.data}), files=again)
        assert newer.document.document.replaces == form.document.data
    assert db.session.query(Document).count() == 0
    assert db.session.query(SealedDocument).count() == 2


def test_without_the_seal_key_nothing_is_kept_and_the_text_says_so(
    app: Flask, client: FlaskClient, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Where no key can be used a supplier's file is refused, over the API and on pages, without a 500."""
    settings: Settings = app.config["QYZMET"]
    own = uploaded(user).public_id
    monkeypatch.setitem(app.config, "QYZMET", replace(settings, seal_key_file=tmp_path / "nowhere"))
    monkeypatch.setattr(app, "extensions", {k: v for k, v in app.extensions.items() if k != "qyzmet seal key"})
    headers = bearer(user) | {"Accept-Language": "en"}
    answer = client.post("/api/v1/documents", data={"file": (io.BytesIO(PDF), NAME)}, headers=headers)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "seal key" in answer.json["detail"]
    keyed = headers | {"Idempotency-Key": "k"}
    assert client.post("/api/v1/documents", data={"file": (io.BytesIO(PDF), NAME)}, headers=keyed).status_code == 503
    page = sign_in(client, user).get(f"/documents/{own}", headers={"Accept-Language": "en"})
    assert page.status_code == 409
    assert "seal key" in page.text
    with app.test_request_context("/?lang=en"), context.acting(context.actor_of(user)):
        form = bind_post(Paper, MultiDict({}), files=MultiDict({"document-file": FileStorage(io.BytesIO(PDF), NAME)}))
        assert not form.validate()
        assert "seal key" in str(form.document.errors)
    assert db.session.query(SealedDocument).count() == 1
