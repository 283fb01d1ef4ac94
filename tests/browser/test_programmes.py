"""The register of programmes in a real browser: list, pages with pictures, sections and import, on a phone too."""

import pytest

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
    for path in ("/programmes/", *(f"/programmes/{number}" for number in NUMBERS)):
        visitor.open(path)
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.open(f"/programmes/{NUMBERS[0]}/act/amend")
    visitor.open(f"/programmes/{NUMBERS[0]}/act/report")
    visitor.open("/programmes/new")
    visitor.press("main form button.govuk-button")
    made = visitor.page.url.partition("?")[0].removeprefix(visitor.site)
    visitor.open(made)
    for place in (1, 3, 6, 9):
        visitor.open(f"{made}/section/{place}")
    visitor.open(f"{made}/import")
    visitor.open(f"{made}/check")
