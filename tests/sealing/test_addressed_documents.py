"""Sealed documents that bids name: addressed to an opening, withdrawn from it, opened by it, once."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from qyzmet import context
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.documents import sealed_documents, service
from qyzmet.documents.models import Document
from qyzmet.documents.sealed_models import OwnDocument, SealedAddress, SealedDocument
from qyzmet.people.models import Organisation, User
from qyzmet.sealing import key_pairs
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key_pairs import Pair
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.documents.test_documents import PDF

T1, T2 = "T-2026-000001", "T-2026-000002"


@dataclass
class Bidder:
    """A supplier with a person who uploads."""

    organisation: Organisation
    user: User

    def upload(self, name: str = "a.pdf", content: bytes = PDF) -> str:
        """The id of a new document."""
        with context.acting(context.actor_of(self.user)):
            return service.upload(io.BytesIO(content), name).public_id

    def address(self, *ids: str, pair: Pair, name: str) -> None:
        """As a bid that is submitted does."""
        sealed_documents.address(ids, self.organisation.bin, pair.public, name)

    def withdraw(self, *ids: str, name: str) -> None:
        """As a bid that is withdrawn does."""
        sealed_documents.withdraw_address(ids, self.organisation.bin, name)


@pytest.fixture
def bidder(app: Flask) -> Bidder:
    """A supplier."""
    return a_bidder()


def a_bidder() -> Bidder:
    organisation = factories.organisation(OrganisationKind.SUPPLIER)
    return Bidder(organisation, factories.user(Role.SPECIALIST, organisation))


@pytest.fixture
def first(app: Flask) -> Pair:
    """The pair of one tender."""
    return key_pairs.make_pair(T1)


@pytest.fixture
def second(app: Flask) -> Pair:
    """The pair of another."""
    return key_pairs.make_pair(T2)


def opened(*ids: str, pair: Pair, name: str) -> tuple[list[str], list[str]]:
    """What the opening of that tender opens, by name, and the ids of what it cannot."""
    documents, failed = sealed_documents.open_released(ids, key_pairs.release(pair, name), name)
    db.session.commit()
    return [each.name for each in documents], failed


def content_of(document: Document) -> bytes:
    """The whole content."""
    found = service.unsealed(document)
    assert found is not None
    return b"".join(found)


def test_what_was_addressed_is_opened_with_everything_that_is_known_of_it(bidder: Bidder, first: Pair):
    """Name, hash, organisation, uploader and instant come out of the seal; the id stays, the sealed row goes."""
    content = PDF + bytes(300_000)
    one, other = bidder.upload("Баға.pdf", content), bidder.upload("b.pdf")
    bidder.address(one, other, pair=first, name=T1)
    assert opened(one, other, pair=first, name=T1) == (["Баға.pdf", "b.pdf"], [])
    document = service.find(one)
    assert isinstance(document, Document)
    assert (document.public_id, document.organisation, document.uploaded_by) == (one, bidder.organisation, bidder.user)
    assert content_of(document) == content
    assert db.session.query(SealedDocument).count() == db.session.query(SealedAddress).count() == 0
    record = db.session.query(AuditRecord).filter_by(action="open_document", subject=one).one()
    assert bidder.organisation.bin in record.after


def test_what_was_not_addressed_stays_sealed(bidder: Bidder, first: Pair):
    """A draft's document, one that was withdrawn and an id of nothing are named as failed, and stop nothing."""
    draft, withdrawn, submitted = bidder.upload(), bidder.upload(), bidder.upload("c.pdf")
    bidder.address(withdrawn, submitted, pair=first, name=T1)
    bidder.withdraw(withdrawn, name=T1)
    ids = (draft, withdrawn, "D-100000000000001", "nonsense", submitted)
    assert opened(*ids, pair=first, name=T1) == (["c.pdf"], list(ids[:-1]))
    assert db.session.query(SealedDocument).count() == 2
    with context.acting(context.actor_of(bidder.user)):
        assert isinstance(service.readable(draft), OwnDocument)


