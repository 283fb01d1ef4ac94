"""A formation in a real browser, step by step: every page and form without a fault for axe, on a phone too."""

import pytest

from tests import tender_course
from tests.browser.conftest import KEPT
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor


def look(visitor: Visitor, key: str, path: str, action: str = "") -> None:
    """The person reads the formation's page, and the form of an act."""
    visitor.open("/")
    visitor.play(key)
    visitor.open(path)
    if action:
        visitor.open(f"{path}/act/{action}")


@pytest.mark.slow
@pytest.mark.parametrize("visitor", [("kk", 1280, True), ("ru", 390, True)], indirect=True, ids=["kk-1280", "ru-390"])
def test_each_step_is_read(visitor: Visitor, systems: Systems):
    """Readiness, tests, call, presentation, decision, production, notice and entry."""
    tender = tender_course.published(systems)
    tender_course.submitted_bid(systems, "supplier1", tender, tender_course.a_bid())
    tender_course.opened(systems, tender)
    formation = tender_course.contracted(systems, tender)["links"]["formation"].rpartition("/")[2]
    path = f"/catalog/{formation}"
    look(visitor, "supplier1_head", path, "report_ready")
    tender_course.tested(systems, formation)
    look(visitor, "integrator_head", path, "call_meeting")
    tender_course.presented(systems, formation)
    look(visitor, "integrator_head", path, "present")
    look(visitor, "chair", path, "decide")
    tender_course.decided_to_form(systems, formation)
    tender_course.commissioned(systems, formation)
    look(visitor, "operator_head", path)
    systems.call("operator_head", f"/formations/{formation}/notify_integrator", {})
    look(visitor, "integrator_specialist", path, "notify_authority")
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, address in (("entry", f"{path}/act/notify_authority"), ("formation", path), ("print", f"{path}/print")):
        visitor.open(address)
        visitor.page.screenshot(path=KEPT / f"formation-{name}-{visitor.language}.png", full_page=True)
