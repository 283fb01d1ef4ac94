"""¶ 103-2: the next version of an entry does not raise the lease above the cost of maintenance, as long as it is the
same lease; a new lease has a price of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock
from qyzmet.procedure.refusals import Reason

from ...models import Formation
from .. import enter
from . import set_maintenance_price


def against_maintenance(formation: Formation, entry: Mapping[str, Any]) -> Iterator[Reason]:
    """What stands against the lease's price of an entry that this formation proposes."""
    service = formation.service
    if service is None:
        return
    if enter.brings_lease(service, formation) and enter.lease_start(formation) != service.lease_starts_on:
        return
    yield from set_maintenance_price.against_lease(service, entry, "entry", clock.today())
