"""¶ 92, H51: to which contracts a development without replacing the supplier adds, and what these may cost then. Pure.

An addition says what the whole contract costs from then on: no more than the design assignment's ceiling, nor than the
contract of now and what was offered for the development (¶ 91).
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from ...models import ContractName
from ..choices import Mechanism

AddsTo = Mapping[str, Any]
# Whose offers a contract may rise by: the lease by the supplier's, that of the IC service, which holds it, by both.
_OFFERED_BY = {ContractName.LEASE: ("supplier",), ContractName.SERVICE: ("supplier", "operator")}


def adds_to(
    mechanism: str, object_: str, prices: Mapping[str, Decimal | None], offers: Mapping[str, Decimal]
) -> dict[str, Any]:
    """What is kept with the design assignment: `prices` by contract ("lease", "service"), `offers` by party."""
    return {
        "mechanism": mechanism,
        "object": object_,
        "prices": {name: f"{price:.2f}" if price is not None else None for name, price in prices.items()},
        "offers": {party: f"{amount:.2f}" for party, amount in offers.items()},
    }


def has_supplier(kept: AddsTo) -> bool:
    """Whether the service has a supplier, who signs an addition too; else the operator created it itself (¶ 88)."""
    return str(kept["mechanism"]) != Mechanism.OPERATOR


def needed(kept: AddsTo, begun: Collection[ContractName]) -> tuple[ContractName, ...]:
    """The additions that are signed; `begun` are those that stand.

    The contract of a PPP project is one of three parties, and so is the addition to it (Law 45(3), H54); what was begun
    as two before that rule is signed to its end as two.
    """
    if not has_supplier(kept):
        return (ContractName.SERVICE,)
    is_one = str(kept["mechanism"]) == Mechanism.PPP and all(name is ContractName.PPP for name in begun)
    return (ContractName.PPP,) if is_one else (ContractName.SERVICE, ContractName.LEASE)


def price_now(kept: AddsTo, name: ContractName) -> Decimal | None:
    """What lease or IC service cost when the development was decided, in tenge; None where no contract says it."""
    text = kept["prices"].get(name.value)
    return Decimal(text) if text is not None else None


def offered(kept: AddsTo, name: ContractName) -> Decimal | None:
    """By how much that was offered to rise, in tenge; None where somebody who was asked offered nothing."""
    asked = [party for party in _OFFERED_BY[name] if party == "operator" or has_supplier(kept)]
    amounts = [kept["offers"].get(party) for party in asked]
    return None if None in amounts else sum((Decimal(str(each)) for each in amounts), Decimal(0))


def most(kept: AddsTo, name: ContractName) -> Decimal | None:
    """The most that lease or IC service may cost from then on by what was offered; None where that sets no bound."""
    now, rises = price_now(kept, name), offered(kept, name)
    return None if now is None or rises is None else now + rises
