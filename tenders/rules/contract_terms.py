"""Law 45(3), 1(3-2), ¶ 19(14), 103-1, 103-2, H5, H18: which contracts a tender needs, whose turn it is to sign, within
which prices and dates, and what three years of lease bring.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qyzmet.sentences.sentence import Said, Word
from qyzmet.vocabulary import N_
from qyzmet.years import day_after

from ..procedure.contracts import RULES, SIGNERS, ContractKind, ContractParty

LAW = "Law 45(3)"
YEARS = 3

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


def needed_contracts(*, ppp: bool, becomes_property: bool, replaces: bool = False) -> tuple[ContractKind, ...]:
    """The contracts by the mechanism; `becomes_property` is the assignment's demand of ¶ 103-1.

    A PPP contract is one of three parties, and holds that demand itself. Where the supplier of a service is replaced,
    the contract of the IC service stays as it is.
    """
    if ppp:
        return (ContractKind.PPP,)
    found = (ContractKind.LEASE,) if replaces else (ContractKind.SERVICE, ContractKind.LEASE)
    return (*found, ContractKind.PRODUCT) if becomes_property else found


def titles_of(kind: ContractKind) -> Mapping[ContractParty, str]:
    """What the parties of the contract are called (msgids): those of a PPP project are partners."""
    return PPP_TITLES if kind is ContractKind.PPP else TITLES


def next_signer(kind: ContractKind, signed: Collection[ContractParty]) -> ContractParty | None:
    """Whose signature comes next; None where all have signed: then the contract is in force."""
    return next((party for party in SIGNERS[kind] if party not in signed), None)


def begins(kind: ContractKind, party: ContractParty) -> bool:
    """Whether that party signs first, with the terms."""
    return SIGNERS[kind][0] is party


def against_signing(kind: ContractKind, party: ContractParty, signed: Collection[ContractParty]) -> Said | None:
    """What stands against a signature of one of its parties now.

    Each signs once, in their order; whoever begins may do so anew, with other terms, until the contract is in force.
    """
    following = next_signer(kind, signed)
    if following is None:
        return Said(N_("This contract is in force: all of its parties have signed it"), {}, RULES[kind])
    if party is following or begins(kind, party):
        return None
    if party in signed:
        return Said(N_("Your organisation has signed this contract already"), {}, RULES[kind])
    title = {"party": Word(titles_of(kind)[following])}
    if begins(kind, following):
        text = N_("This contract is not begun yet. First to sign it, with its terms: %(party)s")
    else:
        text = N_("It is not your turn yet. The next to sign this contract: %(party)s")
    return Said(text, title, RULES[kind])


@dataclass(frozen=True, slots=True)
class Prices:
    """A price of the lease and one of the IC service: of a bid, of other contracts, or the ceilings."""

    lease: Decimal | None = None
    service: Decimal | None = None

    def of(self, what: str) -> Decimal | None:
        """That of the two."""
        return self.lease if what == _LEASE else self.service


_LEASE, _SERVICE = "lease", "service"
_PARTS = {_LEASE: 2, _SERVICE: 3}
# The prices that the terms of each contract hold, and which of a bid's prices and of the ceilings bounds each.
PRICES: dict[ContractKind, Mapping[str, str | None]] = {
    ContractKind.SERVICE: {"price": _SERVICE},
    ContractKind.LEASE: {"price": _LEASE},
    ContractKind.PPP: {"price_lease": _LEASE, "price_service": _SERVICE},
    # Neither the bid nor the assignment names a price for which the product passes over.
    ContractKind.PRODUCT: {"price": None},
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds one price: the winner's, and the ceiling of a part of the assignment; None where there is none."""

    offered: Decimal | None
    ceiling: Decimal | None
    part: int


def limits_of(kind: ContractKind, path: str, bid: Prices, ceilings: Prices) -> Limits | None:
    """What bounds that price of the contract; None where nothing does."""
    what = PRICES[kind][path]
    return None if what is None else Limits(bid.of(what), ceilings.of(what), _PARTS[what])


