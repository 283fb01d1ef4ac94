"""Function passports and row 2 of Annex 1 in a real browser: written, moved, begun with a file; programmes ticked."""

import json
from pathlib import Path

import pytest

from qyzmet.passports import sample
from tests.browser.visitor import Visitor

SOAK = pytest.mark.soak
VISITORS = [("kk", 1280, True), ("ru", 390, True), ("en", 1280, False), pytest.param(("en", 390, True), marks=SOAK)]
IDS = ["kk-1280", "ru-390", "en-1280-no-script", "en-390"]


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS, indirect=True, ids=IDS)
def test_a_passport_is_written(visitor: Visitor, tmp_path: Path):
    """Both services of the source are read; a passport is begun with a file, its steps are opened, moved and added."""
    for number in ("FP-2026-000001", "FP-2026-000002"):
        visitor.open(f"/passports/{number}")
    visitor.open("/passports/FP-2026-000001/compare")
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.open("/passports/new")
    file = tmp_path / "steps.json"
    file.write_text(json.dumps(sample.CERTIFICATE, ensure_ascii=False), encoding="utf-8")
    visitor.page.locator("#file").set_input_files(file)
    visitor.press("main form button.govuk-button")
    made = visitor.page.url.partition("?")[0].removeprefix(visitor.site)
    for place in (1, 2, 3, 5):
        visitor.open(f"{made}/section/{place}")
    visitor.open(f"{made}/section/4")
    page = visitor.page
    rows = page.locator("[data-qz-rows] > [data-qz-row]")
    before = rows.count()
    assert before == len(sample.CERTIFICATE["steps"])
    assert page.locator(".qz-step-row__fold[open]").count() == 0
    names = [each.input_value() for each in page.locator("textarea[name$='-name']").all()[:3]]
    for button in ("down", "after"):
        pressed = page.locator(f"button[name='{button}'][value='steps-1']")
        if visitor.scripts:
            pressed.click()
        else:
            visitor.press(f"button[name='{button}'][value='steps-1']")
    assert rows.count() == before + 1
    now = [each.input_value() for each in page.locator("textarea[name$='-name']").all()[:4]]
    assert now == [names[0], names[2], "", names[1]]
    assert page.locator(".qz-step-row__fold[open]").count() == 1
    page.locator("select[name='steps-2-kind']").select_option("step")
    page.locator("textarea[name='steps-2-name']").fill("Проверка")
    visitor.check()
    visitor.press("main .govuk-button-group button[name='back']")
    assert page.request.get(f"{visitor.site}{made}/data.json").json()["steps"][2]["name"] == "Проверка"
    visitor.open(made)
    visitor.open(f"{made}/check")
    visitor.open(f"{made}/import")


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS[:3], indirect=True, ids=IDS[:3])
def test_row_2_chooses_from_the_register(visitor: Visitor):
    """A programme is chosen by its name, its points appear and are ticked, and stand in the request."""
    visitor.open("/")
    visitor.play("state_body_specialist")
    visitor.open("/requests/new")
    visitor.press("main form button.govuk-button")
    made = visitor.page.url.partition("?")[0].removeprefix(visitor.site)
    visitor.open(f"{made}/section/2")
    page = visitor.page
    if page.locator("[name='programmes-0-programme']").count() == 0:
        visitor.press("main button[name='add'][value='programmes']")
    options = page.locator("#programmes-of-the-register option")
    names = [str(each.get_attribute("value")) for each in options.all()]
    chosen = next(name for name in names if "Київщина" in name)
    page.locator("[name='programmes-0-programme']").fill(chosen)
    visitor.press("main button[name='again']")
    for point in ("5.1", "1.2.2"):
        page.locator(f"[name='programmes-0-points'][value='{point}']").check()
    visitor.press("main .govuk-button-group button[name='back']")
    visitor.open(f"{made}/section/2")
    assert page.locator("[name='programmes-0-points']:checked").count() == 2
    assert page.locator("[name='programmes-0-programme']").input_value() == chosen
    assert page.locator("textarea[name='programmes-0-title']").input_value() != ""
