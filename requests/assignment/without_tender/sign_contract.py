"""Signing the contracts of a design assignment without tender: that of operator and state body where the operator
creates the IC service itself (¶ 88; Law 45(3), H5), and additions where a service is developed without replacing its
supplier (¶ 92, H51; of a PPP project one of three parties, H54). Of each one party signs first, with the terms, then
the others, in their order, the terms that they have read.

With the last signature they are in force, and the formation begins. Nothing here commits.
"""

from collections.abc import Callable, Iterator, Mapping
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
from qyzmet.procedure.refusals import NotYours, Reason, Stale
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, PARTY_TITLES

from ...models import ContractName, DesignAssignment, OperatorContract
from ...procedure import additions as table
from ...procedure.operator_contract import OWN, SIGN_FIRST
from . import against_terms, contracts, contracts_page
from .against_terms import TERMS
from .contracts import CUSTOMER, OPERATOR, PARTIES, PRICES, SIGNERS, SUPPLIER, rule_of

TITLES = {
    ContractName.SERVICE: _l("Contract of the IC service"),
    ContractName.LEASE: _l("Contract of the lease"),
    ContractName.PPP: _l("Contract of the PPP project"),
}


class OperatorContractForm(Form):
    """The terms, of whoever begins the contract, or the version that another party signs."""

    contract = Choice(_l("Contract"), [needed()], kind=ContractName, titles=TITLES)
    version = TermsVersion(_l("Version of the terms"), [depends()], least=1)
    price = Money(_l("Price of the contract"), [depends()])
    price_lease = Money(_l("Price of the lease"), [depends()])
    price_service = Money(_l("Price of the IC service"), [depends()])
    starts_on = Date(_l("First day of the contract"), [depends()])
    ends_on = Date(_l("Last day of the contract"), [depends()])
    document = DocumentRef(
        _l("File of the contract"), [depends()], description=_l("Only the parties of the design assignment read it.")
    )


def against_signing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Only where no tender is held; first who gives the terms, then each other party what it has read.

    Raises NotYours for a contract of others, Stale for terms that have changed since they were read.
    """
    stops = _against_any(assignment)
    if stops:
        return stops
    mine = contracts.signs_as(assignment, actor)
    if mine is None:
        return []
    name = _chosen(assignment, body)
    if name is None:
        return [_not_needed(assignment)] if body.get("contract") else _against_my_turn(assignment, mine)
    if mine not in SIGNERS[name]:
        raise NotYours(
            _("This contract is not yours to sign: %(title)s.", title=TITLES[name]),
            rule=rule_of(assignment),
            who_may=[name_of(assignment.party(PARTIES[each])) for each in SIGNERS[name]],
        )
    found = _against_turn(assignment, name, mine)
    if found:
        return found
    if begins(name, mine):
        return list(against_terms.against(assignment, name, body))
    return list(_against_reading(assignment, name, body))


def begins(name: ContractName, party: str | None) -> bool:
    """Whether that party gives the terms of the contract, and signs first."""
    return SIGNERS[name][0] == party


def _chosen(assignment: DesignAssignment, body: Body) -> ContractName | None:
    return next((name for name in contracts.needed(assignment) if name.value == body.get("contract")), None)


def _against_any(assignment: DesignAssignment) -> list[Reason]:
    if not contracts.needed(assignment):
        text = _("The contracts of this design assignment are concluded on its tender: the operator creates nothing.")
        return [Reason(text, rule="¶ 88")]
    if contracts.signed_by_all(assignment):
        return [Reason(_("There is nothing left to sign: all have signed."), rule=rule_of(assignment))]
    if contracts.has_ended(assignment):
        own = contracts.is_own(assignment)
        text = (
            _("The formation has ended: the design assignment is reopened, or the creation is cancelled.")
            if own
            else _(
                "Nothing came of the additions: the design assignment is reopened, the development is discussed again, "
                "or it is cancelled."
            )
        )
        return [Reason(text, rule="H36" if own else table.RULE)]
    return []


def _not_needed(assignment: DesignAssignment) -> Reason:
    titles = "; ".join(str(TITLES[name]) for name in contracts.needed(assignment))
    text = _("This design assignment needs no such contract. It needs: %(titles)s", titles=titles)
    return Reason(text, rule=rule_of(assignment), field="contract")


def _against_my_turn(assignment: DesignAssignment, mine: str) -> list[Reason]:
    """No contract is named: something can be signed by that party, or it says why nothing can."""
    found = [_against_turn(assignment, name, mine) for name in contracts.needed(assignment) if mine in SIGNERS[name]]
    if not found or any(not each for each in found):
        return []
    return found[0]


def _against_turn(assignment: DesignAssignment, name: ContractName, mine: str) -> list[Reason]:
    """Each signs once, in their order; who gave the terms may give others until all have signed."""
    contract = contracts.standing(assignment).get(name)
    following, rule = contracts.next_signer(name, contract), contracts.rule_of_contract(assignment, name)
    if following is None:
        return [Reason(_("Both have signed this contract already."), rule=rule)]
    if following == mine or begins(name, mine):
        return []
    if contract is not None and mine in contract.signatures:
        return [Reason(_("Your organisation has signed this contract already"), rule=rule)]
    party = _(PARTY_TITLES[PARTIES[following]])
    text = (
        _("First to sign, with the terms: %(party)s.", party=party)
        if begins(name, following)
        else _("It is not your turn yet. The next to sign this contract: %(party)s", party=party)
    )
    return [Reason(text, rule=rule)]


def _against_reading(assignment: DesignAssignment, name: ContractName, body: Body) -> Iterator[Reason]:
    rule = rule_of(assignment)
    for field in TERMS:
        if body.get(field) not in (None, ""):
            text = _("The terms stand in the contract that you sign: leave this out")
            yield Reason(text, rule=rule, field=field)
    contract, version = contracts.standing(assignment).get(name), body.get("version")
    if version is None:
        text = _("Say which version of the terms you have read: it stands with the contract")
        yield Reason(text, rule=rule, field="version")
    elif contract is not None and version != contract.version:
        text = _("The terms of this contract were changed meanwhile. Read the newest ones before you sign.")
        raise Stale(text, rule=rule)


_OF_THREE = {CUSTOMER: table.THREE_BEGUN, OPERATOR: table.THREE_PASSED_ON, SUPPLIER: table.THREE_SIGNED}


def whose_signature(assignment: DesignAssignment, body: Body, actor: Actor) -> str:
    """Which of the table's rows it is: of which contract, and whether nothing is left to sign afterwards."""
    if not contracts.are_additions(assignment):
        return OWN
    mine, name = contracts.signs_as(assignment, actor), _chosen(assignment, body)
    if name is None or mine is None:
        raise LookupError(f"{assignment.public_number}: no contract is chosen")  # The guard has seen to it.
    if name is ContractName.PPP:
        return _OF_THREE[mine]
    service = name is ContractName.SERVICE
    if begins(name, mine):
        return table.SERVICE_BEGUN if service else table.LEASE_BEGUN
    stands = contracts.standing(assignment)
    others = (each for each in contracts.needed(assignment) if each is not name)
    if all(contracts.next_signer(each, stands.get(each)) is None for each in others):
        return table.SERVICE_LAST if service else table.LEASE_LAST
    return table.SERVICE_SIGNED if service else table.LEASE_SIGNED


