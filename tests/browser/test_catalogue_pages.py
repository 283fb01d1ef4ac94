"""The Catalogue and what stands around it in a real browser: pages without a fault for axe, on a phone too."""

import pytest

from tests import tender_course
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor
from tests.catalog.developing import WISHES

DESK_AND_PHONE = [
    ("kk", 1280, True),
    ("ru", 390, True),
    *(
        pytest.param(each, marks=pytest.mark.soak)
        for each in (("kk", 390, True), ("ru", 1280, True), ("en", 1280, True), ("en", 390, True))
    ),
]


@pytest.fixture(scope="module")
def addresses(systems: Systems) -> dict[str, str]:
    """The pages: lists, and one of each kind."""
    service = systems.call("integrator_head", "/services?limit=1")["items"][0]
    formation = service["links"]["formation"].rpartition("/")[2]
    asked = systems.call("state_body_head", "/developments", {"service": service["number"], "data": WISHES})
    development = systems.call("state_body_head", f"/developments/{asked['number']}/submit", {})
    tender_course.published(systems)
    running = systems.call("integrator_head", "/requests?limit=200&state=creation_ordered")["items"][0]
    return {
        "catalogue": "/catalog/",
        "nothing": "/catalog/?q=zzzz",
        "service": f"/catalog/{service['number']}",
        "formation": f"/catalog/{formation}",
        "development": f"/catalog/{development['number']}",
        "developments": "/catalog/developments",
        "statistics": "/statistics/",
        "late": "/statistics/late",
        "under-way": "/under-way/",
        "need": f"/under-way/{running['number']}",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "visitor", DESK_AND_PHONE, indirect=True, ids=lambda each: f"{each[0]}-{each[1]}" if isinstance(each, tuple) else ""
)
def test_each_page_is_read(visitor: Visitor, addresses: dict[str, str]):
    """By the integrator's head, who may read all of them."""
    visitor.open("/")
    visitor.play("integrator_head")
    for address in addresses.values():
        visitor.open(address)