def test_a_document_goes_with_bids_for_two_tenders(bidder: Bidder, first: Pair, second: Pair):
    """Each opening reads it by its own pair; withdrawn from one it is still the other's."""
    both, one = bidder.upload("both.pdf"), bidder.upload("one.pdf")
    bidder.address(both, one, pair=first, name=T1)
    bidder.address(both, one, pair=second, name=T2)
    bidder.withdraw(one, name=T2)
    assert opened(both, one, pair=second, name=T2) == (["both.pdf"], [one])
    assert opened(both, one, pair=first, name=T1) == (["both.pdf", "one.pdf"], [])


def test_another_tenders_key_opens_nothing(bidder: Bidder, first: Pair, second: Pair):
    """What was addressed to one opening does not open at another."""
    document = bidder.upload()
    bidder.address(document, pair=first, name=T1)
    assert opened(document, pair=second, name=T2) == ([], [document])


def test_nothing_is_opened_twice(bidder: Bidder, first: Pair):
    """Opened again, or named twice, it is the same document, with one record."""
    document = bidder.upload()
    bidder.address(document, pair=first, name=T1)
    bidder.address(document, pair=first, name=T1)
    for _ in range(2):
        assert opened(document, document, pair=first, name=T1) == (["a.pdf"], [])
    assert db.session.query(Document).count() == 1
    assert db.session.query(AuditRecord).filter_by(action="open_document").count() == 1


def test_nobody_addresses_or_withdraws_what_is_anothers(bidder: Bidder, first: Pair):
    """Another supplier's BIN opens no ticket, so that nothing of another goes with a bid or is taken from one."""
    other, document = a_bidder(), bidder.upload()
    with pytest.raises(SealBroken):
        other.address(document, pair=first, name=T1)
    bidder.address(document, pair=first, name=T1)
    with pytest.raises(SealBroken):
        other.withdraw(document, name=T1)
    assert opened(document, pair=first, name=T1) == (["a.pdf"], [])


def test_nothing_is_addressed_to_a_key_that_is_not_the_tenders(bidder: Bidder, first: Pair, second: Pair):
    """A public key that somebody put into the tender's row is refused."""
    with pytest.raises(SealBroken):
        bidder.address(bidder.upload(), pair=second, name=T1)
    assert db.session.query(SealedAddress).count() == 0


@pytest.mark.parametrize("damage", ["facts", "address", "file"])
def test_one_that_is_damaged_stops_no_other(bidder: Bidder, first: Pair, instance: Path, damage: str):
    """Changed facts, a changed address and a file cut in the storage are each named; the others open."""
    ids = [bidder.upload(f"{number}.pdf") for number in range(3)]
    bidder.address(*ids, pair=first, name=T1)
    row = db.session.get_one(SealedDocument, int(ids[1][2:]))
    path = instance / "documents" / row.file[:2] / row.file[2:4] / row.file
    whole = path.read_bytes()
    if damage == "facts":
        row.content = row.content[:-1] + bytes([row.content[-1] ^ 1])
    elif damage == "address":
        mark = sealed_documents._mark(row.number, T1)
        db.session.get_one(SealedAddress, mark).facts = b"x" * 152
    else:
        path.write_bytes(whole[:-1])
    db.session.flush()
    assert opened(*ids, pair=first, name=T1) == (["0.pdf", "2.pdf"], [ids[1]])
    document = service.find(ids[1])
    if damage != "file":
        assert document is None
        return
    # The key is released once: what it gave is kept, for the day on which the storage is whole again.
    assert isinstance(document, Document)
    path.write_bytes(whole)
    assert content_of(document) == PDF


def test_what_a_proposal_has_shown_already_is_given_as_it_is(bidder: Bidder, first: Pair):
    """A document of a bid that was tied to a proposal meanwhile is open, and stays in the bid."""
    document = bidder.upload()
    bidder.address(document, pair=first, name=T1)
    sealed_documents.make_ordinary([document], context.actor_of(bidder.user))
    bidder.address(document, pair=first, name=T1)
    assert opened(document, pair=first, name=T1) == (["a.pdf"], [])
    assert db.session.query(SealedAddress).count() == 0
