"""The register of programmes in a real browser: list, pages with pictures, sections and import, on a phone too."""

import pytest

from tests.browser.conftest import KEPT
from tests.browser.visitor import Visitor

NUMBERS = [f"PG-2025-{number:06d}" for number in (1, 2, 3)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "visitor",
    [("kk", 1280, True), ("ru", 390, True), ("en", 1280, False)],
    indirect=True,
    ids=["kk-1280", "ru-390", "en-1280-no-script"],
)
def test_the_register_is_read(visitor: Visitor):
    """Everybody reads list and programmes; the state body's people fill in, import and amend."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, path in (("list", "/programmes/"), *((number, f"/programmes/{number}") for number in NUMBERS)):
        visitor.open(path)
        visitor.page.screenshot(path=KEPT / f"programmes-{name}-{visitor.language}.png", full_page=True)
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.open(f"/programmes/{NUMBERS[0]}/act/amend")
    visitor.open(f"/programmes/{NUMBERS[0]}/act/report")
    visitor.page.screenshot(path=KEPT / f"programmes-report-{visitor.language}.png", full_page=True)
    visitor.open("/programmes/new")
    visitor.press("main form button.govuk-button")
    made = visitor.page.url.partition("?")[0].removeprefix(visitor.site)
    visitor.open(made)
    for place in (1, 3, 6, 9):
        visitor.open(f"{made}/section/{place}")
        visitor.page.screenshot(path=KEPT / f"programmes-section-{place}-{visitor.language}.png", full_page=True)
    visitor.open(f"{made}/import")
    visitor.open(f"{made}/check")
