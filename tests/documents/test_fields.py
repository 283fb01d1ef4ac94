"""Form fields that name documents, on pages and in JSON."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import FileStorage, MultiDict

from qyzmet import context
from qyzmet.catalog.entry.transfer import TransferForm
from qyzmet.catalog.formation.put_into_production import CommissioningForm
from qyzmet.database import db
from qyzmet.documents import service
from qyzmet.documents.fields import DocumentRef, DocumentRefs
from qyzmet.documents.models import DocumentUse
from qyzmet.forms.binding import bind_json, bind_post, errors_of, taken
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.schema import schema_of
from qyzmet.people.models import User
from qyzmet.procedure.editions import FIRST_EDITION
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.requests.models import AutomationRequest
from qyzmet.vocabulary import Channel, OrganisationKind, Party, Role
from tests import factories
from tests.conftest import START
from tests.documents.test_documents import PDF


class Copy(Form):
    """A row with a document."""

    name = Text("Name", [needed()])
    document = DocumentRef("Copy", [needed()])


class Papers(Form):
    """Rows and a list."""

    copies = Rows(Copy, "Copies")
    others = DocumentRefs("Others", most=2)


@pytest.fixture
def user(app: Flask):
    """A specialist who acts, in English."""
    made = factories.user(Role.SPECIALIST, factories.organisation(OrganisationKind.STATE_BODY))
    with app.test_request_context("/?lang=en"), context.acting(context.actor_of(made)):
        yield made


def upload(name: str = "act.pdf") -> str:
    """The id of a new document of the one who acts."""
    return service.upload(io.BytesIO(PDF), name).public_id


def test_a_document_is_named_by_its_id(user: User):
    """JSON and a page's hidden field name documents alike."""
    first, second = upload(), upload()
    data = {"copies": [{"name": "Passport", "document": first}], "others": [second]}
    assert taken(bind_json(Papers, data)) == data
    post = MultiDict({"copies-0-name": "Passport", "copies-0-document": first, "others-0": second})
    assert taken(bind_post(Papers, post)) == data


def test_an_archive_is_source_code_alone(user: User):
    """¶ 87-1: where the field says so; everywhere else a document is chosen, in rows and lists too."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("src/main.py", "print()")
    code = service.upload(made, "code.zip").public_id
    for form in (CommissioningForm, TransferForm):
        judged = bind_json(form, {"source_code": code})
        judged.validate()
        assert "source_code" not in errors_of(judged)
    for form, data in (
        (CommissioningForm, {"protocol": code}),
        (CommissioningForm, {"technical_documents": [{"name": "Guide", "document": code}]}),
        (TransferForm, {"act": code}),
        (Papers, {"others": [code]}),
    ):
        judged = bind_json(form, data)
        assert not judged.validate()
        assert any(
            "An archive is taken as source code alone" in text for texts in errors_of(judged).values() for text in texts
        )


@pytest.mark.parametrize("value", ["D-999999", "D-0", "D-x", "81", 81, ["D-1"], "D-1\n", "D-" + "9" * 30])
def test_other_values_are_no_documents(user: User, value: Any):
    """An id that is none, or names nothing, is an error at its place."""
    form = bind_json(Papers, {"others": [value]})
    assert not form.validate()
    assert list(errors_of(form)) == ["others.0"]


def test_documents_of_others_cannot_be_named(user: User):
    """A document that one may not read is as if it were not there."""
    mine = upload()
    stranger = factories.user(Role.HEAD, factories.organisation())
    with context.acting(context.actor_of(stranger)):
        form = bind_json(Papers, {"others": [mine]})
        assert not form.validate()
        assert errors_of(form) == {"others.0": ["There is no such document: upload it first"]}


def test_a_page_sends_the_file_itself(user: User):
    """A file beside the field is uploaded and named, in a row that holds nothing else too."""
    files = MultiDict({"copies-0-document-file": FileStorage(io.BytesIO(PDF), "Акт.pdf")})
    form = bind_post(Papers, MultiDict({"copies-0-name": "", "copies-0-document": ""}), draft=True, files=files)
    (row,) = taken(form)["copies"]
    document = service.find(row["document"])
    assert document is not None
    assert document.name == "Акт.pdf"


def test_a_file_that_is_not_taken_is_an_error_of_its_field(user: User):
    """The refusal stands at the field."""
    files = MultiDict({"copies-0-document-file": FileStorage(io.BytesIO(b""), "a.pdf")})
    form = bind_post(Papers, MultiDict({"copies-0-name": "x"}), files=files)
    assert not form.validate()
    assert errors_of(form) == {"copies.0.document": ["The file is empty."]}


def test_the_macro_shows_what_is_kept(app: Flask, user: User):
    """The page shows the kept document as a link, and a labelled box for another."""
    form = Copy(data={"name": "x", "document": upload("Акт.pdf")})
    shown = render_template_string(
        '{% from "documents/macros.html" import document %}{{ document(form.document) }}', form=form
    )
    assert f'href="/documents/{form.document.data}"' in shown
    assert "Акт.pdf" in shown
    assert 'name="document-file"' in shown
    assert 'for="document"' in shown


def test_schemas_of_documents():
    """An id in the schema has the form D-81; null while it need not be given."""
    schema = schema_of(Copy)["properties"]["document"]
    assert schema["type"] == "string"
    assert schema["pattern"].startswith("^D-")
    assert schema_of(Copy, draft=True)["properties"]["document"]["type"] == ["string", "null"]


def test_a_procedure_opens_its_documents_to_its_parties(user: User):
    """Once a submitted procedure refers to a document, its parties may read it; adopting twice is once."""
    mine = upload()
    integrator = factories.organisation(OrganisationKind.INTEGRATOR)
    reader = context.actor_of(factories.user(Role.SPECIALIST, integrator))
    request: Procedure = AutomationRequest(
        draft_number="AR-draft-TEST22",
        state="draft",
        edition_key=FIRST_EDITION,
        channel=Channel.PORTAL,
        created_by=user,
        created_at=START,
        party_rows=[ProcedureParty(party=Party.INTEGRATOR, organisation=integrator)],
    )
    db.session.add(request)
    db.session.flush()
    for _ in range(2):
        service.adopt(request, [mine, "D-999999", "nonsense"])
    assert db.session.query(DocumentUse).count() == 1
    assert [document.public_id for document in service.of_procedure(request)] == [mine]
    with context.acting(reader):
        assert service.readable(mine) is None
        request.state = "submitted"
        assert service.readable(mine) is not None