def against_prices(
    kind: ContractKind,
    given: Mapping[str, Decimal | None],
    bid: Prices,
    ceilings: Prices,
    others: Prices,
    *,
    whole: str = "¶ 103-2",
) -> Iterator[Said]:
    """No price is nothing, or above the winner's or the ceiling, and the lease is a part of the whole.

    `others` are the prices of the other contracts that stand; `whole` is the paragraph by which the lease is a part.
    """
    for path in PRICES[kind]:
        price, limits = given.get(path), limits_of(kind, path, bid, ceilings)
        if price is None or limits is None:
            continue
        if price <= 0:
            yield Said(N_("The price must be more than nothing: enter what the contract costs"), {}, RULES[kind], path)
        if limits.offered is not None and price > limits.offered:
            text = N_("The price is above that of the winning bid: enter %(limit)s or less")
            yield Said(text, {"limit": limits.offered}, RULES[kind], path)
        if limits.ceiling is not None and price > limits.ceiling:
            text = N_(
                "The price is above the ceiling of part %(part)s of the design assignment: enter %(limit)s or less"
            )
            yield Said(text, {"limit": limits.ceiling, "part": limits.part}, "¶ 19", path)
    yield from _against_whole(kind, given, others, whole)


def _against_whole(
    kind: ContractKind, given: Mapping[str, Decimal | None], others: Prices, rule: str
) -> Iterator[Said]:
    """The lease is a component of the service's price, whichever of the two contracts comes first."""
    held = {what: path for path, what in PRICES[kind].items()}
    lease = given.get(held[_LEASE]) if _LEASE in held else others.lease
    service = given.get(held[_SERVICE]) if _SERVICE in held else others.service
    if lease is None or service is None or lease <= service:
        return
    if _LEASE in held:
        text = N_("The lease is a part of the price of the IC service: enter %(limit)s or less")
        yield Said(text, {"limit": service}, rule, held[_LEASE])
    elif _SERVICE in held:
        text = N_("The price of the IC service holds that of the lease: enter %(limit)s or more")
        yield Said(text, {"limit": lease}, rule, held[_SERVICE])


def against_dates(starts_on: dt.date, ends_on: dt.date, decided_on: dt.date, rule: str = LAW) -> Iterator[Said]:
    """A contract ends after it starts, and does not start before the protocol that names the supplier."""
    if ends_on <= starts_on:
        text = N_("The contract must end after it starts, on %(day)s: enter a later day")
        yield Said(text, {"day": starts_on}, rule, "ends_on")
    if starts_on < decided_on:
        text = N_("The contract cannot start before the protocol that names the supplier: enter %(day)s or a later day")
        yield Said(text, {"day": decided_on}, "H5", "starts_on")


@dataclass(frozen=True, slots=True)
class ThreeYears:
    """What three years of lease bring: from which day, and in words."""

    key: str
    on: dt.date
    said: Said


def after_three_years(
    lease_starts_on: dt.date, lease_ends_on: dt.date | None, *, product: bool, becomes_property: bool
) -> tuple[ThreeYears, ...]:
    """¶ 103-1, 103-2: counted from the start of the lease (H18), whose first day is one of the three years'.

    Both speak of the software product alone (`product`): of an ICI object three years bring nothing. The product
    becomes property only where the assignment demands it, also of a lease that ends just then. The price changes only
    where the lease goes on.
    """
    if not product:
        return ()
    on = day_after(lease_starts_on, YEARS)
    lasts = lease_ends_on is None or lease_ends_on >= on - dt.timedelta(days=1)
    goes_on = lease_ends_on is None or lease_ends_on >= on
    found = []
    if becomes_property and lasts:
        text = N_(
            "From %(day)s the software product is the state body's property: three years of the lease will be over then"
        )
        found.append(ThreeYears("property", on, Said(text, {"day": on}, "¶ 103-1")))
    if goes_on:
        text = N_(
            "From %(day)s the lease component of the price rests only on the cost of maintaining the product's code; "
            "the other components stay. The Rules do not say from when three years count: by house rule H18 from the "
            "start of the lease"
        )
        found.append(ThreeYears("lease_price", on, Said(text, {"day": on}, "¶ 103-2")))
    return tuple(found)
