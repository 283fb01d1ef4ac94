"""A request goes over the API from its assignment to the Catalogue, with one returned entry on the way."""

import pytest
from flask import Flask

from tests import tender_course
from tests.catalog import forming
from tests.demo.site import Site

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_from_the_assignment_to_the_catalogue(demo: Flask):
    """Contracts, readiness, tests, decision, production, notices, a returned entry, and the service at its end."""
    site = Site(demo)
    assignment = tender_course.approved_assignment(site)
    request = site.call("integrator_head", f"/assignments/{assignment}")["links"]["request"].removeprefix("/api/v1")
    tender = tender_course.published(site, assignment)
    tender_course.submitted_bid(site, "supplier1", tender, tender_course.a_bid())
    tender_course.opened(site, tender)
    answer = tender_course.contracted(site, tender)
    assert answer["state"] == "contracted"
    formation = answer["links"]["formation"].rpartition("/")[2]
    for path in (request, f"/assignments/{assignment}"):
        assert site.call("integrator_head", path)["links"]["formation"] == answer["links"]["formation"]
    assert tender_course.tested(site, formation)["state"] == "passed"
    assert tender_course.presented(site, formation)["missing"] == []
    assert tender_course.commissioned(site, formation)["state"] == "commissioned"
    tender_course.notified(site, formation, tender_course.an_entry(forming.KIND, forming.RECIPIENT))
    path = f"/formations/{formation}"
    site.call("authorised_body_head", f"{path}/return", {"reasons": "Уточните контакт."})
    mended = tender_course.an_entry(forming.KIND, forming.RECIPIENT, support="1477")
    site.call("integrator_head", f"{path}/notify_authority", {"entry": mended})
    included = site.call("authorised_body_head", f"{path}/include", {})
    assert included["state"] == "included"
    service = included["links"]["service"]
    for path in (request, f"/assignments/{assignment}", f"/tenders/{tender}"):
        assert site.call("integrator_head", path)["links"]["service"] == service
    assert site.call("integrator_head", request)["state"] == "completed"
    assert site.call("state_body_head", service.removeprefix("/api/v1"))["data"]["support"] == "1477"
