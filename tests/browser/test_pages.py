"""The main pages in a browser: without a fault for axe in each language, on a phone too, and by the keyboard."""

import pytest

from tests.browser.visitor import Visitor

PUBLIC = (
    "/",
    "/account/sign-in",
    "/account/password/forgotten",
    "/account/register",
    "/catalog/",
    "/catalog/?q=zzzz&customer=1&state=active",
    "/deadlines/",
    "/statistics/",
    "/deadlines/?from=2026-03-02&working_days=15",
    "/deadlines/calendar",
    "/under-way/?view=all",
    "/under-way/AR-2026-000001",
    "/passports/",
    "/passports/FP-2026-000001",
    "/about/procedure",
    "/about/contact",
    "/demo/people",
    "/demo/mail",
)
OF_THE_ADMINISTRATOR = ("/admin/", "/admin/organisations", "/admin/users", "/account/", "/account/tokens")
# In English they are read in the long tests alone: its words are the shortest.
IN_EACH_LANGUAGE = [("kk", 360, True), ("ru", 1280, True), pytest.param(("en", 360, True), marks=pytest.mark.soak)]


@pytest.mark.parametrize("visitor", IN_EACH_LANGUAGE, indirect=True, ids=["kk-phone", "ru", "en-phone"])
def test_the_main_pages_have_no_fault(visitor: Visitor):
    """axe finds nothing (WCAG 2.2 AA), and no page scrolls sideways."""
    for path in PUBLIC:
        visitor.open(path)
    visitor.play("authorised_body_head")
    visitor.open("/requests/")
    visitor.open("/requests/AR-2026-000001")
    visitor.play("administrator")
    for path in OF_THE_ADMINISTRATOR:
        visitor.open(path)


def test_the_skip_link_leads_past_the_header(visitor: Visitor):
    """The first stop of the Tab key is a link to the page's own content, and it is seen when it has the focus."""
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    focused = visitor.page.locator(":focus")
    assert focused.get_attribute("href") == "#main-content"
    assert focused.bounding_box()["y"] >= 0  # type: ignore[index]
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main-content"


def test_people_are_switched_in_two_clicks(visitor: Visitor):
    """From any page, one becomes another person and stays on the page that this person may see."""
    visitor.open("/")
    visitor.play("state_body_head")
    visitor.open("/requests/AR-2026-000004")
    visitor.play("authorised_body_head")
    assert "/requests/AR-2026-000004" in visitor.page.url
    visitor.play("supplier1_head")
    assert visitor.page.url.removeprefix(visitor.site).partition("?")[0] == "/"


def test_the_clock_is_moved_on_the_page(visitor: Visitor):
    """A later date is taken and said; an earlier one is refused with where the clock stands."""
    visitor.open("/")
    page = visitor.page
    page.locator("#demo-to").fill("2027-01-11")
    visitor.press(".qz-demo form[action='/demo/clock'] button")
    assert "11 January 2027, 09:00" in page.locator(".qz-notice--success").inner_text().replace("\xa0", " ")
    page.locator("#demo-to").evaluate("e => e.removeAttribute('min')")
    page.locator("#demo-to").fill("2026-01-12")
    visitor.press(".qz-demo form[action='/demo/clock'] button")
    assert "11 January 2027, 09:00" in page.locator(".qz-notice--warning").inner_text().replace("\xa0", " ")


@pytest.mark.parametrize("visitor", [("kk", 1280, True), ("ru", 1280, True)], indirect=True, ids=["kk", "ru"])
def test_a_counter_writes_numbers_as_they_are_written_here(visitor: Visitor):
    """What is left to write is told in groups of three with a space between, in Kazakh as in Russian."""
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.press("main a[href='/requests/new/request']")
    visitor.press("main form button[type='submit']")
    path = visitor.page.url.removeprefix(visitor.site).partition("?")[0]
    visitor.open(f"{path}/section/3")
    counter = visitor.page.locator(".govuk-character-count__status").first
    assert "10 000" in counter.inner_text().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("visitor", [("ru", 390, True)], indirect=True, ids=["ru-390"])
def test_the_menu_opens_on_a_phone(visitor: Visitor):
    """Its button has the focus then, on a ground of another colour, and is read there too; it names both registers."""
    visitor.open("/")
    visitor.page.locator(".qz-nav button").click()
    visitor.check()
    for path in ("/passports/", "/programmes/"):
        assert visitor.page.locator(f".qz-nav a[href='{path}']").is_visible()
