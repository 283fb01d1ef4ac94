"""Sealed documents that a proposal names: ordinary ones from then on, under the same id, their files as they lie."""

import threading
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet import context, database
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.documents import service
from qyzmet.documents.models import Document
from qyzmet.documents.sealed_models import OwnDocument, SealedDocument
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.requests.models import Proposal
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.documents.test_documents import PDF
from tests.documents.test_sealed_documents import NAME, uploaded
from tests.operations.places import place
from tests.own_database import SERVER
from tests.requests.conftest import House, house
from tests.signing_in import bearer, sign_in

__all__ = ["house"]


def drafted(house: House, *documents: str) -> Any:
    """A draft proposal of the supplier with these documents."""
    with house.as_("supplier_specialist"):
        return draft_proposal({"function": "x", "documents": list(documents)})


def test_a_proposal_makes_an_ordinary_document_of_it(client: FlaskClient, house: House, instance: Path):
    """Tied to a procedure it keeps its id and its sealed file; name, hash and uploader stand in the open."""
    document = uploaded(house["supplier_specialist"])
    path = instance / "documents" / document.file[:2] / document.file[2:4] / document.file
    sealed = path.read_bytes()
    proposal = drafted(house, document.public_id)
    made = service.find(document.public_id)
    assert isinstance(made, Document)
    assert (made.public_id, made.name, made.size, made.sha256) == (document.public_id, NAME, len(PDF), document.sha256)
    assert (made.uploaded_by, made.organisation) == (house["supplier_specialist"], house.supplier)
    assert made.uploaded_at == document.uploaded_at
    assert db.session.query(SealedDocument).count() == 0
    assert service.path_of(made) == path
    assert path.read_bytes() == sealed
    assert service.find(f"D-{made.id}") is None, "it has one id"
    (record,) = db.session.query(AuditRecord).filter_by(action="upload_document")
    assert (record.subject, record.actor) == (document.public_id, house["supplier_specialist"].public_id)
    assert NAME in record.after
    assert service.of_procedure(proposal) == [made]
    db.session.commit()
    opened = sign_in(client, house["supplier_specialist"]).get(f"/documents/{made.public_id}")
    assert opened.data == PDF
    assert db.session.query(AuditRecord).filter_by(action="opened_document").count() == 1
    assert sign_in(client, house["integrator_head"]).get(f"/documents/{made.public_id}").status_code == 404


def test_saving_again_lets_go_and_ties_anew(house: House):
    """A draft that names it no more lets it go, one that names it again ties it again, under the same id."""
    first, second = (uploaded(house["supplier_specialist"]).public_id for _ in range(2))
    proposal = drafted(house, first)
    for named in ([first, second], [second], [first, second]):
        with house.as_("supplier_specialist"):
            engine.save(proposal, {"function": "x", "documents": named})
        assert {each.public_id for each in service.of_procedure(proposal)} == set(named)
    assert db.session.query(AuditRecord).filter_by(action="upload_document").count() == 2


def test_a_newer_version_stands_with_the_one_that_it_replaces(house: House):
    """A version of an ordinary document comes sealed; once it is tied, it names the row that it replaces."""
    first = uploaded(house["supplier_specialist"]).public_id
    proposal = drafted(house, first)
    second = uploaded(house["supplier_head"], replaces=first)
    assert isinstance(second, OwnDocument)
    with house.as_("supplier_specialist"):
        engine.save(proposal, {"function": "x", "documents": [second.public_id]})
    older, newer = (service.find(each) for each in (first, second.public_id))
    assert isinstance(older, Document)
    assert isinstance(newer, Document)
    assert newer.replaces_id == older.id


def test_nobody_ties_what_is_not_theirs(house: House):
    """Another supplier that has learned the number neither names the document nor opens it by that."""
    stranger = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    document = uploaded(house["supplier_specialist"])
    proposal = drafted(house)
    for person in (stranger, factories.user(Role.ADMINISTRATOR, house.supplier), house["integrator_head"]):
        with context.acting(context.actor_of(person)):
            service.adopt(proposal, [document.public_id])
    assert service.of_procedure(proposal) == []
    assert db.session.query(SealedDocument).count() == 1


@pytest.mark.parametrize("tied", [False, True])
def test_a_file_that_was_damaged_is_refused_before_its_first_byte(client: FlaskClient, house: House, tied: bool):
    """Changed, cut or gone in the storage: the answer says so in words, and is no half of a file."""
    document = uploaded(house["supplier_specialist"])
    if tied:
        drafted(house, document.public_id)
        db.session.commit()
    path = service.path_of(document)
    whole = path.read_bytes()
    headers = bearer(house["supplier_specialist"]) | {"Accept-Language": "en"}
    for damaged in (whole[:-1], whole[:200] + bytes([whole[200] ^ 1]) + whole[201:], None):
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        answer = client.get(f"/api/v1/documents/{document.public_id}/content", headers=headers)
        assert answer.status_code == 409
        assert "damaged" in answer.json["detail"]
        path.write_bytes(whole)
    assert client.get(f"/api/v1/documents/{document.public_id}/content", headers=headers).data == PDF


@pytest.mark.slow
def test_two_proposals_at_once_make_one_document(tmp_path: Path):
    """Whoever comes second waits, and ties the document that the first has made; there is one record."""
    with place("postgresql" if SERVER else "sqlite", tmp_path) as app:
        user = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
        document, number = uploaded(user).public_id, user.id
        with context.acting(context.actor_of(user)):
            drafts = [draft_proposal({}).id for _ in range(2)]
        db.session.commit()
        barrier = threading.Barrier(2)

        def tie(draft: int) -> None:
            with app.app_context():
                database.read_only(False)
                barrier.wait(60)
                with context.acting(context.actor_of(db.session.get_one(User, number))):
                    service.adopt(db.session.get_one(Proposal, draft), [document])
                db.session.commit()

        threads = [threading.Thread(target=tie, args=(draft,)) for draft in drafts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        made = service.find(document)
        assert isinstance(made, Document)
        assert {use.procedure_id for use in made.uses} == set(drafts)
        assert db.session.query(AuditRecord).filter_by(action="upload_document").count() == 1
