"""The contract with the named supplier (Law 45(3); H5, H25): the customer signs first, with the terms, then the others.

A new signature of the customer with other terms replaces the contract: what the others had signed no longer holds.
Nothing here commits.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of, until_text
from qyzmet.vocabulary import N_, Role

from ...deadlines import service as deadlines
from ...deadlines.calendar import in_force as calendars
from ..announcement import design_assignment
from ..commission import protocols
from ..models import Contract, Tender
from ..procedure.decision import ALL_SIGNED, PARTIES_MISSING
from ..rules.contract_terms import (
    LAW,
    PARTIES,
    ContractParty,
    Needed,
    Prices,
    ThreeYears,
    after_three_years,
    against_dates,
    against_parties,
    against_prices,
    against_signing,
    is_in_force,
    needed_parties,
)
from ..rules.protocol_kinds import ProtocolKind
from . import choice

TERM = "sign_contract"
TERMS = ("price_lease", "price_service", "starts_on", "ends_on", "document", "parties")
SILENCE_RULE = "H25"


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


def signs_as(tender: Tender, actor: Actor) -> ContractParty | None:
    """As which party the actor would sign: the one that the engine finds first in the table."""
    for each in (ContractParty.CUSTOMER, ContractParty.OPERATOR, ContractParty.SUPPLIER):
        organisation = tender.party(PARTIES[each])
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return each
    return None


def is_ppp(tender: Tender) -> bool:
    """Whether the tender is for a PPP project."""
    return (design_assignment.assignment_data(tender).get("general") or {}).get("mechanism") == "ppp"


def becomes_property(tender: Tender) -> bool:
    """¶ 103-1: whether the assignment demands that the product becomes the state body's property."""
    return (design_assignment.assignment_data(tender).get("commissioning") or {}).get("property_after_3_years") is True


def needed(tender: Tender) -> Needed:
    """Who must be a party, and who may be one."""
    return needed_parties(ppp=is_ppp(tender), becomes_property=becomes_property(tender))


def ceilings_of(tender: Tender) -> Prices:
    """The ceilings of parts 2 and 3."""
    data = design_assignment.assignment_data(tender)
    return Prices(_money(data.get("ceiling_lease")), _money(data.get("ceiling_service")))


def decided_on(tender: Tender) -> dt.date:
    """The day of the signed protocol that names the supplier."""
    signed = [each.published_at for each in protocols.of_kind(tender, ProtocolKind.DECISION) if each.published_at]
    return clock.almaty(signed[-1]).date()


def _money(text: Any) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None


