"""Signing the contract (Law 45(3); H5): the customer signs first, with the terms, then the others.

A new signature of the customer with other terms replaces the contract: what the others had signed no longer holds.
Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Choices
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import optional
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of, text_of
from qyzmet.vocabulary import N_, Role

from ..announcement.design_assignment import assignment_data
from ..models import Contract, Tender
from ..procedure.decision import ALL_SIGNED, PARTIES_MISSING
from ..rules.contract_terms import (
    LAW,
    PARTIES,
    TITLES,
    ContractParty,
    Needed,
    Prices,
    against_dates,
    against_parties,
    against_prices,
    against_signing,
    is_in_force,
    needed_parties,
)
from . import choice, contracts

TERMS = ("price_lease", "price_service", "starts_on", "ends_on", "document", "parties")


class ContractForm(Form):
    """Law 45(3): the terms, given by the customer, who signs first. The other parties give nothing: they sign."""

    price_lease = Money(_l("Price of the lease"), [optional()])
    price_service = Money(_l("Price of the IC service"), [optional()])
    starts_on = Date(_l("First day of the contract"), [optional()])
    ends_on = Date(_l("Last day of the contract"), [optional()])
    document = DocumentRef(_l("The contract"), [optional()], description=_l("Only the parties of the tender read it"))
    parties = Choices(
        _l("Parties of the contract"),
        [optional()],
        kind=ContractParty,
        titles={party: _l(title) for party, title in TITLES.items()},
    )


def signs_as(tender: Tender, actor: Actor) -> ContractParty | None:
    """As which party the actor would sign: the one that the engine finds first in the table."""
    for each in (ContractParty.CUSTOMER, ContractParty.OPERATOR, ContractParty.SUPPLIER):
        organisation = tender.party(PARTIES[each])
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return each
    return None


def needed(tender: Tender) -> Needed:
    """Who must be a party, and who may be one."""
    return needed_parties(ppp=contracts.is_ppp(tender), becomes_property=contracts.becomes_property(tender))


def ceilings_of(tender: Tender) -> Prices:
    """The ceilings of parts 2 and 3, in tenge."""
    data = assignment_data(tender)
    return Prices(_money(data.get("ceiling_lease")), _money(data.get("ceiling_service")))


def _money(text: Any) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


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
    return {name: getattr(contract, name) for name in TERMS} | {"parties": contracts.parties_of(contract)}


def against_contract(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """Law 45(3): the customer first, with lawful terms; then each other party once, with nothing but the signature."""
    mine, contract = signs_as(tender, actor), contracts.of(tender)
    if mine is ContractParty.CUSTOMER:
        return reasons_of(_against_terms(tender, contract, body))
    if mine is None:
        return []
    parties = contracts.parties_of(contract) if contract is not None else ()
    refused = against_signing(mine, parties, contracts.signed_by(contract))
    if refused is not None:
        return [reason_of(refused)]
    text = _("The customer gives the terms of the contract. You sign what stands there.")
    return [Reason(text, rule=LAW, field=name) for name in TERMS if body.get(name)]


def _against_terms(tender: Tender, contract: Contract | None, body: Body) -> Iterator[Said]:
    lease_needed = contracts.mechanism_of(tender) == "lease"
    for name in TERMS:
        if not body.get(name) and (name != "price_lease" or lease_needed):
            yield Said(N_("The customer signs first, with the terms: fill this in"), {}, LAW, name)
    given = terms_of(body)
    bid = choice.winner_of(tender)
    if bid is not None:
        offered = Prices(bid.price_lease, bid.price_service)
        yield from against_prices(Prices(given["price_lease"], given["price_service"]), offered, ceilings_of(tender))
    if given["starts_on"] and given["ends_on"]:
        yield from against_dates(given["starts_on"], given["ends_on"], contracts.decided_on(tender))
    if given["parties"]:
        yield from against_parties(given["parties"], needed(tender))
    if contract is not None and given == terms_kept(contract):
        yield Said(N_("You have signed the contract with these terms already"), {}, LAW)


def _has_still_to_sign(tender: Tender, actor: Actor) -> bool:
    """Whether the actor's signature is missing; the customer may sign anew with other terms, and need not."""
    return signs_as(tender, actor) not in contracts.signed_by(contracts.of(tender))


def whether_all_sign(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether the actor's signature is the last one that was missing."""
    mine, contract = signs_as(tender, actor), contracts.of(tender)
    if mine is None or mine is ContractParty.CUSTOMER or contract is None:
        return PARTIES_MISSING
    whole = is_in_force(contracts.parties_of(contract), contracts.signed_by(contract) | {mine})
    return ALL_SIGNED if whole else PARTIES_MISSING


def sign(tender: Tender, body: Body, act: Act) -> None:
    """The customer's signature makes the contract; with the last of the others it is in force."""
    mine = next(each for each, party in PARTIES.items() if party is act.party)
    signature = {mine.value: {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}}
    if mine is ContractParty.CUSTOMER:
        _conclude(tender, body, act, signature)
        return
    contract = contracts.of(tender)
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
    contracts.end(tender, act)
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


def _begun(tender: Tender) -> Mapping[str, Any] | None:
    """The customer begins with the bid's prices and the parties that there must be, or with what stands already."""
    if signs_as(tender, context.actor()) is not ContractParty.CUSTOMER:
        return None
    contract, bid = contracts.of(tender), choice.winner_of(tender)
    if contract is not None:
        kept = terms_kept(contract)
        return {
            "price_lease": _money_text(kept["price_lease"]),
            "price_service": _money_text(kept["price_service"]),
            "starts_on": kept["starts_on"].isoformat(),
            "ends_on": kept["ends_on"].isoformat(),
            "document": kept["document"],
            "parties": [each.value for each in kept["parties"]],
        }
    must = needed(tender).must
    return {
        "price_lease": _money_text(bid.price_lease) if bid is not None else None,
        "price_service": _money_text(bid.price_service) if bid is not None else None,
        "parties": [each.value for each in ContractParty if each in must],
    }


def _money_text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, ".2f")


def _facts(tender: Tender, form: Any) -> Mapping[str, Any]:
    """The customer gives the terms; to others the form is what stands there, without a field."""
    contract = contracts.of(tender)
    mine = signs_as(tender, context.actor()) is ContractParty.CUSTOMER
    if not mine:
        for name in list(form._fields):
            del form[name]
    return {
        "gives_terms": mine,
        "needed": text_of(needed(tender).said),
        "ceilings": ceilings_of(tender),
        "bid": choice.winner_of(tender),
        "shown": contracts.shown(tender, contract) if contract is not None else None,
    }


SIGN_CONTRACT = Action(
    "sign_contract",
    form=ContractForm,
    against=against_contract,
    awaited=_has_still_to_sign,
    carry_out=sign,
    which=whether_all_sign,
    page=ActionPage(
        note=N_(
            "The contract is in force when all of its parties have signed. A new signature of the customer with other "
            "terms makes a new contract, which the others sign anew."
        ),
        template="tenders/decision/sign_contract.html",
        begun=_begun,
        facts=_facts,
    ),
)
