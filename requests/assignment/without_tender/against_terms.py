"""What stands against the terms of a contract that is concluded on a design assignment (¶ 88, 92; H51, H54)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from qyzmet import clock
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ...models import ContractName, DesignAssignment, OperatorContract
from .. import versions
from . import additions, contracts
from .contracts import CEILINGS, PRICES, are_additions, rule_of

_AFTER_PRICES = ("starts_on", "ends_on", "document")
# Those of all contracts: each has its own of the prices.
TERMS = ("price", "price_lease", "price_service", *_AFTER_PRICES)


def terms_of(name: ContractName) -> tuple[str, ...]:
    """The terms that whoever begins that contract gives."""
    return (*PRICES[name], *_AFTER_PRICES)


def against(assignment: DesignAssignment, name: ContractName, body: Body) -> Iterator[Reason]:
    """Whoever gives the terms gives all of them, within the ceilings, the offers and the days."""
    rule = rule_of(assignment)
    if body.get("version") is not None:
        text = _("Your organisation gives the terms: leave the version out")
        yield Reason(text, rule=rule, field="version")
    own, missing = terms_of(name), _missing()
    for field in TERMS:
        is_given = body.get(field) not in (None, "")
        if field in own and not is_given:
            yield Reason(missing[field], rule=rule, field=field)
        elif field not in own and is_given:
            yield Reason(_("This contract has no such price: leave it out"), rule=rule, field=field)
    yield from _against_prices(assignment, name, prices_of(name, body))
    yield from _against_days(assignment, day(body.get("starts_on")), day(body.get("ends_on")))
    yield from _against_the_same(assignment, name, body)


def _missing() -> dict[str, str]:
    return {
        "price": _("Enter the price of the contract, in tenge"),
        "price_lease": _("Enter the price of the lease, in tenge"),
        "price_service": _("Enter the price of the IC service, in tenge"),
        "starts_on": _("Enter the first day of the contract"),
        "ends_on": _("Enter the last day of the contract"),
        "document": _("Choose the file of the contract"),
    }


def prices_of(name: ContractName, body: Body) -> dict[str, Decimal]:
    """The prices of that contract that a body gives, by their fields."""
    return {field: Decimal(str(body[field])) for field in PRICES[name] if body.get(field) not in (None, "")}


def ceiling(assignment: DesignAssignment, what: ContractName) -> Decimal | None:
    """The ceiling of the design assignment's part for lease or IC service, in tenge."""
    kept = assignment.data.get(CEILINGS[what][0])
    return Decimal(str(kept)) if kept is not None else None


def offered(assignment: DesignAssignment, what: ContractName) -> Decimal | None:
    """The most that either may cost by an addition, after what was offered, in tenge; None where nothing bounds it."""
    return additions.most(assignment.adds_to, what) if assignment.adds_to is not None else None


def _against_prices(assignment: DesignAssignment, name: ContractName, given: dict[str, Decimal]) -> Iterator[Reason]:
    for field, price in given.items():
        yield from _against_price(assignment, PRICES[name][field], price, field)
    yield from _against_whole(assignment, name, given)


def _against_price(assignment: DesignAssignment, what: ContractName, price: Decimal, field: str) -> Iterator[Reason]:
    rule = rule_of(assignment)
    if price <= 0:
        text = _("The price must be more than nothing: enter what the contract costs")
        yield Reason(text, rule=rule, field=field)
    limit, part = ceiling(assignment, what), CEILINGS[what][1]
    if limit is not None and price > limit:
        text = _(
            "The price is above the ceiling of part %(part)s of the design assignment: enter %(limit)s or less",
            part=part,
            limit=formats.money(limit, formats.language(), exact=True),
        )
        yield Reason(text, rule="¶ 19", field=field)
    limit = offered(assignment, what)
    if limit is not None and price > limit:
        text = _(
            "The price is above that of the contract of now together with what was offered for the development: enter "
            "%(limit)s or less",
            limit=formats.money(limit, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field=field)


def _against_whole(assignment: DesignAssignment, name: ContractName, given: dict[str, Decimal]) -> Iterator[Reason]:
    """The lease is a part of the price of the IC service: in one contract, or whichever of the two comes first."""
    fields = {what: field for field, what in PRICES[name].items()}
    lease = _price(assignment, name, given, ContractName.LEASE)
    service = _price(assignment, name, given, ContractName.SERVICE)
    if lease is None or service is None or lease <= service:
        return
    rule = rule_of(assignment)
    if ContractName.LEASE in fields:
        text = _(
            "The lease is a part of the price of the IC service: enter %(limit)s or less",
            limit=formats.money(service, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field=fields[ContractName.LEASE])
    else:
        text = _(
            "The price of the IC service holds that of the lease: enter %(limit)s or more",
            limit=formats.money(lease, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field=fields[ContractName.SERVICE])


def _price(
    assignment: DesignAssignment, name: ContractName, given: dict[str, Decimal], what: ContractName
) -> Decimal | None:
    """What this contract says of that price, or another one that stands."""
    own = next((field for field, priced in PRICES[name].items() if priced is what), None)
    if own is not None:
        return given.get(own)
    others = (each for other, each in contracts.standing(assignment).items() if other is not name)
    return next((price for each in others if (price := contracts.held_price(each, what)) is not None), None)


def _against_days(assignment: DesignAssignment, starts_on: dt.date | None, ends_on: dt.date | None) -> Iterator[Reason]:
    rule = rule_of(assignment)
    if starts_on and ends_on and ends_on <= starts_on:
        yield Reason(_("The contract must end after it starts: enter a later day"), rule=rule, field="ends_on")
    if starts_on and are_additions(assignment):
        first = clock.almaty(versions.approval_of(assignment).at).date()
        if starts_on < first:
            text = _(
                "An addition does not hold from before the approval of the design assignment: enter %(day)s or a later "
                "day",
                day=formats.date(first, formats.language()),
            )
            yield Reason(text, rule=rule, field="starts_on")


def _against_the_same(assignment: DesignAssignment, name: ContractName, body: Body) -> Iterator[Reason]:
    contract = contracts.standing(assignment).get(name)
    if contract is not None and all(body.get(each) for each in terms_of(name)) and _is_same(contract, body):
        yield Reason(_("You have signed this contract with these terms already"), rule=rule_of(assignment))


def _is_same(contract: OperatorContract, body: Body) -> bool:
    return (
        all(getattr(contract, field) == price for field, price in prices_of(contract.name, body).items())
        and contract.starts_on == day(body["starts_on"])
        and contract.ends_on == day(body["ends_on"])
        and contract.document == str(body["document"])
    )


def day(text: Any) -> dt.date | None:
    """The day that stands there as text, if any."""
    return dt.date.fromisoformat(str(text)) if text else None
