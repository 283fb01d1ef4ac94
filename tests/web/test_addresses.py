"""Numbers in addresses."""

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
