"""One organisation sends so many files an hour and no more; the others go on, and nothing typed is lost."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.documents import service, upload_limit
from qyzmet.documents.fields import DocumentRef
from qyzmet.documents.models import Document
from qyzmet.documents.sealed_models import SealedDocument
from qyzmet.documents.upload_limit import TooManyUploads
from qyzmet.forms.form import Form
from qyzmet.people.models import User
from qyzmet.vocabulary import OrganisationKind, Role
from qyzmet.web import security
from tests import factories
from tests.signing_in import bearer

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n"
MOST = 2


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_limit, "UPLOADS_AN_HOUR", MOST)


def person(kind: OrganisationKind) -> User:
    """Somebody who uploads for a new organisation."""
    return factories.user(Role.SPECIALIST, factories.organisation(kind))


def upload(user: User) -> None:
    """A file of that person."""
    with context.acting(context.actor_of(user)):
        service.upload(io.BytesIO(PDF), "paper.pdf")


def kept() -> int:
    """How many documents there are, sealed ones with them."""
    return sum(db.session.scalar(select(func.count()).select_from(each)) or 0 for each in (Document, SealedDocument))


@pytest.mark.parametrize("kind", [OrganisationKind.SUPPLIER, OrganisationKind.STATE_BODY])
def test_one_organisation_is_bounded_and_the_others_are_not(app: Flask, kind: OrganisationKind):
    """A colleague's files count too; another organisation goes on; nothing is kept of what is refused."""
    one, another = person(kind), person(kind)
    upload(one)
    upload(factories.user(Role.HEAD, one.memberships[0].organisation))
    with pytest.raises(TooManyUploads, match="2 files within an hour"):
        upload(one)
    assert kept() == MOST
    upload(another)
    assert kept() == MOST + 1


def test_when_the_hour_is_over_it_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """An hour after the first file they count anew; until then the refusal says how long it is."""
    at = [1_000.0]
    monkeypatch.setattr(clock, "elapsed", lambda: at[0])
    one = person(OrganisationKind.SUPPLIER)
    for _time in range(MOST):
        upload(one)
    at[0] += 3_599
    with pytest.raises(TooManyUploads) as refused:
        upload(one)
    assert refused.value.retry_seconds == 1
    at[0] += 1
    upload(one)


def test_a_system_is_told_when_to_come_again(app: Flask, client: FlaskClient):
    """Over the API it is 429 with Retry-After, in words."""
    headers = bearer(person(OrganisationKind.SUPPLIER)) | {"Accept-Language": "en"}
    sent = [
        client.post("/api/v1/documents", headers=headers, data={"file": (io.BytesIO(PDF), "paper.pdf")})
        for _time in range(MOST + 1)
    ]
    assert [each.status_code for each in sent[:-1]] == [201] * MOST
    refused = sent[-1]
    assert refused.status_code == 429
    assert 3_500 < int(refused.headers["Retry-After"]) <= 3_600
    assert "send it again in 60 min" in refused.json["detail"]


def test_on_a_page_it_stands_at_the_field(app: Flask):
    """A form with a file too many keeps what was typed and says at the field what is wrong."""

    class OneFile(Form):
        paper = DocumentRef("Paper")

    user = person(OrganisationKind.STATE_BODY)
    for _time in range(MOST):
        upload(user)
    with app.test_request_context(), force_locale("en"), context.acting(context.actor_of(user)):
        form = OneFile()
        sent = MultiDict({"paper-file": FileStorage(io.BytesIO(PDF), "paper.pdf")})
        form.paper.take_file(sent)
        assert "no more are taken" in str(form.paper.process_errors)


def test_what_writes_later_begins_by_reading(app: Flask):
    """A file that comes over the API is received in a transaction that only reads, and so is what is checked for
    anybody: signatures are reckoned for long. Every other POST writes at once.
    """
    assert set(app.view_functions) >= security.WRITES_LATER
    for path, reads in (("/api/v1/documents", True), ("/check", True), ("/api/v1/bids", False)):
        with app.test_request_context(path, method="POST"):
            assert security.reads_at_first() is reads
