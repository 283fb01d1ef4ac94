"""The contract that stands between customer, operator and supplier (Law 45(3), ¶ 103-1, 103-2): whose it is, who has
signed, what the design assignment demands of it, how a page shows it. Nothing here commits.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock, context, rights
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import language
from qyzmet.sentences.wording import text_of

from ..announcement.design_assignment import assignment_data
from ..commission import protocols
from ..models import Contract, Tender
from ..rules.contract_terms import (
    PARTIES,
    PPP_TITLES,
    TITLES,
    ContractParty,
    ThreeYears,
    after_three_years,
)
from ..rules.protocol_kinds import ProtocolKind

BOUND_RULE = "H25"


def of(tender: Tender) -> Contract | None:
    """The contract that stands, signed by all or still by some."""
    return db.session.scalars(
        select(Contract)
        .where(Contract.tender_id == tender.id, Contract.ended_at.is_(None))
        .order_by(Contract.id.desc())
        .limit(1)
    ).first()


def parties_of(contract: Contract) -> list[ContractParty]:
    """The parties of a contract, in the order in which they stand in it."""
    return [ContractParty(each) for each in contract.parties]


def signed_by(contract: Contract | None) -> set[ContractParty]:
    """Who has signed it."""
    return {ContractParty(each) for each in contract.signatures} if contract is not None else set()


def against_signed_by_supplier(tender: Tender) -> list[Reason]:
    """H25: a supplier who has signed is bound, and is not silent."""
    if ContractParty.SUPPLIER in signed_by(of(tender)):
        return [Reason(_("The supplier has signed the contract already."), rule=BOUND_RULE)]
    return []


def end(tender: Tender, act: Act) -> None:
    """What was signed by some so far is no contract any more; the row stays."""
    contract = of(tender)
    if contract is not None:
        contract.ended_at = act.at
        db.session.flush()


def decided_on(tender: Tender) -> dt.date:
    """The day of the signed protocol that names the supplier: no contract starts before it."""
    signed = [each.published_at for each in protocols.of_kind(tender, ProtocolKind.DECISION) if each.published_at]
    return clock.almaty(signed[-1]).date()


def is_ppp(tender: Tender) -> bool:
    """Whether the tender is for a PPP project."""
    return mechanism_of(tender) == "ppp"


def mechanism_of(tender: Tender) -> str | None:
    """How the design assignment has the product paid for: "lease" or "ppp"."""
    return (assignment_data(tender).get("general") or {}).get("mechanism")


def becomes_property(tender: Tender) -> bool:
    """¶ 103-1: whether the assignment demands that the product becomes the state body's property."""
    return (assignment_data(tender).get("commissioning") or {}).get("property_after_3_years") is True


def three_years(tender: Tender, contract: Contract) -> tuple[ThreeYears, ...]:
    """¶ 103-1, 103-2; H18: what three years of the lease bring."""
    return after_three_years(contract.starts_on, contract.ends_on, becomes_property=becomes_property(tender))


def titles_of(tender: Tender) -> Mapping[ContractParty, str]:
    """What the parties are called (msgids): those of a PPP project are partners."""
    return PPP_TITLES if is_ppp(tender) else TITLES


def shown(tender: Tender, contract: Contract) -> dict[str, Any]:
    """The contract with its parties, who of them has signed, and what three years bring; the file for the parties."""
    titles = titles_of(tender)
    is_party = rights.reads_as_party(context.actor(), tender)
    return {
        "contract": contract,
        "parties": [
            {
                "title": _(titles[party]),
                "name": _name(tender, party),
                **_signature(contract.signatures.get(party.value)),
            }
            for party in parties_of(contract)
        ],
        "after_three_years": [
            {"text": text_of(each.said), "rule": each.said.rule} for each in three_years(tender, contract)
        ],
        "document": documents.readable(contract.document) if is_party else None,
    }


def _name(tender: Tender, party: ContractParty) -> str:
    organisation = tender.party(PARTIES[party])
    return organisation.name(language()) if organisation is not None else ""


def _signature(kept: Mapping[str, str] | None) -> dict[str, Any]:
    if kept is None:
        return {"signed_at": None, "signed_by": ""}
    user = users.by_public_id(kept["user"])
    return {
        "signed_at": dt.datetime.fromisoformat(kept["at"]),
        "signed_by": user.full_name if user is not None else kept["user"],
    }
