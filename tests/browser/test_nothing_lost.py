"""Nothing typed is lost, in a real browser: signed out in another tab, leaving by a link, a file that is too large."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog

from qyzmet.demo import people
from qyzmet.requests.request import sample
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor

TYPED = "Мақсат: «қолмен жазылған ұзақ мәтін», которого больше нигде нет"
EVERY_WAY = [("kk", 1280, True), ("ru", 360, False), ("en", 1280, True)]
IDS = ["kk", "ru-phone-no-scripts", "en"]
SPECIALIST = "state_body_specialist"


def draft(visitor: Visitor) -> str:
    """A new draft of a request; returns its address."""
    visitor.open("/")
    visitor.play(SPECIALIST)
    visitor.open("/requests/new/request")
    visitor.press("main form button[type='submit']")
    return re.sub(r"\?.*", "", visitor.page.url.removeprefix(visitor.site))


def purpose(visitor: Visitor) -> str:
    return visitor.page.locator("main [name='purpose']").input_value()


@pytest.mark.parametrize("visitor", EVERY_WAY, indirect=True, ids=IDS)
def test_signed_out_in_another_tab(visitor: Visitor, systems: Systems):
    """A15: one signs in again, sends it with one button, and it is saved; the page's language stays."""
    path = draft(visitor)
    visitor.open(f"{path}/section/3")
    tab = visitor.page.context.new_page()
    tab.goto(f"{visitor.site}/account/")
    with tab.expect_navigation():
        tab.locator("form[action='/account/sign-out'] button").click()
    tab.close()
    visitor.page.locator("main [name='purpose']").fill(TYPED)
    visitor.press("main .govuk-button-group button:not([name])")
    forms = visitor.page.locator("main form")
    assert visitor.page.locator("main form [name='kept']").count() == forms.count(), "it goes along with either sign-in"
    person = next(each for each in people.PEOPLE if each.key == SPECIALIST)
    visitor.fill({"email": person.email, "password": people.PASSWORD})
    visitor.press("main form button[type='submit']")
    assert TYPED in visitor.page.content()
    visitor.press("main form[data-qz-once] button[type='submit']")
    visitor.open(f"{path}/section/3")
    assert purpose(visitor) == TYPED


@pytest.mark.parametrize("visitor", [("ru", 1280, True)], indirect=True, ids=["ru"])
def test_leaving_by_a_link(visitor: Visitor, systems: Systems):
    """A16: whoever leaves a section by a link finds there afterwards what was typed, however quickly it was done."""
    path = draft(visitor)
    visitor.open(f"{path}/section/3")
    visitor.page.locator("main [name='purpose']").fill(TYPED)
    visitor.press(".govuk-back-link")
    assert "/section/" not in visitor.page.url
    visitor.open(f"{path}/section/3")
    assert purpose(visitor) == TYPED


@pytest.mark.parametrize("visitor", [("kk", 360, True)], indirect=True, ids=["kk-phone"])
def test_leaving_after_the_form_came_back(visitor: Visitor, systems: Systems):
    """A16: what stands in a form that the server gave one more row is saved on leaving as well, and by its button."""
    path = draft(visitor)
    visitor.open(f"{path}/section/8")
    visitor.fill({"technical_documents-0-name": TYPED})
    visitor.press("main button[name='add'][value='technical_documents']")
    visitor.press(".govuk-back-link")
    visitor.open(f"{path}/section/8")
    name = visitor.page.locator("main [name='technical_documents-0-name']")
    assert name.input_value() == TYPED
    visitor.fill({"technical_documents-1-name": TYPED})
    visitor.press("main button[name='add'][value='technical_documents']")
    visitor.save()
    assert visitor.page.url.split("?")[0].endswith("/section/9"), "nobody else has saved it meanwhile"


@pytest.mark.parametrize("visitor", [("en", 1280, True)], indirect=True, ids=["en"])
def test_leaving_what_cannot_be_saved(visitor: Visitor, systems: Systems):
    """A16: where there is no saving while typing, the browser asks before what was typed is lost."""
    path = draft(visitor)
    # An answer that cannot be understood is not saved.
    visitor.open(f"{path}/section/10")
    visitor.page.locator("main [name='contacts-0-email']").fill("not an address")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    visitor.page.once("dialog", stay)
    visitor.page.locator(".govuk-back-link").click()
    visitor.page.locator(".qz-autosave:not(:empty)").wait_for()
    assert visitor.page.url.split("?")[0].endswith("/section/10")
    assert asked == ["beforeunload"]
    assert visitor.page.locator("main [name='contacts-0-email']").input_value() == "not an address"


@pytest.mark.parametrize("visitor", EVERY_WAY, indirect=True, ids=IDS)
def test_a_file_that_is_too_large(visitor: Visitor, systems: Systems, pdf: Path, tmp_path: Path):
    """B20: the form comes back with all else, names file and limit, and leads to the field; a smaller one is taken."""
    large = tmp_path / "large.pdf"
    large.write_bytes(pdf.read_bytes() + b"%" * (53 * 1024 * 1024))
    path = draft(visitor)
    visitor.open(f"{path}/section/8")
    visitor.fill({"technical_documents-0-name": sample.REQUEST["function"]})
    visitor.attach("technical_documents-0-document", large)
    visitor.press("main .govuk-button-group button:not([name])")
    assert visitor.marked() == ["technical_documents-0-document"]
    said = visitor.page.locator(".govuk-error-summary").inner_text()
    assert "large.pdf" in said
    assert "50" in said
    kept = visitor.page.locator("main [name='technical_documents-0-name']").input_value()
    assert kept == sample.REQUEST["function"]
    visitor.attach("technical_documents-0-document", pdf)
    visitor.save()
