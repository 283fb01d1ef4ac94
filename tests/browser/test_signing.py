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


@pytest.fixture
def signer(chromium: Browser, site: str) -> Iterator[Visitor]:
    """The head of the authorised body, whose browser takes NCALayer's own certificate."""
    context = chromium.new_context(ignore_https_errors=True, viewport={"width": 1200, "height": 900})
    visitor = Visitor(context.new_page(), site, "ru", scripts=True)
    visitor.play(HEAD)
    yield visitor
    context.close()


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


def test_ncalayer_signs(signer: Visitor, systems: Systems, demonstration: Path, ncalayer_port: int, tmp_path: Path):
    """Missing, cancelled, busy, without a key for signing: each is told in words and records nothing; then it signs."""
    path = asked(signer, systems)
    page, said = signer.page, signer.page.locator("[data-qz-status]")
    expect(page.locator("main")).to_contain_text(GROUNDS)
    page.locator("[data-qz-start]").click()
    expect(said).to_contain_text("NCALayer не отвечает")
    for answer, words in (
        (ncalayer.CANCELLED, "Вы отменили подписание"),
        (ncalayer.BUSY, "NCALayer занят"),
        (ncalayer.NO_KEY, "не нашёл там ключа организации"),
    ):
        with ncalayer.running(ncalayer_port, tmp_path, lambda _content, answer=answer: answer):
            page.locator("[data-qz-start]").click()
            expect(said).to_contain_text(words)
    assert systems.call(HEAD, path)["state"] == "opinion_given"
    with ncalayer.running(
        ncalayer_port, tmp_path, ncalayer.signed_by(lambda content: sign(demonstration, content))
    ) as requests:
        page.locator("[data-qz-start]").click()
        expect(page.locator(".qz-notice--success")).to_be_visible()
    (request,) = requests
    assert (request["method"], request["args"]["format"], request["args"]["locale"]) == ("sign", "cms", "ru")
    assert request["args"]["signingParams"]["encapsulate"] is False
    found = systems.call(HEAD, path)
    assert (found["state"], found["signature"]["valid"]) == ("agreed", True)


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
