"""The statistics of the demonstration: as anybody would count them, and silent about sealed bids."""

import re

from flask import Flask

from qyzmet import rights
from qyzmet.context import ANONYMOUS
from qyzmet.statistics import numbers
from qyzmet.statistics.scope import Scope, View
from tests import tender_course
from tests.demo.site import Site
from tests.statistics import naive


def _public_page(demo: Flask) -> str:
    page = demo.test_client().get("/statistics/?lang=en").get_data(as_text=True)
    return re.sub(r'(value|nonce)="[^"]+"', "", page[page.index("<main") :])


def _with_one_bid(page: str) -> int:
    found = re.search(r"One bid: (\d+);", page)
    return int(found[1]) if found is not None else 0


def test_the_demonstration_is_counted_as_anybody_would(demo: Flask):
    """Nothing of a bid shows before the opening; afterwards the tender stands among those with one bid."""
    site = Site(demo)
    tender = tender_course.published(site)
    before = _public_page(demo)
    tender_course.submitted_bid(site, "supplier1", tender, tender_course.a_bid())
    assert _public_page(demo) == before
    tender_course.opened(site, tender)
    assert _with_one_bid(_public_page(demo)) == _with_one_bid(before) + 1
    tender_course.contracted(site, tender)
    with demo.test_request_context():
        public = numbers.count(Scope())
        known = naive.count(lambda procedure: rights.may_know(ANONYMOUS, procedure), tells=naive.register_tells)
        assert naive.as_counted(public) == known
        assert public.bidding.prices.count >= 1
        assert {each.term for each in public.steps} >= {"open_bids", "examine", "sign_service_customer"}
        every = naive.count(lambda procedure: procedure.state != "draft" or procedure.kind == "assignments")
        assert naive.as_counted(numbers.count(Scope(View.MINE, None))) == every
