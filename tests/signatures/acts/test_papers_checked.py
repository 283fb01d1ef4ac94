"""Papers of signed acts and of public records on `/check`."""

import json

import pytest
from flask.testing import FlaskClient

from qyzmet.people.models import User
from qyzmet.signatures.kept_models import Signature
from tests.api.conftest import World
from tests.signatures.acts.test_signed_papers import decided as decided
from tests.signatures.test_check_page import asked
from tests.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("authority")


@pytest.mark.slow
def test_a_papers_signature_is_found_in_the_pdf_and_in_the_zip(
    client: FlaskClient, world: World, decided: tuple[str, Signature]
):
    """What a party prints carries manifest and CMS; whoever has the file has them checked."""
    path, kept = decided
    number = json.loads(kept.manifest)["procedure"]["number"]
    for form in ("pdf", "zip"):
        page = asked(client, (f"decision.{form}", world.head.get(f"{path}/papers/decision.{form}").data))
        assert "The signature holds" in page
        assert kept.sha256 in page
        assert kept.iin not in page
        # What was signed, in words: the act, its procedure and in which role.
        assert "What was done" in page
        assert number in page


@pytest.mark.slow
def test_a_party_hears_that_its_paper_is_genuine(client: FlaskClient, world: World, decided: tuple[str, Signature]):
    """Byte for byte what the site prints for it; with one more only the hash is right. A stranger hears nothing."""
    path, _kept = decided
    made = world.head.get(f"{path}/papers/decision.pdf").data
    assert "There is no such record, or" in asked(client, ("decision.pdf", made))
    user = world.head.user
    assert isinstance(user, User)
    party = sign_in(client, user)
    assert "The paper is genuine" in asked(party, ("decision.pdf", made))
    # The DOCX too, by itself and beside its signature; of its parts nothing is said.
    for form in ("docx", "zip"):
        page = asked(party, (f"decision.{form}", world.head.get(f"{path}/papers/decision.{form}").data))
        assert "The paper is genuine" in page
        assert "is of this file" not in page
    changed = made.replace(b"%%EOF", b"%%EOF ")
    assert "The hash is right" in asked(party, ("decision.pdf", changed))
