"""Numbers in addresses, and where redirects lead."""

import pytest

from tests import factories
from tests.signing_in import post, sign_in

HUGE = 10**30


@pytest.mark.parametrize(
    "path", ["/account/sessions/{}/end", "/account/tokens/{}/revoke", "/account/notifications/{}/read"]
)
def test_a_number_that_no_row_can_have_is_no_address(app, client, path):
    """A number larger than any database keeps is 404, not an error of ours."""
    sign_in(client, factories.user())
    for number in (HUGE, 2**63, 2**62 + 1, 2**62):
        assert post(client, path.format(number)).status_code == 404


def test_every_address_with_a_number_is_bounded(app):
    """No route brings in an unbounded number of its own."""
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            if type(converter).__name__ != "UnicodeConverter" and getattr(converter, "num_convert", None) is int:
                assert converter.max is not None, (rule.rule, name)


@pytest.mark.parametrize("path", ["/requests", "/requests//", "/deadlines//calendar", "/deadlines/calendar"])
def test_a_host_that_the_caller_made_up_stands_in_no_redirect(client, path):
    """Redirects, those of the routing too, are paths within this site."""
    answer = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.status_code in (302, 308)
    assert answer.headers["Location"].startswith(("/requests", "/deadlines"))


def test_a_redirect_of_the_routing_keeps_path_and_query(client):
    """A forgotten slash leads to the page, with what was asked."""
    answer = client.get("/requests?state=draft")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/requests/?state=draft")
