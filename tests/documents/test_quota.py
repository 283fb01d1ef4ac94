"""What one organisation may keep that nothing holds, and what becomes of it; the others never wait for its room."""

import dataclasses
import io
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock, context
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.documents import loose, quota, service, storage
from qyzmet.documents.models import DocumentUse
from qyzmet.documents.quota import DiskNearlyFull, QuotaUsedUp
from qyzmet.documents.sealed_models import AnyDocument, SealedDocument
from qyzmet.people.models import User
from qyzmet.tenders.bids.sealed import named_documents
from qyzmet.tenders.sealed_models import SealedBid
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import bearer
from tests.tenders import bidding
from tests.tenders.conftest import house, tender_house
from tests.tenders.house import TenderHouse

__all__ = ["house", "tender_house"]
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n"
MB = 1024 * 1024
BOTH = [OrganisationKind.SUPPLIER, OrganisationKind.STATE_BODY]


@pytest.fixture
def small(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A quota of two megabytes."""
    made = dataclasses.replace(app.config["QYZMET"], upload_quota_mb=2)
    monkeypatch.setitem(app.config, "QYZMET", made)
    return made


def person(kind: OrganisationKind) -> User:
    """Somebody who uploads for a new organisation."""
    return factories.user(Role.SPECIALIST, factories.organisation(kind))


def upload(user: User, size: int = MB) -> AnyDocument:
    """A file of that person."""
    with context.acting(context.actor_of(user)):
        return service.upload(io.BytesIO(PDF.ljust(size, b" ") + os.urandom(8)), "paper.pdf")


@pytest.mark.parametrize("kind", BOTH)
def test_one_organisation_is_bounded_and_the_others_are_not(small: Settings, kind: OrganisationKind):
    """A23: files of one organisation's people count together, in every process; nobody else's do."""
    one = person(kind)
    upload(one)
    quota.forget()
    colleague = factories.user(Role.HEAD, one.memberships[0].organisation)
    with pytest.raises(QuotaUsedUp, match="may keep 2 MB"):
        upload(colleague)
    upload(colleague, 10)
    upload(person(kind))


def test_a_system_is_told_what_to_do(small: Settings, client: FlaskClient):
    """Over the API it is 413 with Retry-After and words; nothing is kept of the file."""
    user = person(OrganisationKind.SUPPLIER)
    upload(user, 2 * MB - 100)
    db.session.commit()
    sent = {"file": (io.BytesIO(PDF.ljust(1000)), "paper.pdf")}
    answer = client.post("/api/v1/documents", headers=bearer(user) | {"Accept-Language": "en"}, data=sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (413, "3600")
    assert "Submit what these files are for" in answer.json["detail"]
    assert db.session.query(SealedDocument).count() == 1


def test_what_a_registered_procedure_holds_does_not_count(small: Settings, tender_house: TenderHouse):
    """An office's files count until what names them is registered, or for so long as a loose one is kept."""
    tender = tender_house.published()
    held = upload(tender_house["integrator_head"])
    db.session.add(DocumentUse(document_id=held.id, procedure_id=tender.id))  # type: ignore[union-attr]
    upload(tender_house["integrator_head"])


def test_bids_that_take_no_more_do_not_count(small: Settings, tender_house: TenderHouse, set_clock: SetClock):
    """What a draft names counts while it can name more, and no longer when the acceptance has ended."""
    tender = tender_house.published()
    bidder = tender_house["supplier1_specialist"]
    bidding.drafted(
        tender_house, tender, answers=[], statements=[{"key": "resources", "documents": [upload(bidder).public_id]}]
    )
    with pytest.raises(QuotaUsedUp):
        upload(bidder)
    bidding.closed(tender_house, tender, set_clock)
    upload(bidder)


def test_where_the_disk_gets_full_who_keeps_little_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """A23: whoever filled it is refused first, 507; the last of it is the database's."""
    settings = dataclasses.replace(app.config["QYZMET"], upload_quota_mb=20, disk_reserve_mb=400)
    monkeypatch.setitem(app.config, "QYZMET", settings)
    much, little = person(OrganisationKind.SUPPLIER), person(OrganisationKind.SUPPLIER)
    upload(much, 2 * MB)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(0, 0, 300 * MB))
    with pytest.raises(DiskNearlyFull) as refused:
        upload(much, 10)
    assert (refused.value.status, refused.value.retry_seconds) == (507, 3600)
    upload(little, 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(0, 0, 90 * MB))
    with pytest.raises(DiskNearlyFull):
        upload(little, 10)


def file_of(app: Flask, document: AnyDocument) -> Path:
    """Where its content lies."""
    row = db.session.get(SealedDocument, int(document.public_id.removeprefix("D-")))
    assert row is not None
    return storage.path_of(app.config["QYZMET"].documents, row.file)


def test_what_nothing_names_goes_after_a_month(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """A loose file of a supplier goes, row and content; one that a draft of a bid names stays for ever."""
    tender = tender_house.published()
    bid = bidding.drafted(tender_house, tender)
    named = set(named_documents.named())
    old = upload(tender_house["supplier2_specialist"])
    path = file_of(app, old)
    assert named
    set_clock.forward(days=29)
    young = upload(tender_house["supplier2_specialist"])
    db.session.commit()
    assert loose.let_go() == 0
    set_clock.forward(days=2)
    assert loose.let_go() == 1
    assert not path.exists()
    left = {f"D-{number}" for (number,) in db.session.query(SealedDocument.number)}
    assert left == {*named, young.public_id}
    assert bidding.seen(tender_house, bid) is not None


def test_a_backup_still_finds_what_went_meanwhile(app: Flask, set_clock: SetClock):
    """The content is laid aside for longer than a backup takes, and then it is gone."""
    old = upload(person(OrganisationKind.SUPPLIER), 10)
    path = file_of(app, old)
    content = path.read_bytes()
    set_clock.forward(days=31)
    db.session.commit()
    folder = app.config["QYZMET"].documents
    loose.let_go()
    with storage.open_content(folder, path.name) as file:
        assert file.read() == content
    assert storage.forget_aside(folder, clock.wall().timestamp() + 24 * 3600, 12 * 3600) >= 1
    with pytest.raises(OSError, match="No such file"):
        storage.open_content(folder, path.name)


def test_where_a_bid_does_not_open_nothing_goes(tender_house: TenderHouse, set_clock: SetClock):
    """Nobody knows then what it names."""
    bidding.drafted(tender_house, tender_house.published())
    row = db.session.query(SealedBid).one()
    row.content = row.content[:-1] + bytes([row.content[-1] ^ 1])
    upload(tender_house["supplier2_specialist"], 10)
    set_clock.forward(days=31)
    db.session.commit()
    assert loose.let_go() == 0
