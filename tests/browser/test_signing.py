"""An act is signed in a browser: with NCALayer, with a file where there is none, and by the demonstration's signer."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from qyzmet import clock
from qyzmet.demo import keys
from qyzmet.demo.commands import FOLDER
from tests.browser import ncalayer
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor

HEAD = "authorised_body_head"
GROUNDS = "Функция одна, дублирования нет."
# English in the long tests.
LATER = pytest.mark.soak
SIGNERS = [("ru", 1200), ("kk", 390), pytest.param(("en", 390), marks=LATER)]


# NCALayer absent, cancelled, busy, without a key for signing, and failing otherwise; without any key, for signing in.
WORDS = {
    "kk": (
        "NCALayer жауап бермейді",
        "Сіз қол қоюдан бас тарттыңыз. Ештеңе",
        "NCALayer басқа әрекетпен бос емес",
        "ұйымның қол қоюға арналған кілтін таппады",
        "NCALayer қол қоя алмады",
        "NCALayer ол жерден кілт таппады",
    ),
    "ru": (
        "NCALayer не отвечает",
        "Вы отменили подписание. Ничего",
        "NCALayer занят другим действием",
        "не нашёл там ключа организации",
        "NCALayer не смог подписать",
        "NCALayer не нашёл там ключа",
    ),
    "en": (
        "NCALayer does not answer",
        "You have cancelled the signing. Nothing",
        "NCALayer is at something else",
        "no key for signing of an organisation",
        "NCALayer could not sign",
        "NCALayer has found no key there",
    ),
}


def _visitor(chromium: Browser, site: str, language: str, width: int) -> Visitor:
    """A browser that takes NCALayer's own certificate."""
    context = chromium.new_context(ignore_https_errors=True, viewport={"width": width, "height": 900})
    return Visitor(context.new_page(), site, language, scripts=True)