def against_contract(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """Law 45(3): the customer first, with lawful terms; then each other party once, with nothing but the signature."""
    mine, contract = signs_as(tender, actor), of(tender)
    if mine is ContractParty.CUSTOMER:
        return reasons_of(_against_terms(tender, contract, body))
    if mine is None:
        return []
    refused = against_signing(mine, parties_of(contract) if contract is not None else (), signed_by(contract))
    if refused is not None:
        return [reason_of(refused)]
    text = _("The customer gives the terms of the contract. You sign what stands there.")
    return [Reason(text, rule=LAW, field=name) for name in TERMS if body.get(name)]


def _against_terms(tender: Tender, contract: Contract | None, body: Body) -> Iterator[Said]:
    lease_needed = (design_assignment.assignment_data(tender).get("general") or {}).get("mechanism") == "lease"
    for name in TERMS:
        if not body.get(name) and (name != "price_lease" or lease_needed):
            yield Said(N_("The customer signs first, with the terms: fill this in"), {}, LAW, name)
    given = terms_of(body)
    bid = choice.winner_of(tender)
    if bid is not None:
        offered = Prices(bid.price_lease, bid.price_service)
        yield from against_prices(Prices(given["price_lease"], given["price_service"]), offered, ceilings_of(tender))
    if given["starts_on"] and given["ends_on"]:
        yield from against_dates(given["starts_on"], given["ends_on"], decided_on(tender))
    if given["parties"]:
        yield from against_parties(given["parties"], needed(tender))
    if contract is not None and given == terms_kept(contract):
        yield Said(N_("You have signed the contract with these terms already"), {}, LAW)


def terms_of(body: Body) -> dict[str, Any]:
    """The terms that a body gives, as they are kept."""
    return {
        "price_lease": _money(body.get("price_lease")),
        "price_service": _money(body.get("price_service")),
        "starts_on": _day(body.get("starts_on")),
        "ends_on": _day(body.get("ends_on")),
        "document": str(body.get("document") or ""),
        "parties": [ContractParty(each) for each in body.get("parties") or ()],
    }


def terms_kept(contract: Contract) -> dict[str, Any]:
    """The same of a contract."""
    return {name: getattr(contract, name) for name in TERMS} | {"parties": parties_of(contract)}


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


def _case(tender: Tender, body: Body, actor: Actor) -> str:
    mine, contract = signs_as(tender, actor), of(tender)
    if mine is None or mine is ContractParty.CUSTOMER or contract is None:
        return PARTIES_MISSING
    return ALL_SIGNED if is_in_force(parties_of(contract), signed_by(contract) | {mine}) else PARTIES_MISSING


def _sign(tender: Tender, body: Body, act: Act) -> None:
    mine = next(each for each, party in PARTIES.items() if party is act.party)
    signature = {mine.value: {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}}
    if mine is ContractParty.CUSTOMER:
        _conclude(tender, body, act, signature)
        return
    contract = of(tender)
    if contract is None:
        raise LookupError(f"{tender.public_number} has no contract to sign")  # The guard has seen to it.
    contract.signatures = {**contract.signatures, **signature}
    if act.case == ALL_SIGNED:
        contract.in_force_at = act.at
    db.session.flush()


def _conclude(tender: Tender, body: Body, act: Act, signature: dict[str, Any]) -> None:
    """The customer's signature makes the contract; other terms end the one before, whoever had signed that."""
    bid = choice.winner_of(tender)
    if bid is None:
        raise LookupError(f"{tender.public_number} has no supplier")  # In this state there is one.
    end(tender, act)
    terms = terms_of(body)
    db.session.add(
        Contract(
            tender=tender,
            bid=bid,
            **terms | {"parties": [each.value for each in terms["parties"]]},
            signatures=signature,
        )
    )
    documents.adopt(tender, [terms["document"]], parties_only=True)
    db.session.flush()


def end(tender: Tender, act: Act) -> None:
    """What was signed by some so far is no contract any more; the row stays."""
    contract = of(tender)
    if contract is not None:
        contract.ended_at = act.at
        db.session.flush()


def against_signed_by_supplier(tender: Tender) -> list[Reason]:
    """H25: a supplier who has signed is bound, and is not silent."""
    if ContractParty.SUPPLIER in signed_by(of(tender)):
        return [Reason(_("The supplier has signed the contract already."), rule=SILENCE_RULE)]
    return []


def against_silence(tender: Tender, now: dt.datetime) -> list[Reason]:
    """H5, H25: what stands against recording that the supplier did not sign in time.

    The supplier signs after the customer: without the customer's signature there was nothing to sign, and where that
    came late the supplier has as many days from it.
    """
    contract = of(tender)
    if contract is None:
        return [
            Reason(
                _("The customer has not signed yet, with the terms: the supplier has had nothing to sign."),
                rule=SILENCE_RULE,
            )
        ]
    if ContractParty.SUPPLIER not in parties_of(contract):
        return [Reason(_("The supplier is not a party of this contract and need not sign it."), rule=SILENCE_RULE)]
    signed = against_signed_by_supplier(tender)
    if signed:
        return signed
    until = silent_from(tender, contract)
    if now < until:
        text = _("The supplier can sign until %(until)s. Before that there is no silence.", until=until_text(until))
        return [Reason(text, rule=SILENCE_RULE)]
    return []


def silent_from(tender: Tender, contract: Contract) -> dt.datetime:
    """From when on the supplier is silent: the end of the term, or as many days after a late customer's signature."""
    running = deadlines.open_deadlines(tender, TERM)
    due_at = max((each.due_at for each in running), default=clock.end_of(decided_on(tender)))
    offered_at = dt.datetime.fromisoformat(contract.signatures[ContractParty.CUSTOMER]["at"])
    if offered_at < due_at:
        return due_at
    days = int(editions.house_rule("H5", tender.edition_key))
    return calendars.current().explain(clock.almaty(offered_at).date(), days).due_at


def three_years(tender: Tender, contract: Contract) -> tuple[ThreeYears, ...]:
    """¶ 103-1, 103-2; H18: what three years of the lease bring."""
    return after_three_years(contract.starts_on, contract.ends_on, becomes_property=becomes_property(tender))


GUARDS: Mapping[str, Guard] = {"sign_contract": against_contract}
CHANGES: Mapping[str, Change] = {"sign_contract": _sign}
CASES: Mapping[str, Callable[..., str]] = {"sign_contract": _case}
