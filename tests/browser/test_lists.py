"""Lists in a real browser: searched, filtered, empty, of the integrator's people; the public list; the register."""

import pytest
from playwright.sync_api import Page

from qyzmet.requests.services_register import sample
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor

ON_A_PAGE = [("kk", 1280, True), ("ru", 360, False)]
IDS = ["kk", "ru-phone-no-scripts"]
SERVICE = sample.SERVICES["property"]


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_requests_are_found(visitor: Visitor):
    """By a word in another form and by filters; nothing found is said, and what was asked stands there still."""
    visitor.open("/")
    visitor.play("auditor")
    visitor.open("/requests/?view=all")
    page = visitor.page
    assert page.locator(".qz-work__item").count() > 0
    visitor.fill({"q": "реставрационная"})
    visitor.press("main form[role='search'] button[type='submit']")
    found = page.locator(".qz-work__item").all_inner_texts()
    assert found
    assert all("еставрац" in each for each in found)
    open_filters(page)
    visitor.fill({"state": "cancelled", "kind": "assignments", "organisation": "Алматы"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert page.locator(".qz-work__item").count() == 0
    assert page.locator(".qz-empty").count() == 1
    assert page.locator("main [name='q']").input_value() == "реставрационная"
    assert page.locator("main [name='state']").input_value() == "cancelled"
    visitor.fill({"organisation": "Нет такой"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert visitor.marked() == ["organisation"]
    assert page.locator("main [name='organisation']").input_value() == "Нет такой"
    visitor.press("main form[role='search'] a.govuk-link")
    assert page.locator(".qz-work__item").count() > 0


def open_filters(page: Page) -> None:
    """See that the filters can be seen."""
    if not page.locator("main [name='state']").is_visible():
        page.locator("main form[role='search'] summary").click()


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_the_catalogue_is_searched(visitor: Visitor):
    """By a word typed without the Kazakh letters, by a facet, which is taken away again; without script too."""
    visitor.open("/catalog/")
    page = visitor.page
    every = page.locator(".qz-service").count()
    assert every > 0
    visitor.fill({"q": "кундылыктарды"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert 0 < page.locator(".qz-service").count() <= every
    if not page.locator("#facets").is_visible():
        page.locator("button[popovertarget='facets']").first.click()
    visitor.press("#facets h2#state + ul a")
    assert "state=" in page.url
    assert page.locator("main [name='q']").input_value() == "кундылыктарды"
    visitor.press("main [role='status'] a[href*='q=']")
    assert "state=" not in page.url
    visitor.fill({"q": "паровоз"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert page.locator(".qz-empty").count() == 1
    visitor.press(".qz-empty a")
    assert page.locator(".qz-service").count() == every


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_the_integrator_sees_who_has_how_much_and_reassigns(visitor: Visitor, systems: Systems):
    """¶ 11: what nobody has is given to somebody from the page of the load."""
    number = systems.submitted()
    visitor.open("/")
    visitor.play("integrator_head")
    visitor.open("/requests/load")
    visitor.press(f"main a[href='/requests/{number}/act/assign']")
    visitor.fill({"executor": systems.user("integrator_specialist")})
    visitor.press("main .govuk-button-group button:not([name])")
    visitor.press(".qz-confirm button[type='submit']")
    assert visitor.page.locator(".qz-notice--success").count() == 1
    visitor.play("supplier2_head")
    visitor.open("/requests/?view=mine")
    assert visitor.page.locator(".qz-empty").count() == 1, "a supplier who has proposed nothing sees nothing"


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_anybody_reads_the_list_of_ppp_projects(visitor: Visitor):
    """¶ 32: it is public; without a project it says what will stand there."""
    visitor.open("/requests/ppp")
    assert visitor.page.locator(".qz-empty, .qz-card--wide").count() >= 1


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_the_register_is_kept_by_two_at_once(visitor: Visitor):
    """¶ 76-1: entered and changed; who saves later sees both versions and loses nothing that was typed."""
    visitor.open("/")
    visitor.play("integrator_specialist")
    visitor.open("/requests/register/")
    visitor.press("main a[href='/requests/register/new']")
    name = f"{SERVICE['name']} {visitor.language}"
    visitor.fill(SERVICE | {"name": "", "address": SERVICE["address"]})
    visitor.press("main .govuk-button-group button")
    assert visitor.marked() == ["name"]
    visitor.fill({"name": name})
    visitor.press("main .govuk-button-group button")
    assert name in visitor.text()
    visitor.press("main a[href$='/edit']")
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    other.locator("main [name='owner']").fill("Другой владелец")
    other.locator("main .govuk-button-group button").click()
    other.wait_for_load_state()
    other.close()
    visitor.fill({"contract": "Новый договор."})
    visitor.press("main .govuk-button-group button")
    assert "Другой владелец" in visitor.text()
    assert "Новый договор." in visitor.text()
    visitor.press("main button[name='again']")
    visitor.fill({"owner": "Другой владелец"})
    visitor.press("main .govuk-button-group button")
    assert "Новый договор." in visitor.text()
    assert "Другой владелец" in visitor.text()
    visitor.open("/requests/register/?q=%D0%BD%D0%B5%D1%82+%D1%82%D0%B0%D0%BA%D0%BE%D0%B3%D0%BE")
    assert visitor.page.locator(".qz-empty").count() == 1


@pytest.mark.parametrize("visitor", ON_A_PAGE, indirect=True, ids=IDS)
def test_anybody_sees_where_a_need_stands(visitor: Visitor):
    """Signed out: found by a word and a filter, its page, nothing found; an address holds all of it."""
    visitor.open("/under-way/?view=all")
    page = visitor.page
    many = page.locator(".qz-work__item").count()
    assert many > 0
    name = page.locator(".qz-work__title").first.inner_text()
    visitor.press(".qz-work__title")
    assert name in visitor.text()
    assert page.locator(".qz-timeline [aria-current='step']").count() == 1
    visitor.open("/under-way/?view=all")
    open_filters(page)
    visitor.fill({"q": "культурная", "body": "Алматы"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert page.locator(".qz-work__item").count() > 0
    assert "body=" in page.url
    assert "view=all" in page.url
    open_filters(page)
    visitor.fill({"state": "cancelled"})
    visitor.press("main form[role='search'] button[type='submit']")
    assert page.locator(".qz-empty").count() == 1