@pytest.fixture
def signer(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """The head of the authorised body; parametrised indirectly by language and width."""
    visitor = _visitor(chromium, site, *getattr(request, "param", ("ru", 1200)))
    visitor.play(HEAD)
    yield visitor
    visitor.page.context.close()


def told(visitor: Visitor, words: str) -> None:
    """The page says so, and has no fault for axe with it, as wide as the window."""
    expect(visitor.page.locator("[data-qz-status]")).to_contain_text(words)
    # Nobody listens there, and NCALayer's client looks for another program, which the page's policy does not let it.
    visitor.errors.clear()
    visitor.check()


def sign(folder: Path, content: bytes, kind: str = keys.RSA, person: str = HEAD) -> bytes:
    """A signature of the demonstration's person."""
    return keys.load(folder / FOLDER).identity(person, kind).sign(content, clock.now())


def asked(visitor: Visitor, systems: Systems) -> str:
    """A request to which the head is about to agree, with the page that signs open; its path."""
    path = f"/requests/{systems.submitted()}"
    systems.with_opinion(path)
    visitor.open(f"{path}/act/agree")
    visitor.fill({"grounds": GROUNDS})
    visitor.press("main form .govuk-button-group button:not([name])")
    visitor.press("button[name='sign']")
    return path


@pytest.mark.parametrize("signer", SIGNERS, indirect=True)
def test_ncalayer_signs(signer: Visitor, systems: Systems, demonstration: Path, ncalayer_port: int, tmp_path: Path):
    """Missing, cancelled, busy, without a key for signing, ended, not understood: each is told in words and records
    nothing; then it signs.
    """
    path = asked(signer, systems)
    page = signer.page
    missing, cancelled, busy, no_key, failed, _no_key_at_all = WORDS[signer.language]
    expect(page.locator("main")).to_contain_text(GROUNDS)
    page.locator("[data-qz-start]").click()
    told(signer, missing)
    for answer, words in (
        (ncalayer.CANCELLED, cancelled),
        (ncalayer.BUSY, busy),
        (ncalayer.NO_KEY, no_key),
        (ncalayer.FAILED, failed),
        (ncalayer.ENDS, missing),
        (ncalayer.NO_WORDS, missing),
    ):
        with ncalayer.running(ncalayer_port, tmp_path, lambda _content, answer=answer: answer):
            page.locator("[data-qz-start]").click()
            told(signer, words)
    assert systems.call(HEAD, path)["state"] == "opinion_given"
    # A key for signing in, though NCALayer was asked for another: the page says so, and nothing is recorded.
    for kind, found in ((keys.FOR_SIGNING_IN, "main [role='alert']"), (keys.RSA, ".qz-notice--success")):
        answer = ncalayer.signed_by(lambda content, kind=kind: sign(demonstration, content, kind))
        with ncalayer.running(ncalayer_port, tmp_path, answer) as requests:
            page.locator("[data-qz-start]").click()
            expect(page.locator(found)).to_be_visible()
        signer.errors.clear()
        signer.check()
    (request,) = requests
    assert (request["method"], request["args"]["format"]) == ("sign", "cms")
    assert request["args"]["locale"] == signer.language
    assert request["args"]["signingParams"]["encapsulate"] is False
    assert request["args"]["signerParams"]["extKeyUsageOids"] == ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2"]
    signed = systems.call(HEAD, path)
    assert (signed["state"], signed["signature"]["valid"]) == ("agreed", True)


@pytest.mark.parametrize(("language", "width"), [("ru", 390), ("kk", 1200), pytest.param("en", 390, marks=LATER)])
def test_a_certificate_signs_in(
    chromium: Browser, site: str, demonstration: Path, ncalayer_port: int, tmp_path: Path, language: str, width: int
):
    """By NCALayer, with a key for signing in; before that it is absent, cancelled, and holds no key."""
    visitor = _visitor(chromium, site, language, width)
    page = visitor.page
    visitor.open("/account/sign-in")
    visitor.press("main form[action='/account/sign-in/certificate'] button")
    missing, _cancelled, busy, _no_key, _failed, no_key_at_all = WORDS[language]
    page.locator("[data-qz-start]").click()
    told(visitor, missing)
    for answer, words in ((ncalayer.BUSY, busy), (ncalayer.NO_KEY, no_key_at_all)):
        with ncalayer.running(ncalayer_port, tmp_path, lambda _content, answer=answer: answer):
            page.locator("[data-qz-start]").click()
            told(visitor, words)
    answer = ncalayer.signed_by(lambda content: sign(demonstration, content, keys.FOR_SIGNING_IN))
    with ncalayer.running(ncalayer_port, tmp_path, answer) as requests, page.expect_navigation():
        page.locator("[data-qz-start]").click()
    # Any key of one's own will do.
    assert requests[0]["args"]["signerParams"] == {"extKeyUsageOids": []}
    visitor.errors.clear()
    visitor.open("/account/")
    page.context.close()


def test_a_file_signs_without_ncalayer(chromium: Browser, site: str, systems: Systems, demonstration: Path):
    """Without scripts too: the manifest is downloaded, signed elsewhere, and its signature sent."""
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    visitor = Visitor(context.new_page(), site, "ru", scripts=False)
    visitor.play(HEAD)
    path = asked(visitor, systems)
    assert not visitor.page.locator("[data-qz-start]").is_visible()
    with visitor.page.expect_download() as started:
        visitor.page.locator("main a[download]").click()
    content = Path(started.value.path()).read_bytes()
    file = {"name": "agree.p7s", "mimeType": "application/pkcs7-signature"}
    for kind, told in ((keys.FOR_SIGNING_IN, "main [role='alert']"), (keys.GOST, ".qz-notice--success")):
        signature = sign(demonstration, content, kind)
        visitor.page.locator("#signature-file").set_input_files({**file, "buffer": signature})
        visitor.press("main form .govuk-button-group button:not([name])")
        assert visitor.page.locator(told).count() == 1, visitor.text()
    assert systems.call(HEAD, path)["state"] == "agreed"
    context.close()


def test_the_demonstration_signs_in_ncalayers_place(signer: Visitor, systems: Systems):
    """Its page says what it is, signs with one's own key, and shows how others are refused."""
    path = asked(signer, systems)
    signer.press("button[formaction='/demo/signer']")
    expect(signer.page.locator("main")).to_contain_text("Эта страница заменяет NCALayer")
    signer.press("button[name='sign']")
    expect(signer.page.locator("main")).to_contain_text("Вы отменили подписание")
    signer.press("button[formaction='/demo/signer']")
    signer.press("button[name='signature'] >> nth=2")
    assert re.search("ИИН", signer.page.locator("main [role='alert']").inner_text())
    signer.press("button[formaction='/demo/signer']")
    signer.press("button[name='signature'] >> nth=0")
    assert signer.page.locator(".qz-notice--success").count() == 1
    assert systems.call(HEAD, path)["signature"]["valid"] is True
