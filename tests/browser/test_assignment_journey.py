"""A design assignment in a real browser: its parts, an objection, a second version, consents, approval, print."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from qyzmet.requests.assignment import sample
from tests.browser.systems import Systems
from tests.browser.test_journey import LANGUAGES, WIDTHS
from tests.browser.visitor import Visitor

# The parts that are written in the browser: a nested list, a choice from the register, numbers, and the matrix.
WRITTEN = {4: "processes", 6: "integrations", 12: "criteria", 13: "schedule"}


def journey(visitor: Visitor, systems: Systems) -> None:
    """¶ 18, 19, H13: written, proposed, objected to, revised, proposed again, consented, agreed, approved."""
    path = f"/requests/{systems.ordered()}"
    visitor.open("/")
    visitor.play("integrator_specialist")
    register = dict(zip(("persons", "organisations"), systems.register().values(), strict=False))
    write(visitor, systems, path, sample.lease(register))
    visitor.play("integrator_head")
    propose(visitor, path)
    visitor.play("state_body_head")
    visitor.take(path, "object", {"reasons": sample.OBJECTION_REASONS})
    visitor.play("integrator_head")
    visitor.open(path)
    assert sample.OBJECTION_REASONS in visitor.text()
    revise(visitor, path)
    propose(visitor, path)
    visitor.play("state_body_head")
    visitor.take(path, "consent")
    visitor.play("security_service_head")
    visitor.take(path, "agree_security")
    visitor.play("authorised_body_head")
    visitor.take(path, "approve")
    compare(visitor, path)
    print_it(visitor, path)


def shortened(data: dict[str, Any]) -> dict[str, Any]:
    """The parts as they are typed: fewer rows, which is enough to see that each kind of row can be."""
    processes = [data["processes"][0], data["processes"][1]]
    processes[0]["children"] = processes[0]["children"][:2]
    processes[0]["children"][0]["children"] = processes[0]["children"][0]["children"][:2]
    return {
        "processes": processes,
        "integrations": data["integrations"][:2],
        "criteria": data["criteria"],
        "schedule": data["schedule"][:2],
    }


def names_of(rows: list[dict[str, Any]]) -> list[Any]:
    """The names of rows, and of those within each."""
    return [(row["name"], names_of(row.get("children") or [])) for row in rows]


def write(visitor: Visitor, systems: Systems, path: str, whole: dict[str, Any]) -> None:
    """What is long is sent by a system; what has rows is typed."""
    typed = shortened(whole)
    sent = {key: value for key, value in whole.items() if key not in typed}
    systems.call("integrator_specialist", f"/assignments/{path.rpartition('/')[2]}/save", {"data": sent})
    for number, key in WRITTEN.items():
        visitor.open(f"{path}/section/{number}")
        visitor.fill({key: typed[key]})
        visitor.save()
    visitor.open(path)
    assert visitor.page.locator("main a[href*='/section/']").count() == 14


def propose(visitor: Visitor, path: str) -> None:
    """The head checks all parts and proposes them."""
    visitor.open(f"{path}/check")
    assert sample.lease()["general"]["purpose"] in visitor.text()
    visitor.press(f"main a[href='{path}/act/propose']")
    visitor.press(".qz-confirm button[type='submit']")
    assert visitor.page.locator(".qz-notice--success").count() == 1


def revise(visitor: Visitor, path: str) -> None:
    """What the customer objected to is mended: the next version."""
    visitor.open(f"{path}/section/7")
    visitor.fill({"performance": [{"load": "100 пользователей одновременно"}]})
    visitor.save()


def compare(visitor: Visitor, path: str) -> None:
    """The two versions side by side show what was changed, and nothing else."""
    visitor.open(f"{path}/compare")
    shown = visitor.page.locator(".qz-compare")
    assert shown.count() == 1
    assert "100" in shown.locator("ins").all_inner_texts()[0]
    assert sample.OBJECTION_REASONS in visitor.text()


def print_it(visitor: Visitor, path: str) -> None:
    """The approved assignment is handed out as PDF."""
    visitor.open(f"{path}/print")
    with visitor.page.expect_download() as download:
        visitor.page.locator("main a[href$='.pdf']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("visitor", [("ru", 1280, True)], indirect=True, ids=["ru"])
def test_a_design_assignment_is_approved_in_its_second_version(visitor: Visitor, systems: Systems):
    """In Russian, every page without a fault for axe (WCAG 2.2 AA)."""
    journey(visitor, systems)


@pytest.mark.parametrize("visitor", [("kk", 360, False)], indirect=True, ids=["kk-phone-no-scripts"])
def test_nested_lists_are_filled_without_scripts_on_a_phone(visitor: Visitor, systems: Systems):
    """The server adds the rows, those within others too. The whole journey so stands in the long tests."""
    number = systems.ordered()
    visitor.open("/")
    visitor.play("integrator_specialist")
    visitor.open(f"/requests/{number}/section/4")
    typed = shortened(sample.lease())["processes"]
    visitor.fill({"processes": typed})
    visitor.save()
    kept = systems.call("integrator_specialist", f"/assignments/{number}")["data"]["processes"]
    assert names_of(kept) == names_of(typed)


@pytest.mark.parametrize(
    "visitor", [("kk", 1280, True), ("ru", 360, False)], indirect=True, ids=["kk", "ru-phone-no-scripts"]
)
def test_weights_add_to_a_hundred(visitor: Visitor, systems: Systems):
    """¶ 19: 99.9 stands in the draft and is said at the part, and on the page that proposes; nothing typed is lost."""
    path = f"/requests/{systems.ordered()}"
    visitor.open("/")
    visitor.play("integrator_specialist")
    visitor.open(f"{path}/section/12")
    criteria = [("scored", "59,9", "5"), ("price", "40", "")]
    for place, (kind, weight, scale) in enumerate(criteria):
        row = {"name": f"Критерий {place}", "kind": kind, "weight": weight, "scale_max": scale}
        visitor.fill({f"criteria-{place}": row})
    visitor.save()
    visitor.play("integrator_head")
    visitor.open(f"{path}/check")
    said = visitor.page.locator(".govuk-error-summary__list").inner_text()
    assert "99,9" in said
    assert visitor.page.locator(f"main a[href='{path}/act/propose']").count() == 0
    visitor.press(f"main .govuk-error-summary a[href^='{path}/section/12#criteria']")
    kept = [visitor.page.locator(f"main [name='criteria-{place}-weight']").input_value() for place in (0, 1)]
    assert kept == ["59,9", "40"]
    visitor.fill({"criteria-0": {"weight": "-60"}})
    visitor.press("main .govuk-button-group button:not([name])")
    assert visitor.marked() == ["criteria-0-weight"]
    assert visitor.page.locator("main [name='criteria-0-weight']").input_value() == "-60"
    for place, field in itertools.product((0, 1), ("name", "weight")):
        assert visitor.page.locator(f"main [name='criteria-{place}-{field}']").input_value()


@pytest.mark.soak
@pytest.mark.parametrize(
    "visitor",
    list(itertools.product(LANGUAGES, WIDTHS, (True, False))),
    indirect=True,
    ids=lambda given: "-".join(map(str, given)),
)
def test_every_journey(visitor: Visitor, systems: Systems):
    """The same in each language and width, with scripts and without."""
    journey(visitor, systems)
