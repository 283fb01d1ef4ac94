"""What stands against the terms of a contract that is concluded on a design assignment (¶ 88, 92; H51)."""

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
from .contracts import CEILINGS, are_additions, rule_of

TERMS = ("price", "starts_on", "ends_on", "document")


def against(assignment: DesignAssignment, name: ContractName, body: Body) -> Iterator[Reason]:
    """Whoever gives the terms gives all of them, within the ceilings, the offers and the days."""
    rule = rule_of(assignment)
    if body.get("version") is not None:
        text = _("Your organisation gives the terms: leave the version out")
        yield Reason(text, rule=rule, field="version")
    for field, text in _missing().items():
        if body.get(field) in (None, ""):
            yield Reason(text, rule=rule, field=field)
    if body.get("price") not in (None, ""):
        price = Decimal(str(body["price"]))
        yield from _against_price(assignment, name, price)
        yield from _against_whole(assignment, name, price)
    yield from _against_days(assignment, day(body.get("starts_on")), day(body.get("ends_on")))
    yield from _against_the_same(assignment, name, body)


def _missing() -> dict[str, str]:
    return {
        "price": _("Enter the price of the contract, in tenge"),
        "starts_on": _("Enter the first day of the contract"),
        "ends_on": _("Enter the last day of the contract"),
        "document": _("Choose the file of the contract"),
    }


def ceiling(assignment: DesignAssignment, name: ContractName) -> Decimal | None:
    """The ceiling of the design assignment's part for that contract, in tenge."""
    kept = assignment.data.get(CEILINGS[name][0])
    return Decimal(str(kept)) if kept is not None else None


def offered(assignment: DesignAssignment, name: ContractName) -> Decimal | None:
    """The most that an addition may cost by what was offered, in tenge; None where nothing bounds it."""
    return additions.most(assignment.adds_to, name) if assignment.adds_to is not None else None


def _against_price(assignment: DesignAssignment, name: ContractName, price: Decimal) -> Iterator[Reason]:
    rule = rule_of(assignment)
    if price <= 0:
        text = _("The price must be more than nothing: enter what the contract costs")
        yield Reason(text, rule=rule, field="price")
    limit, part = ceiling(assignment, name), CEILINGS[name][1]
    if limit is not None and price > limit:
        text = _(
            "The price is above the ceiling of part %(part)s of the design assignment: enter %(limit)s or less",
            part=part,
            limit=formats.money(limit, formats.language(), exact=True),
        )
        yield Reason(text, rule="¶ 19", field="price")
    limit = offered(assignment, name)
    if limit is not None and price > limit:
        text = _(
            "The price is above that of the contract of now together with what was offered for the development: enter "
            "%(limit)s or less",
            limit=formats.money(limit, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field="price")


def _against_whole(assignment: DesignAssignment, name: ContractName, price: Decimal) -> Iterator[Reason]:
    """The lease is a part of the price of the IC service, whichever of the two additions comes first."""
    other = next((each for each in contracts.needed(assignment) if each is not name), None)
    contract = contracts.standing(assignment).get(other) if other is not None else None
    if contract is None:
        return
    rule = rule_of(assignment)
    if name is ContractName.LEASE and price > contract.price:
        text = _(
            "The lease is a part of the price of the IC service: enter %(limit)s or less",
            limit=formats.money(contract.price, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field="price")
    elif name is ContractName.SERVICE and price < contract.price:
        text = _(
            "The price of the IC service holds that of the lease: enter %(limit)s or more",
            limit=formats.money(contract.price, formats.language(), exact=True),
        )
        yield Reason(text, rule=rule, field="price")


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
    if contract is not None and all(body.get(each) for each in TERMS) and _is_same(contract, body):
        yield Reason(_("You have signed this contract with these terms already"), rule=rule_of(assignment))


def _is_same(contract: OperatorContract, body: Body) -> bool:
    return (
        contract.price == Decimal(str(body["price"]))
        and contract.starts_on == day(body["starts_on"])
        and contract.ends_on == day(body["ends_on"])
        and contract.document == str(body["document"])
    )


def day(text: Any) -> dt.date | None:
    """The day that stands there as text, if any."""
    return dt.date.fromisoformat(str(text)) if text else None
