"""What an entry of the Catalogue will be once the authorised body approves it (Law 7(29), H17): what it runs on, whose
it is and for how much. The rules are those by which it is entered ([enter](enter.py)).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qyzmet import clock
from qyzmet.people.models import Organisation
from qyzmet.vocabulary import Party

from ..models import Formation
from . import enter


def object_to_come(formation: Formation) -> str:
    """What the service runs on once the entry is approved: a product or an ICI object; "" where nobody has said it."""
    service = formation.service
    return formation.object if service is None or enter.brings_lease(service, formation) else service.object


def party_to_come(formation: Formation, party: Party) -> Organisation | None:
    """Who has that part in the service once the entry is approved; the supplier is whose lease stands then."""
    service = formation.service
    if service is None or (party is Party.SUPPLIER and enter.brings_lease(service, formation)):
        return formation.party(party)
    return service.party(party)


def prices_to_come(formation: Formation, entry: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """The prices that hold once the entry is approved today: what it leaves out stays, but for a lease that is over."""
    service = formation.service
    if service is None:
        return {name: enter.amount(entry.get(name)) for name in enter.PRICES}
    starts = enter.lease_start(formation) if enter.brings_lease(service, formation) else service.lease_starts_on
    return enter.following_prices(service, entry, clock.today(), () if starts is not None else ("price_lease",))
