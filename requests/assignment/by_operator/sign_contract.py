"""¶ 88, Law 45(3), H5: where the operator creates the IC service itself, operator and state body conclude a contract
without tender: the customer signs first, with the terms, then the operator the terms that it has read.

With the second signature it is in force, and the formation begins. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money, TermsVersion
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason, Stale
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...models import DesignAssignment, OperatorContract
from ...procedure.operator_contract import SIGN_FIRST
from . import operator_contract, operator_contract_page
from .operator_contract import CUSTOMER, OPERATOR

RULE = "¶ 88"
TERMS = ("price", "starts_on", "ends_on", "document")


class ContractName(StrEnum):
    """The one contract that an assignment without a tender needs."""

    SERVICE = "service"


class OperatorContractForm(Form):
    """The terms, of the customer who begins it, or the version that the operator signs."""

    contract = Choice(
        _l("Contract"),
        [needed()],
        kind=ContractName,
        titles={ContractName.SERVICE: _l("Contract of the IC service")},
    )
    version = TermsVersion(_l("Version of the terms"), [depends()], least=1)
    price = Money(_l("Price of the contract"), [depends()])
    starts_on = Date(_l("First day of the contract"), [depends()])
    ends_on = Date(_l("Last day of the contract"), [depends()])
    document = DocumentRef(
        _l("File of the contract"), [depends()], description=_l("Only the parties of the design assignment read it.")
    )


def against_signing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only where no tender is held; the customer first, the operator what it has read.

    Raises Stale for terms that have changed since they were read.
    """
    found = _against_any(assignment, actor)
    if found or not body:
        return found
    if operator_contract.signs_as(assignment, actor) == CUSTOMER:
        return list(_against_terms(assignment, body))
    return list(_against_reading(assignment, body))


def _against_any(assignment: DesignAssignment, actor: Actor) -> list[Reason]:
    if not operator_contract.is_needed(assignment):
        text = _("The contracts of this design assignment are concluded on its tender: the operator creates nothing.")
        return [Reason(text, rule=RULE)]
    if operator_contract.in_force(assignment) is not None:
        return [Reason(_("The contract is in force: both have signed it."), rule=RULE)]
    if operator_contract.has_ended(assignment):
        text = _("The formation has ended: the design assignment is reopened, or the creation is cancelled.")
        return [Reason(text, rule="H36")]
    mine = operator_contract.signs_as(assignment, actor)
    if mine == OPERATOR and operator_contract.standing(assignment) is None:
        return [Reason(_("The customer signs first, with the terms."), rule=RULE)]
    return []


def _against_terms(assignment: DesignAssignment, body: Body) -> Iterator[Reason]:
    if body.get("version") is not None:
        text = _("Your organisation gives the terms: leave the version out")
        yield Reason(text, rule=RULE, field="version")
    missing = {
        "price": _("Enter the price of the contract, in tenge"),
        "starts_on": _("Enter the first day of the contract"),
        "ends_on": _("Enter the last day of the contract"),
        "document": _("Choose the file of the contract"),
    }
    for name, text in missing.items():
        if body.get(name) in (None, ""):
            yield Reason(text, rule=RULE, field=name)
    yield from _against_price(assignment, body)
    starts_on, ends_on = _day(body.get("starts_on")), _day(body.get("ends_on"))
    if starts_on and ends_on and ends_on <= starts_on:
        yield Reason(_("The contract must end after it starts: enter a later day"), rule=RULE, field="ends_on")


def _against_price(assignment: DesignAssignment, body: Body) -> Iterator[Reason]:
    if body.get("price") in (None, ""):
        return
    price, ceiling = Decimal(str(body["price"])), assignment.data.get("ceiling_service")
    if price <= 0:
        text = _("The price must be more than nothing: enter what the contract costs")
        yield Reason(text, rule=RULE, field="price")
    if ceiling is not None and price > Decimal(str(ceiling)):
        text = _(
            "The price is above the ceiling of part 3 of the design assignment: enter %(limit)s or less",
            limit=formats.money(Decimal(str(ceiling)), formats.language()),
        )
        yield Reason(text, rule="¶ 19", field="price")


