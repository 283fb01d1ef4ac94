"""`qyzmet signatures verify`: every kept signature is checked again, as of the instant of its act."""

import pytest
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.requests.request.sample import REQUEST
from qyzmet.signatures import verifying
from qyzmet.signatures.authority import MAY_SIGN
from qyzmet.signatures.kept_models import Signature
from tests.api.conftest import World, made
from tests.conftest import SetClock
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import signature, user

pytestmark = pytest.mark.usefixtures("authority")


@pytest.fixture
def kept(world: World) -> Signature:
    """The signature of a request's submission."""
    path = f"/requests/{made(world, REQUEST)}/submit"
    answer = world.head.post(path, {"signature": signature(world.head, path)})
    assert answer.status_code == 200, answer.text
    return db.session.scalars(select(Signature)).one()


def faults() -> list[str]:
    return [each.fault for each in verifying.all_again()]


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
