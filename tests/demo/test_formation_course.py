"""A request goes over the API from its assignment to the Catalogue, with one returned entry on the way."""

from typing import Any

import pytest
from flask import Flask

from qyzmet.requests.assignment import sample
from tests import tender_course
from tests.catalog import forming
from tests.demo.site import Site

pytestmark = [pytest.mark.once, pytest.mark.slow]


def entered(site: Site, formation: str, **changes: Any) -> dict[str, Any]:
    """The service that the formation ends with, after the authorised body has returned its entry once."""
    path = f"/formations/{formation}"
    entry = tender_course.an_entry(forming.KIND, forming.RECIPIENT, **changes)
    tender_course.notified(site, formation, entry)
    site.call("authorised_body_head", f"{path}/return", {"reasons": "Уточните контакт."})
    site.call("integrator_head", f"{path}/notify_authority", {"entry": entry | {"support": "1477"}})
    included = site.call("authorised_body_head", f"{path}/include", {})
    assert included["state"] == "included"
    service = site.call("state_body_head", included["links"]["service"].removeprefix("/api/v1"))
    assert service["data"]["support"] == "1477"
    return service


@pytest.mark.parametrize("object_kind", ["ssp", "ici"])
def test_from_the_assignment_to_the_catalogue(demo: Flask, object_kind: str):
    """Contracts, readiness, tests, decision, production, notices, a returned entry, and the service at its end."""
    site = Site(demo)
    is_product = object_kind == "ssp"
    lease = sample.lease()
    changes = {
        "general": lease["general"] | {"object": object_kind},
        "commissioning": lease["commissioning"] | {"property_after_3_years": is_product},
    }
    assignment = tender_course.approved_assignment(site, **changes)
    request = site.call("integrator_head", f"/assignments/{assignment}")["links"]["request"].removeprefix("/api/v1")
    tender = tender_course.published(site, assignment)
    tender_course.submitted_bid(site, "supplier1", tender, tender_course.a_bid())
    tender_course.opened(site, tender)
    answer = tender_course.contracted(site, tender, is_product=is_product)
    assert answer["state"] == "contracted"
    formation = answer["links"]["formation"].rpartition("/")[2]
    for path in (request, f"/assignments/{assignment}"):
        assert site.call("integrator_head", path)["links"]["formation"] == answer["links"]["formation"]
    assert tender_course.tested(site, formation)["state"] == "passed"
    assert tender_course.presented(site, formation)["missing"] == []
    tender_course.decided_to_form(site, formation)
    assert tender_course.commissioned(site, formation)["state"] == "commissioned"
    service = entered(site, formation)
    assert (service["object"], service["mechanism"]) == (object_kind, "lease")
    for path in (request, f"/assignments/{assignment}", f"/tenders/{tender}"):
        assert site.call("integrator_head", path)["links"]["service"] == f"/api/v1/services/{service['number']}"
    assert site.call("integrator_head", request)["state"] == "completed"


def test_what_the_operator_creates_itself(demo: Flask):
    """¶ 88: a contract without tender, then equipment, tests, production and entry: no Commission and no supplier."""
    site = Site(demo)
    assignment = tender_course.approved_for_operator(site)
    path = f"/assignments/{assignment}"
    request = site.call("integrator_head", path)["links"]["request"].removeprefix("/api/v1")
    day = str(site.call("", "/demo")["now"])[:10]
    terms = {
        "contract": "service",
        "price": "55000000.00",
        "starts_on": day,
        "ends_on": f"{int(day[:4]) + 3}{day[4:]}",
        "document": site.upload("state_body_head", "contract.pdf", tender_course.PDF),
    }
    site.call("state_body_head", f"{path}/sign_contract", terms)
    answer = site.call("operator_head", f"{path}/sign_contract", {"contract": "service", "version": 1})
    formation = answer["links"]["formation"].rpartition("/")[2]
    tender_course.tested(site, formation, by_operator=True)
    assert tender_course.commissioned(site, formation, by_operator=True)["state"] == "commissioned"
    service = entered(site, formation, price_lease=None)
    assert (service["mechanism"], service["suppliers"]) == ("operator", [])
    assert site.call("integrator_head", request)["state"] == "completed"
