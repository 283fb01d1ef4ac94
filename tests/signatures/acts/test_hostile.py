"""Whatever is sent in a signature's place, over the API and on pages: it is refused in words, never by an error."""

import base64
import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet.requests.request.sample import REQUEST
from tests.api.conftest import World, made
from tests.own_database import SERVER
from tests.sampled import examples
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import manifest, user
from tests.signatures.test_mangled import mangled
from tests.signing_in import post, sign_in

pytestmark = pytest.mark.usefixtures("authority")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["a.cms", "b.p7s", "c.json", "d.pdf", "e.zip", "", "..", "Қ.cms", "f\x00.cms"])


@pytest.fixture
def browser(app: Flask, world: World) -> FlaskClient:
    """The head of the state body."""
    return sign_in(app.test_client(), user(world.head))


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(14 if SERVER else 28),
)
@given(st.data())
def test_no_signature_is_answered_with_an_error_of_ours(world: World, browser: FlaskClient, data: st.DataObject):
    """Mangled signatures of the very manifest, bytes, texts and any JSON: 4xx, and the draft stays."""
    _send(world, browser, data)


@pytest.mark.soak
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=1000)
@given(st.data())
def test_so_is_none_of_a_thousand(world: World, browser: FlaskClient, data: st.DataObject):
    """The same for longer."""
    _send(world, browser, data)


def _send(world: World, browser: FlaskClient, data: st.DataObject) -> None:
    path = f"/requests/{_draft(world)}"
    content, _found = manifest(world.head, f"{path}/submit")
    right = keys.identity(user(world.head)).sign(content, keys.SINCE)
    cms = data.draw(mangled([right]) | st.binary(max_size=200) | st.just(right[:-1]))
    how = data.draw(st.sampled_from(["api", "any", "manifest", "page", "file", "check", "sign in"]))
    if how == "api":
        status = world.head.post(f"{path}/submit", {"signature": base64.b64encode(cms).decode()}).status_code
    elif how == "any":
        status = world.head.post(f"{path}/submit", {"signature": data.draw(ANYTHING) or "x"}).status_code
    elif how == "manifest":
        status = world.head.post(f"{path}/submit/manifest", {"signature": data.draw(ANYTHING)}).status_code
    elif how == "page":
        sent = data.draw(st.sampled_from([base64.b64encode(cms).decode(), cms.decode("latin-1"), ""]))
        status = post(browser, f"{path}/act/submit", {"confirmed": "1", "signature": sent}).status_code
    elif how == "file":
        file = io.BytesIO(cms), data.draw(NAMES)
        form = {"confirmed": "1", "signature": "", "signature-file": file}
        status = post(browser, f"{path}/act/submit", form).status_code
    elif how == "check":
        files = [(io.BytesIO(each), data.draw(NAMES)) for each in _packed(cms, content)]
        status = post(browser, "/check", {"files": files}).status_code
        assert status in (200, 422, 429)
        return
    else:
        sent = base64.b64encode(cms).decode()
        status = post(
            browser.application.test_client(), "/account/sign-in/certificate", {"signature": sent}
        ).status_code
    # The few changes that mean nothing are taken.
    assert status < 500, (how, cms)


def _packed(cms: bytes, content: bytes) -> list[bytes]:
    """The signature and its manifest, as files, in a zip, and in what looks like a PDF of this site."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.cms", cms)
        archive.writestr("a.json", content)
    pdf = b"%PDF-1.7\n<< /Type /EmbeddedFile >> stream\n" + cms + b"\nendstream https://x.kz/a?sha256=" + b"0" * 64
    return [cms, content, packed.getvalue(), packed.getvalue()[:-9], pdf]


def _draft(world: World) -> str:
    """A request that can be submitted: another one once a change meant nothing."""
    number = _drafts.get(id(world))
    if number is None or world.head.get(f"/requests/{number}").json["state"] != "draft":  # type: ignore[index]
        number = _drafts[id(world)] = made(world, REQUEST)
    return number


_drafts: dict[int, str] = {}
