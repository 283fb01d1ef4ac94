"""Law 45(3), ¶ 103-1, 103-2, H5, H18: who signs the contract, in which order, within which prices and dates, and what
three years of lease bring.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qyzmet.sentences.sentence import Said, Word
from qyzmet.vocabulary import N_, Party
from qyzmet.years import day_after

LAW = "Law 45(3)"
YEARS = 3


class ContractParty(StrEnum):
    """Who can be a party, in the names of the contract."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    SUPPLIER = "supplier"


TITLES: dict[ContractParty, str] = {
    ContractParty.CUSTOMER: N_("Customer (state body)"),
    ContractParty.OPERATOR: N_("Operator"),
    ContractParty.SUPPLIER: N_("Supplier"),
}
PPP_TITLES: dict[ContractParty, str] = {
    ContractParty.CUSTOMER: N_("State partner"),
    ContractParty.OPERATOR: N_("Operator"),
    ContractParty.SUPPLIER: N_("Private partner"),
}
PARTIES: dict[ContractParty, Party] = {
    ContractParty.CUSTOMER: Party.STATE_BODY,
    ContractParty.OPERATOR: Party.OPERATOR,
    ContractParty.SUPPLIER: Party.SUPPLIER,
}


@dataclass(frozen=True, slots=True)
class Needed:
    """Who must be a party and who may be one, with the paragraph."""

    must: frozenset[ContractParty]
    may: frozenset[ContractParty]
    said: Said


def needed_parties(*, ppp: bool, becomes_property: bool) -> Needed:
    """The parties by the mechanism; `becomes_property` is the assignment's demand of ¶ 103-1."""
    everybody = frozenset(ContractParty)
    if ppp:
        text = N_("A PPP contract has three parties: the state partner, the operator and the private partner")
        return Needed(everybody, frozenset(), Said(text, {}, LAW))
    if becomes_property:
        text = N_(
            "The operator and the state body conclude the contract; the supplier joins, as the product becomes the "
            "state body's property by a contract of these two"
        )
        return Needed(everybody, frozenset(), Said(text, {}, "¶ 103-1"))
    text = N_("The operator and the state body conclude the contract; the supplier of the product may join")
    supplier = frozenset({ContractParty.SUPPLIER})
    return Needed(everybody - supplier, supplier, Said(text, {}, LAW))


def against_parties(parties: Sequence[ContractParty], needed: Needed) -> Iterator[Said]:
    """What stands against these parties: one named twice, or one who must be a party missing."""
    for index, party in enumerate(parties):
        if party in parties[:index]:
            yield Said(N_("This party is named twice"), {}, LAW, f"parties.{index}")
    for party in ContractParty:
        if party in needed.must and party not in parties:
            text = N_("This party of the contract is missing: %(party)s")
            yield Said(text, {"party": Word(TITLES[party])}, needed.said.rule, "parties")


def against_signing(
    party: ContractParty, parties: Collection[ContractParty], signed: Collection[ContractParty]
) -> Said | None:
    """What stands against a signature now: the customer signs first, each party once."""
    if ContractParty.CUSTOMER not in signed:
        if party is ContractParty.CUSTOMER:
            return None
        return Said(N_("The customer signs first, with the terms"), {}, LAW)
    if party not in parties:
        return Said(N_("Your organisation is not a party of this contract"), {}, LAW)
    if party in signed:
        return Said(N_("Your organisation has signed already"), {}, LAW)
    return None


def is_in_force(parties: Collection[ContractParty], signed: Collection[ContractParty]) -> bool:
    """Whether all parties have signed: then the contract is effective."""
    return bool(parties) and set(parties) <= set(signed)


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of the lease and of the IC service: of a contract, a bid, or the ceilings of parts 2 and 3."""

    lease: Decimal | None
    service: Decimal | None


def against_prices(contract: Prices, bid: Prices, ceilings: Prices) -> Iterator[Said]:
    """No price of the contract is above the bid's or the ceiling, and the lease is a part of the whole (¶ 103-2)."""
    bounds = (
        ("price_lease", contract.lease, bid.lease, ceilings.lease),
        ("price_service", contract.service, bid.service, ceilings.service),
    )
    for path, price, offered, ceiling in bounds:
        if price is None:
            continue
        if price < 0:
            yield Said(N_("A price is not negative"), {}, LAW, path)
        if offered is not None and price > offered:
            text = N_("The price is above that of the bid, %(offered)s")
            yield Said(text, {"offered": offered}, LAW, path)
        if ceiling is not None and price > ceiling:
            text = N_("The price is above the ceiling of the design assignment, %(ceiling)s")
            yield Said(text, {"ceiling": ceiling}, "¶ 19", path)
    if contract.lease is not None and contract.service is not None and contract.lease > contract.service:
        text = N_("The lease is a part of the price of the IC service and cannot be above it: %(service)s")
        yield Said(text, {"service": contract.service}, "¶ 103-2", "price_lease")


def against_dates(starts_on: dt.date, ends_on: dt.date, decided_on: dt.date) -> Iterator[Said]:
    """A contract ends after it starts, and does not start before the protocol that names the supplier."""
    if ends_on <= starts_on:
        yield Said(N_("The contract ends after it starts"), {}, LAW, "ends_on")
    if starts_on < decided_on:
        text = N_("The contract cannot start before the protocol of %(day)s")
        yield Said(text, {"day": decided_on}, "H5", "starts_on")


@dataclass(frozen=True, slots=True)
class ThreeYears:
    """What three years of lease bring: from which day, and in words."""

    key: str
    on: dt.date
    said: Said


def after_three_years(
    lease_starts_on: dt.date, lease_ends_on: dt.date | None, *, becomes_property: bool
) -> tuple[ThreeYears, ...]:
    """¶ 103-1, 103-2: counted from the start of the lease (H18), whose first day is one of the three years'.

    The product becomes property only where the assignment demands it, also of a lease that ends just then. The price
    changes only where the lease goes on.
    """
    on = day_after(lease_starts_on, YEARS)
    lasts = lease_ends_on is None or lease_ends_on >= on - dt.timedelta(days=1)
    goes_on = lease_ends_on is None or lease_ends_on >= on
    found = []
    if becomes_property and lasts:
        text = N_("From %(day)s the product is the state body's property: three years of the lease are over")
        found.append(ThreeYears("property", on, Said(text, {"day": on}, "¶ 103-1")))
    if goes_on:
        text = N_(
            "From %(day)s the lease component of the price rests only on the cost of maintaining the code; the other "
            "components stay. The Rules do not say from when three years count: by house rule H18 from the start of "
            "the lease"
        )
        found.append(ThreeYears("lease_price", on, Said(text, {"day": on}, "¶ 103-2")))
    return tuple(found)
