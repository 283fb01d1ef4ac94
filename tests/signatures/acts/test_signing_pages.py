"""The page on which an act is signed: what it tells, what it takes, and what it says of what it does not take."""

import base64
import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.requests.request.sample import AGREEMENT_GROUNDS
from qyzmet.signatures.kept_models import KeptManifest, Signature
from tests.api.conftest import World
from tests.conftest import SetClock
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import agreed_to, user
from tests.signing_in import post, sign_in

pytestmark = pytest.mark.usefixtures("authority")
CONFIRMED = {"grounds": AGREEMENT_GROUNDS, "confirmed": "1"}


@pytest.fixture
def path(world: World) -> str:
    """Where the authorised body agrees to a request."""
    return f"{agreed_to(world)}/act/agree"


@pytest.fixture
def browser(app: Flask, world: World) -> FlaskClient:
    """The head of the authorised body, reading English."""
    found = user(world.authorised_head)
    found.language = "en"
    return sign_in(app.test_client(), found)


def content_of(page: str) -> bytes:
    """What NCALayer would be given."""
    found = re.search(r'data-manifest="([^"]+)"', page)
    assert found is not None
    return base64.b64decode(html.unescape(found[1]))


def asked(browser: FlaskClient, path: str) -> bytes:
    page = post(browser, path, {**CONFIRMED, "sign": "1"})
    assert page.status_code == 200, page.text
    return content_of(page.text)


def test_what_binds_can_be_signed_where_it_is_confirmed(browser: FlaskClient, path: str):
    """A second button, beside the one that takes the act unsigned."""
    page = post(browser, path, {"grounds": AGREEMENT_GROUNDS}).text
    assert page.count('type="submit" class="govuk-button"') == 1
    assert re.search(r'name="sign"[^>]*>Sign with an electronic signature</button>', page)


def test_where_a_signature_is_demanded_the_page_leads_to_it(browser: FlaskClient, world: World, path: str):
    """H47: signing is the only button, and whoever sends the page without gets the page that signs."""
    user(world.authorised_head).memberships[0].organisation.must_sign = True
    db.session.commit()
    page = post(browser, path, {"grounds": AGREEMENT_GROUNDS}).text
    assert "taken only with an electronic digital signature" in page
    assert re.search(r'class="govuk-button" name="sign"', page)
    answer = post(browser, path, CONFIRMED)
    assert answer.status_code == 422
    assert "data-manifest" in answer.text
    assert AGREEMENT_GROUNDS.split("\n")[0] in html.unescape(answer.text)


def test_the_page_tells_what_is_signed_and_opens_itself_to_ncalayer_alone(browser: FlaskClient, path: str):
    """In words, as text, with its hash and its end; no other page may speak to a program on the computer."""
    answer = post(browser, path, {**CONFIRMED, "sign": "1"})
    content = content_of(answer.text).decode()
    assert content in html.unescape(answer.text)
    assert "Document" in answer.text or '"documents":{}' in content
    assert re.search(r"can be signed until [^<]*09:15", html.unescape(answer.text))
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://127.0.0.1:13579;" in policy
    other = browser.get(path)
    assert "wss:" not in other.headers["Content-Security-Policy"]
    assert "connect-src 'self';" in other.headers["Content-Security-Policy"]


@pytest.mark.slow
def test_what_ncalayer_gives_takes_the_act(browser: FlaskClient, world: World, path: str):
    """PEM in the hidden field, as NCALayer writes it; the history says who signed."""
    content = asked(browser, path)
    text = keys.signed(content, keys.identity(user(world.authorised_head)))
    pem = f"-----BEGIN CMS-----\n{text}\n-----END CMS-----\n"
    answer = post(browser, path, {**CONFIRMED, "signature": pem})
    assert answer.status_code == 302
    kept = db.session.scalars(select(Signature)).one()
    page = browser.get(answer.location).text
    assert f"Signed electronically: {kept.signer}" in html.unescape(page)
    assert kept.number in page
    assert kept.sha256 in page


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["der", "base64"])
def test_a_file_takes_the_act(browser: FlaskClient, world: World, path: str, ending: str):
    """Without NCALayer: the manifest is downloaded, byte for byte, and a .cms or .p7s sent."""
    content = asked(browser, path)
    sha256 = db.session.scalars(select(KeptManifest.sha256)).one()
    downloaded = browser.get(f"{path}/{sha256}.json")
    assert downloaded.data == content
    assert downloaded.headers["Content-Disposition"].startswith("attachment")
    text = keys.signed(content, keys.identity(user(world.authorised_head)))
    file = base64.b64decode(text) if ending == "der" else text.encode()
    sent: dict[str, Any] = {**CONFIRMED, "signature": "", "signature-file": (io.BytesIO(file), "agree.p7s")}
    assert post(browser, path, sent).status_code == 302
    assert db.session.scalars(select(Act).where(Act.action == "agree")).one().manifest_sha256 == sha256