def _against_reading(assignment: DesignAssignment, body: Body) -> Iterator[Reason]:
    for name in TERMS:
        if body.get(name) not in (None, ""):
            text = _("The terms stand in the contract that you sign: leave this out")
            yield Reason(text, rule=RULE, field=name)
    contract, version = operator_contract.standing(assignment), body.get("version")
    if version is None:
        text = _("Say which version of the terms you have read: it stands with the contract")
        yield Reason(text, rule=RULE, field="version")
    elif contract is not None and version != contract.version:
        text = _("The terms of this contract were changed meanwhile. Read the newest ones before you sign.")
        raise Stale(text, rule=RULE)


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


def sign(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The customer's terms make a contract, in the place of one that the operator has not signed; with the operator's
    signature it is in force, and what rests on the assignment learns of it.
    """
    signature = {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}
    if act.party is Party.STATE_BODY:
        version = operator_contract.next_version(assignment)
        operator_contract.end(assignment, act.at)
        document = str(body["document"])
        made = OperatorContract(
            assignment=assignment,
            version=version,
            price=Decimal(str(body["price"])),
            starts_on=_day(body["starts_on"]),
            ends_on=_day(body["ends_on"]),
            document=document,
            signatures={CUSTOMER: signature},
        )
        db.session.add(made)
        documents.adopt(assignment, [document], parties_only=True)
        db.session.flush()
        return
    contract = operator_contract.standing(assignment)
    if contract is None:
        raise LookupError(f"{assignment.public_number} has no contract to sign")  # The guard has seen to it.
    contract.signatures = {**contract.signatures, OPERATOR: signature}
    contract.in_force_at = act.at
    db.session.flush()
    kinds.let_know(assignment, act)


def _is_turn(assignment: DesignAssignment, actor: Actor) -> bool:
    """The customer's until its terms stand, then the operator's; the customer may give other terms, and need not."""
    stands = operator_contract.standing(assignment) is not None
    return stands is (operator_contract.signs_as(assignment, actor) == OPERATOR)


def _begun(assignment: DesignAssignment) -> Mapping[str, Any]:
    contract = operator_contract.standing(assignment)
    known: dict[str, Any] = {"contract": ContractName.SERVICE.value}
    if operator_contract.signs_as(assignment, context.actor()) == OPERATOR:
        return known | {"version": contract.version if contract is not None else None}
    if contract is None:
        return known | {"price": assignment.data.get("ceiling_service")}
    return known | _terms_of(contract)


def _terms_of(contract: OperatorContract) -> dict[str, Any]:
    return {
        "price": f"{contract.price:.2f}",
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "document": contract.document,
    }


def _facts(assignment: DesignAssignment, form: Any) -> Mapping[str, Any]:
    """The customer fills in the terms; to the operator the form is what stands there, without a field."""
    gives = operator_contract.signs_as(assignment, context.actor()) == CUSTOMER
    for name in ("version",) if gives else TERMS:
        if name in form:
            del form[name]
    for name in TERMS if gives else ():
        form[name].flags.required = True
        form[name].validators = [needed()]
    return {
        "gives_terms": gives,
        "shown": operator_contract_page.shown(assignment),
        "ceiling": assignment.data.get("ceiling_service"),
    }


def _not_by_operator(assignment: DesignAssignment) -> bool:
    return not operator_contract.is_needed(assignment)


SIGN_TERM = TermRule(
    SIGN_FIRST, waits=_not_by_operator, will_wait=lambda assignment, action: _not_by_operator(assignment)
)


def what_is_signed(assignment: DesignAssignment, body: Body) -> Mapping[str, Any] | None:
    """The terms that stand, as the operator signs them; the customer carries its terms itself."""
    contract = operator_contract.standing(assignment)
    return None if contract is None or body.get("version") is None else _terms_of(contract)


SIGN_CONTRACT = Action(
    "sign_contract",
    signs=what_is_signed,
    form=OperatorContractForm,
    against=against_signing,
    awaited=_is_turn,
    carry_out=sign,
    page=ActionPage(
        note=N_(
            "The contract is in force when both have signed; then the operator creates the IC service itself, without "
            "a tender (¶ 88)."
        ),
        template="requests/assignment/sign_contract.html",
        begun=_begun,
        facts=_facts,
    ),
)
