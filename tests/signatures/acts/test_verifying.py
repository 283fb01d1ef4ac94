"""`qyzmet signatures verify`: every kept signature is checked again, as of the instant of its act."""

import zlib

import pytest
from sqlalchemy import delete, select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.requests.request.sample import REQUEST
from qyzmet.signatures import verifying
from qyzmet.signatures.authority import MAY_SIGN
from qyzmet.signatures.kept_models import Signature
from qyzmet.signatures.trust import lists
from qyzmet.signatures.trust.models import KeptList, RevocationSource
from tests.api.conftest import World, made
from tests.conftest import SetClock
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import signature, user

pytestmark = pytest.mark.usefixtures("authority")


@pytest.fixture
def listed() -> None:
    """The authority's lists of revoked certificates were loaded, and are read anew in each test."""
    lists.load("whole", keys.list_of_revoked())
    lists.load("root", keys.list_of_authorities())


@pytest.fixture
def kept(world: World, listed: None) -> Signature:
    """The signature of a request's submission."""
    path = f"/requests/{made(world, REQUEST)}/submit"
    answer = world.head.post(path, {"signature": signature(world.head, path)})
    assert answer.status_code == 200, answer.text
    return db.session.scalars(select(Signature)).one()


def faults() -> list[str]:
    found = list(verifying.all_again())
    verifying.note(found)
    assert all(each.by_kept_lists for each in found)
    return [each.fault for each in found]


def test_what_was_taken_holds(kept: Signature, set_clock: SetClock):
    """Also years later, when the certificate's term is over."""
    assert faults() == [""]
    set_clock.forward(days=3000)
    assert faults() == [""]
    assert kept.valid


def test_a_changed_manifest_is_found(kept: Signature):
    """Whoever changes what was signed changes its hash, which the act bears."""
    kept.manifest = kept.manifest.replace("submit", "withdraw")
    assert "manifest" in faults()[0]
    assert not kept.valid
    # The trail says once that it was found, and the second check finds nothing new.
    faults()
    (record,) = db.session.scalars(select(AuditRecord).where(AuditRecord.action == verifying.ACTION))
    assert '"valid":false' in record.after


def test_another_signature_in_its_place_is_found(kept: Signature, world: World):
    """By another key, or of something else."""
    mine = kept.cms
    other = keys.identity(user(world.specialist), MAY_SIGN)
    kept.cms = other.sign(kept.manifest.encode(), kept.checked_at)
    assert faults()[0].startswith("iin")
    kept.cms = keys.identity(user(world.head), MAY_SIGN).sign(b"something else", kept.checked_at)
    assert faults()[0].startswith("content")
    kept.cms = mine
    assert faults() == [""]


def test_another_certificate_in_its_place_is_found(kept: Signature, world: World):
    """The certificate that is kept is the one that signed."""
    kept.certificate = keys.identity(user(world.head), MAY_SIGN).certificate.der
    assert "certificate" in faults()[0]


def test_the_lists_that_were_asked_are_kept_and_asked_again(kept: Signature):
    """Once by their hash, whatever lists come later: also where the newest of them came from there is no more."""
    named = kept.checked["revocation"]["lists"]
    assert set(named) == set(db.session.scalars(select(KeptList.sha256)))
    lists.load("whole", keys.list_of_revoked(kept, later=True))
    assert len(list(db.session.scalars(select(KeptList.sha256)))) == len(named) + 1
    assert faults() == [""]
    db.session.execute(delete(RevocationSource))
    assert faults() == [""]


def test_a_list_that_says_otherwise_is_found(kept: Signature):
    """Another list in its place, whoever made it; one that is gone; an answer that no list gave."""
    row = db.session.get(KeptList, kept.checked["revocation"]["lists"][0])
    assert row is not None
    packed = row.packed
    row.packed = zlib.compress(keys.list_of_revoked(kept))
    assert "hash" in faults()[0]
    row.packed = b"changed"
    assert "list" in faults()[0]
    row.packed = packed
    answer = kept.checked["revocation"]
    kept.checked = {**kept.checked, "revocation": {**answer, "number": "999"}}
    assert "answer" in faults()[0]
    kept.checked = {**kept.checked, "revocation": answer}
    assert faults() == [""]
    db.session.delete(row)
    assert "is not kept" in faults()[0]


def test_those_of_before_the_lists_were_kept_are_checked_by_todays(kept: Signature):
    """Signatures of the first release name no list."""
    answer = {key: value for key, value in kept.checked["revocation"].items() if key != "lists"}
    kept.checked = {**kept.checked, "revocation": answer}
    (found,) = verifying.all_again()
    assert (found.fault, found.by_kept_lists) == ("", False)
    lists.load("whole", keys.list_of_revoked(kept))
    (found,) = verifying.all_again()
    assert found.fault.startswith("revocation")
