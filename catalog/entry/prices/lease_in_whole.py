"""¶ 19, 103-2: the lease is a part of the price of the IC service, in the Catalogue as in the contracts."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ....requests.assignment.state_property import rule_of_the_whole


def against_whole(
    given: Mapping[str, Any], path: str, prices: Mapping[str, Decimal | None], object_: str
) -> Iterator[Reason]:
    """What stands against the given prices; `prices` are those that hold with them, `object_` is what is leased."""
    lease, service = prices.get("price_lease"), prices.get("price_service")
    if lease is None or service is None or lease <= service:
        return
    field, limit = ("price_lease", service) if given.get("price_lease") else ("price_service", lease)
    if not given.get(field):
        return
    said = formats.money(limit, formats.language(), exact=True)
    text = (
        _("The lease is a part of the price of the IC service: enter %(limit)s or less", limit=said)
        if field == "price_lease"
        else _("The price of the IC service holds that of the lease: enter %(limit)s or more", limit=said)
    )
    yield Reason(
        text, rule=rule_of_the_whole({"general": {"object": object_}}), field=f"{path}.{field}" if path else field
    )
