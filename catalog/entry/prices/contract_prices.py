"""What the contracts of a formation say that the IC service costs: an entry's prices are never above it (Law 45(3))."""

from decimal import Decimal

from ....requests.assignment.without_tender import contracts as without_tender
from ....requests.models import ContractName
from ....tenders.decision import contracts
from ....tenders.procedure.contracts import ContractKind
from ...models import Formation
from .. import enter, runs_on


def prices_of_contracts(formation: Formation) -> dict[str, Decimal | None]:
    """The prices that the contracts say, above which the entry's are not; None where no contract has such a price.

    Where the supplier is replaced, only the lease is concluded anew: the contract of the IC service is the earlier one.
    Where the operator itself develops a leased service, the earlier lease stays. The contracts of what is not in
    production, as of a replacement that is under way or came to nothing, say nothing of what the service costs.
    """
    found, service = _own(formation), formation.service
    before = [each for each in service.formations if each.id < formation.id] if service is not None else []
    earlier = [each for each in before if runs_on.is_in_production(each)]
    stays = ["price_service"]
    if service is not None and not enter.brings_lease(service, formation):
        stays.append("price_lease")
    for each in reversed(earlier):
        own = _own(each) if any(found[name] is None for name in stays) else {}
        found |= {name: own.get(name) for name in stays if found[name] is None}
    return found


def _own(formation: Formation) -> dict[str, Decimal | None]:
    if formation.tender is None:
        return {
            "price_lease": without_tender.price_of(formation.assignment, ContractName.LEASE),
            "price_service": without_tender.price_of(formation.assignment, ContractName.SERVICE),
        }
    stands = contracts.standing(formation.tender)
    whole, lease, service = (stands.get(each) for each in (ContractKind.PPP, ContractKind.LEASE, ContractKind.SERVICE))
    if whole is not None:
        return {"price_lease": whole.price_lease, "price_service": whole.price_service}
    return {
        "price_lease": lease.price if lease is not None else None,
        "price_service": service.price if service is not None else None,
    }