def test_nobody_else_gets_the_manifest(app: Flask, browser: FlaskClient, world: World, path: str):
    """Whoever has asked for it alone downloads it; under another action it is not there either."""
    asked(browser, path)
    sha256 = db.session.scalars(select(KeptManifest.sha256)).one()
    other = sign_in(app.test_client(), user(world.integrator_head))
    assert other.get(f"{path}/{sha256}.json").status_code == 404
    assert browser.get(f"{path.replace('agree', 'refuse')}/{sha256}.json").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"signature": ""}, "There is no signature yet"),
        ({"signature": "nothing, of the kind"}, "This file is no signature"),
        ({"signature": "MAA="}, "This is not a signature with one signer"),
        ({"signature": "", "signature-file": b"%PDF-1.7"}, "This file is no signature"),
        ({"signature": "", "signature-file": b"\x30\x00"}, "This is not a signature with one signer"),
        ({"signature": "", "signature-file": b"\xff" * 30_000}, "This file is no signature"),
    ],
)
def test_what_is_no_signature_is_said_on_the_same_page(
    browser: FlaskClient, path: str, sent: dict[str, Any], said: str
):
    """422, with what can still be signed and all that was typed."""
    asked(browser, path)
    files = {name: (io.BytesIO(value), "x.p7s") if isinstance(value, bytes) else value for name, value in sent.items()}
    answer = post(browser, path, {**CONFIRMED, **files})
    assert answer.status_code == 422
    assert said in answer.text
    assert "data-manifest" in answer.text
    assert 'name="grounds"' in answer.text


@pytest.mark.slow
def test_a_wrong_key_is_told_and_noted(browser: FlaskClient, world: World, path: str):
    """The refusal stands on top, the attempt in the trail, and the page is there to sign anew."""
    content = asked(browser, path)
    answer = post(browser, path, {**CONFIRMED, "signature": keys.signed(content, keys.identity(user(world.head)))})
    assert answer.status_code == 422
    assert "It was not recorded" in answer.text
    assert "IIN" in answer.text
    newest = db.session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).one()
    assert newest.action == "signature_refused"
    again = keys.signed(content_of(answer.text), keys.identity(user(world.authorised_head)))
    assert post(browser, path, {**CONFIRMED, "signature": again}).status_code == 302


@pytest.mark.slow
def test_a_late_signature_gets_a_new_text_to_sign(browser: FlaskClient, world: World, path: str, set_clock: SetClock):
    """After the 15 minutes the page says so, and shows what can be signed now."""
    content = asked(browser, path)
    set_clock.forward(minutes=16)
    late = keys.signed(content, keys.identity(user(world.authorised_head)))
    answer = post(browser, path, {**CONFIRMED, "signature": late})
    assert answer.status_code == 422
    assert "The 15 minutes for signing are over" in answer.text
    assert content_of(answer.text) != content


def test_without_an_authority_nothing_is_offered(app: Flask, browser: FlaskClient, path: str):
    """A site that trusts no authority shows no button for signing."""
    for each in app.config["QYZMET"].signature_roots.iterdir():
        each.unlink()
    page = post(browser, path, {"grounds": AGREEMENT_GROUNDS}).text
    assert "Sign with an electronic signature" not in page


@pytest.mark.slow
def test_an_annulment_is_signed_on_its_page(browser: FlaskClient, world: World, path: str):
    """H47: where a signature is demanded the page of the annulment leads to it, and takes it."""
    post(browser, path, CONFIRMED)
    act = db.session.scalars(select(Act).where(Act.action == "agree")).one()
    user(world.authorised_head).memberships[0].organisation.must_sign = True
    db.session.commit()
    address = path.replace("act/agree", f"annul/{act.id}")
    assert re.search(r'class="govuk-button" name="sign"', browser.get(address).text)
    answer = post(browser, address, {"grounds": "By mistake."})
    assert answer.status_code == 422
    assert "It was not recorded" in answer.text
    sent = keys.signed(content_of(answer.text), keys.identity(user(world.authorised_head)))
    assert post(browser, address, {"grounds": "By mistake.", "signature": sent}).status_code == 302
    db.session.refresh(act)
    assert act.annulled_by_id is not None
