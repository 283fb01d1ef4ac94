"""What a signature of a contract carries (Law 45(3), ¶ 19(14)): the terms of whoever begins it; of each other party the
version of the terms that it has read.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money, TermsVersion
from qyzmet.procedure.actions import Body
from qyzmet.sentences.sentence import Said
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import Contract
from ..procedure.contracts import CONTRACTS, RULES, ContractKind
from ..rules.contract_terms import PRICES

DATES = ("starts_on", "ends_on")
TERMS = ("price", "price_lease", "price_service", *DATES, "document")
PRICE_TITLES: dict[str, str] = {
    "price": N_("Price of the contract"),
    "price_lease": N_("Price of the lease"),
    "price_service": N_("Price of the IC service"),
}
# What is said where a term is missing.
_MISSING: dict[str, str] = {
    "price": N_("Enter the price of the contract, in tenge"),
    "price_lease": N_("Enter the price of the lease, in tenge"),
    "price_service": N_("Enter the price of the IC service, in tenge"),
    "starts_on": N_("Enter the first day of the contract"),
    "ends_on": N_("Enter the last day of the contract"),
    "document": N_("Choose the file of the contract"),
}


class ContractForm(Form):
    """Law 45(3): which contract; the terms, of whoever begins it, or the version that another party signs."""

    contract = Choice(
        _l("Contract"),
        [needed()],
        kind=ContractKind,
        titles={kind: _l(title) for kind, title in CONTRACTS.items()},
    )
    version = TermsVersion(_l("Version of the terms"), [depends()], least=1)
    price = Money(_l("Price of the contract"), [depends()])
    price_lease = Money(_l("Price of the lease"), [depends()])
    price_service = Money(_l("Price of the IC service"), [depends()])
    starts_on = Date(_l("First day of the contract"), [depends()])
    ends_on = Date(_l("Last day of the contract"), [depends()])
    document = DocumentRef(
        _l("File of the contract"), [depends()], description=_l("Only the parties of the tender read it.")
    )


def terms_needed(kind: ContractKind) -> tuple[str, ...]:
    """The terms that whoever begins the contract gives. The product may pass over without a price of its own."""
    prices = () if kind is ContractKind.PRODUCT else tuple(PRICES[kind])
    return (*prices, *DATES, "document")


def terms_taken(kind: ContractKind) -> tuple[str, ...]:
    """The terms that the contract knows, those that may be left open among them."""
    return (*PRICES[kind], *DATES, "document")


def against_missing(kind: ContractKind, body: Body) -> Iterator[Said]:
    """Every term that is missing, at its field, and every one that this contract does not know."""
    for name in TERMS:
        if name in terms_needed(kind) and body.get(name) in (None, ""):
            yield Said(_MISSING[name], {}, RULES[kind], name)
        elif name not in terms_taken(kind) and body.get(name) not in (None, ""):
            yield Said(N_("This contract has no such price: leave it out"), {}, RULES[kind], name)


def terms_of(body: Body) -> dict[str, Any]:
    """The terms that a body gives, as they are kept."""
    return {
        **{name: _money(body.get(name)) for name in ("price", "price_lease", "price_service")},
        **{name: _day(body.get(name)) for name in DATES},
        "document": str(body.get("document") or ""),
    }


def terms_kept(contract: Contract) -> dict[str, Any]:
    """The same of a contract."""
    return {name: getattr(contract, name) for name in TERMS}


def typed_terms(contract: Contract) -> dict[str, Any]:
    """The terms of a contract in the spelling of the outside interface."""
    return {
        **{name: money_text(getattr(contract, name)) for name in ("price", "price_lease", "price_service")},
        **{name: getattr(contract, name).isoformat() for name in DATES},
        "document": contract.document,
    }


def money_text(value: Decimal | None) -> str | None:
    """An amount in the spelling of the outside interface."""
    return None if value is None else format(value, ".2f")


def _money(text: Any) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None