def sign(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The terms make a contract, in the place of one that not all have signed; with the last signature all
    of them are in force, and what rests on the assignment learns of it.
    """
    name = ContractName(body["contract"])
    mine = next(each for each, party in PARTIES.items() if party is act.party)
    signature = {"user": act.taker.public_id, "at": clock.almaty(act.at).isoformat()}
    if begins(name, mine):
        _conclude(assignment, name, {mine: signature}, body, act)
        return
    contract = contracts.standing(assignment).get(name)
    if contract is None:
        raise LookupError(f"{assignment.public_number} has no contract to sign")  # The guard has seen to it.
    contract.signatures = {**contract.signatures, mine: signature}
    db.session.flush()
    if contracts.signed_by_all(assignment):
        for each in contracts.rows_of(assignment):
            each.in_force_at = act.at
        db.session.flush()
        kinds.let_know(assignment, act)


def _conclude(
    assignment: DesignAssignment, name: ContractName, signatures: Mapping[str, Any], body: Body, act: Act
) -> None:
    version = contracts.next_version(assignment, name)
    contracts.end(assignment, act.at, name)
    document = str(body["document"])
    made = OperatorContract(
        assignment=assignment,
        name=name,
        version=version,
        **against_terms.prices_of(name, body),
        starts_on=against_terms.day(body["starts_on"]),
        ends_on=against_terms.day(body["ends_on"]),
        document=document,
        signatures=dict(signatures),
    )
    db.session.add(made)
    documents.adopt(assignment, [document], parties_only=True)
    db.session.flush()


def _is_turn(assignment: DesignAssignment, actor: Actor) -> bool:
    """Whether the actor's signature comes next; who gave the terms may give others, and need not."""
    return contracts.is_turn_of(assignment, contracts.signs_as(assignment, actor))


def _mine_first(assignment: DesignAssignment, asked: str) -> ContractName | None:
    """The contract that the page is about: the one that the link names, else the first that is the actor's turn."""
    mine = contracts.signs_as(assignment, context.actor())
    open_to_me = [
        name
        for name in contracts.needed(assignment)
        if mine is not None and mine in SIGNERS[name] and not _against_turn(assignment, name, mine)
    ]
    stands = contracts.standing(assignment)
    named = [name for name in open_to_me if name.value == asked]
    turns = [name for name in open_to_me if contracts.next_signer(name, stands.get(name)) == mine]
    return next(iter((*named, *turns, *open_to_me)), None)


def _begun(assignment: DesignAssignment, asked: str) -> Mapping[str, Any] | None:
    """Who gives the terms starts from the most that they may be, or from what stands; the other from their version."""
    name = _mine_first(assignment, asked)
    if name is None:
        return None
    contract = contracts.standing(assignment).get(name)
    known: dict[str, Any] = {"contract": name.value}
    if not begins(name, contracts.signs_as(assignment, context.actor())):
        return known | {"version": contract.version if contract is not None else None}
    if contract is not None:
        return known | _terms_of(contract)
    return known | {field: _proposed(assignment, what) for field, what in PRICES[name].items()}


def _proposed(assignment: DesignAssignment, what: ContractName) -> str | None:
    bounds = (against_terms.ceiling(assignment, what), against_terms.offered(assignment, what))
    found = min((each for each in bounds if each is not None), default=None)
    return f"{found:.2f}" if found is not None else None


def _terms_of(contract: OperatorContract) -> dict[str, Any]:
    return {
        **{field: price for field, price in contracts.price_texts(contract).items() if field in PRICES[contract.name]},
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "document": contract.document,
    }


def _facts(assignment: DesignAssignment, form: Any) -> Mapping[str, Any]:
    """Who gives the terms fills them in; to the other party the form is what stands there, without a field."""
    name = _mine_first(assignment, str(form.contract.data or ""))
    gives = name is not None and begins(name, contracts.signs_as(assignment, context.actor()))
    own = against_terms.terms_of(name) if gives and name is not None else ("version",)
    for field in ("version", *TERMS):
        if field not in own and field in form:
            del form[field]
    for field in own if gives else ():
        form[field].flags.required = True
        form[field].validators = [needed()]
    return {
        "gives_terms": gives,
        "contract_name": name.value if name is not None else "",
        "heading": _heading(assignment, name),
        "shown": contracts_page.shown_of(assignment, name) if name is not None else None,
        "prices": [(form[field], contracts_page.limits(assignment, what)) for field, what in PRICES[name].items()]
        if gives and name is not None
        else [],
        "heading_rule": contracts.rule_of_contract(assignment, name) if name is not None else "",
    }


_HEADINGS = {
    ContractName.SERVICE: table.SIGN_SERVICE,
    ContractName.LEASE: table.SIGN_LEASE,
    ContractName.PPP: table.SIGN_PPP,
}


def _heading(assignment: DesignAssignment, name: ContractName | None) -> str:
    """Which addition is signed, by its row; "" for the one contract of ¶ 88, whose row stands first in the table."""
    if name is None or not contracts.are_additions(assignment):
        return ""
    return _(_HEADINGS[name])


def _button(assignment: DesignAssignment) -> str:
    """The move's own words for ¶ 88; of additions, whether it is the actor's turn or may merely be done."""
    if not contracts.are_additions(assignment):
        return ""
    if contracts.is_turn_of(assignment, contracts.signs_as(assignment, context.actor())):
        return _("Sign the addition to the contract")
    return _("Sign an addition anew, with other terms")


def what_is_signed(assignment: DesignAssignment, body: Body) -> Mapping[str, Any] | None:
    """The terms that stand, as the other party signs them; who gives the terms carries them itself."""
    name = _chosen(assignment, body)
    contract = contracts.standing(assignment).get(name) if name is not None else None
    return None if contract is None or body.get("version") is None else _terms_of(contract)


def _is_no_own(assignment: DesignAssignment) -> bool:
    return not contracts.is_own(assignment)


def _adds_nothing_to(name: ContractName) -> Callable[[DesignAssignment], bool]:
    return lambda assignment: not contracts.are_additions(assignment) or name not in contracts.needed(assignment)


def _term(key: str, waits: Callable[[DesignAssignment], bool]) -> TermRule:
    return TermRule(key, waits=waits, will_wait=lambda assignment, action: waits(assignment))


SIGN_TERMS = (
    _term(SIGN_FIRST, _is_no_own),
    _term(table.SERVICE_FIRST, _adds_nothing_to(ContractName.SERVICE)),
    _term(table.LEASE_FIRST, _adds_nothing_to(ContractName.LEASE)),
    _term(table.PPP_FIRST, _adds_nothing_to(ContractName.PPP)),
)
SIGN_CONTRACT = Action(
    "sign_contract",
    signs=what_is_signed,
    form=OperatorContractForm,
    against=against_signing,
    awaited=_is_turn,
    may_be_taken=contracts.may_be_needed,
    carry_out=sign,
    which=whose_signature,
    page=ActionPage(
        note=N_("No tender is held. With the last signature what was signed is in force, and the formation begins."),
        template="requests/assignment/sign_contract.html",
        begun_with=("contract", _begun),
        button=_button,
        facts=_facts,
    ),
)
