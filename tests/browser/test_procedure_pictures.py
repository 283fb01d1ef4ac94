"""The procedure's pictures in a real browser: words within their boxes, a list in their place on a phone."""

import pytest
from playwright.sync_api import Browser, Page

KINDS = ("requests", "proposals", "assignments", "tenders", "bids")

# Each line of words that reaches out of the box it belongs to.
REACHING_OUT = """() => [...document.querySelectorAll("svg g.box")].flatMap((box) => {
  const room = box.querySelector("rect").getBoundingClientRect();
  return [...box.querySelectorAll("text")].filter((text) => {
    const words = text.getBoundingClientRect();
    return words.left < room.left || words.right > room.right || words.top < room.top || words.bottom > room.bottom;
  }).map((text) => text.textContent);
})"""
# Each pair of words that lie on each other, on one another's line or box.
ON_EACH_OTHER = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  return texts.flatMap(([one, a], place) => texts.slice(place + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3,
  ).map(([other]) => [one, other]));
})"""


def opened(chromium: Browser, address: str, width: int) -> Page:
    """A page at a width."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    return page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_words_stay_in_their_boxes(chromium: Browser, site: str, language: str) -> None:
    """In the reader's own face every line of words fits its box, and no words lie on others."""
    for path in ("", *(f"/{kind}" for kind in KINDS)):
        page = opened(chromium, f"{site}/about/procedure{path}?lang={language}", 1280)
        assert page.locator("svg g.box").count() > 4
        assert page.evaluate(REACHING_OUT) == []
        assert page.evaluate(ON_EACH_OTHER) == []
        page.close()


def test_a_phone_shows_the_list_in_place_of_the_picture(chromium: Browser, site: str) -> None:
    """At 360 px the picture gives way to a list with the same facts, and nothing scrolls sideways but the table."""
    for path in ("", *(f"/{kind}" for kind in KINDS)):
        page = opened(chromium, f"{site}/about/procedure{path}?lang=ru", 360)
        assert page.locator(".qz-picture:visible").count() == 0
        assert page.locator(".qz-narrow-only:visible").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.close()
