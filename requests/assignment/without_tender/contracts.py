"""The contracts that are concluded on a design assignment, without tender: that of operator and state body on an IC
service that the operator creates itself (¶ 88), and additions to the contracts of a service that is developed without
replacing its supplier (¶ 92, H51; of a PPP project one of three parties, H54). Which are needed, who has signed, whose
turn it is. Nothing here commits.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act, Procedure
from qyzmet.reading.beside import is_beside
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Party, Role

from ...models import ContractName, DesignAssignment, OperatorContract
from ...procedure import additions as table
from ...procedure.operator_contract import SIGN_FIRST, SIGN_NEXT
from ..choices import Mechanism
from . import additions

CUSTOMER, OPERATOR, SUPPLIER = "customer", "operator", "supplier"
PARTIES = {CUSTOMER: Party.STATE_BODY, OPERATOR: Party.OPERATOR, SUPPLIER: Party.SUPPLIER}
# Who signs, in this order: the first with the terms.
SIGNERS: dict[ContractName, tuple[str, ...]] = {
    ContractName.SERVICE: (CUSTOMER, OPERATOR),
    ContractName.LEASE: (OPERATOR, SUPPLIER),
    ContractName.PPP: (CUSTOMER, OPERATOR, SUPPLIER),
}
# The prices that each holds, and what each of them is the price of.
PRICES: dict[ContractName, dict[str, ContractName]] = {
    ContractName.SERVICE: {"price": ContractName.SERVICE},
    ContractName.LEASE: {"price": ContractName.LEASE},
    ContractName.PPP: {"price_lease": ContractName.LEASE, "price_service": ContractName.SERVICE},
}
# The parts of the design assignment that hold the ceilings.
CEILINGS = {ContractName.SERVICE: ("ceiling_service", 3), ContractName.LEASE: ("ceiling_lease", 2)}
_OWN_TERMS = {CUSTOMER: SIGN_FIRST, OPERATOR: SIGN_NEXT}
_TERMS = {
    (ContractName.SERVICE, CUSTOMER): table.SERVICE_FIRST,
    (ContractName.SERVICE, OPERATOR): table.SERVICE_NEXT,
    (ContractName.LEASE, OPERATOR): table.LEASE_FIRST,
    (ContractName.LEASE, SUPPLIER): table.LEASE_NEXT,
    (ContractName.PPP, CUSTOMER): table.PPP_FIRST,
    (ContractName.PPP, OPERATOR): table.PPP_NEXT,
    (ContractName.PPP, SUPPLIER): table.PPP_LAST,
}
# After these acts what was signed is void, until the next version is approved.
_ENDED_BY = frozenset({"formation_ended", "additions_ended", "decline_contract"})


def are_additions(assignment: DesignAssignment) -> bool:
    """¶ 92, H51: whether additions to contracts that are in force are signed, and no tender is held."""
    return assignment.adds_to is not None


def is_own(assignment: DesignAssignment) -> bool:
    """H16: whether the operator creates the IC service itself, by a contract with the customer and without a tender."""
    return assignment.mechanism == Mechanism.OPERATOR and not are_additions(assignment)


def needed(assignment: DesignAssignment) -> tuple[ContractName, ...]:
    """The contracts that are signed on the assignment; none where its tender leads to them."""
    if assignment.adds_to is not None:
        return additions.needed(assignment.adds_to, standing(assignment))
    return (ContractName.SERVICE,) if is_own(assignment) else ()


def is_of_three(assignment: DesignAssignment) -> bool:
    """H54: whether one addition of three parties is signed, as the contract of a PPP project is one."""
    return ContractName.PPP in needed(assignment)


def may_be_needed() -> ColumnElement[bool]:
    """The condition on `Procedure` that contracts are signed on it, for lists."""
    own = DesignAssignment.__table__
    needing = select(own.c.id).where(
        own.c.id == Procedure.id, or_(own.c.mechanism == Mechanism.OPERATOR, own.c.adds_to.is_not(None))
    )
    return is_beside(needing.correlate(Procedure))


def may_have_ended() -> ColumnElement[bool]:
    """The condition on `Procedure` that nothing came of what was signed on it, for lists."""
    ended = select(Act.id).where(
        Act.procedure_id == Procedure.id, Act.action.in_(sorted(_ENDED_BY)), Act.annulled_by_id.is_(None)
    )
    return is_beside(ended.correlate(Procedure))


def rule_of(assignment: DesignAssignment) -> str:
    """By which rule they are signed."""
    return table.RULE if are_additions(assignment) else "¶ 88"


def rule_of_contract(assignment: DesignAssignment, name: ContractName) -> str:
    """By which rule its parties sign that contract in their order."""
    return table.RULE_OF_THREE if name is ContractName.PPP else rule_of(assignment)


def term_of(assignment: DesignAssignment, name: ContractName, party: str) -> str:
    """The key of the term in which that party signs that contract."""
    return _TERMS[name, party] if are_additions(assignment) else _OWN_TERMS[party]


def standing(assignment: DesignAssignment) -> dict[ContractName, OperatorContract]:
    """The contracts that stand, in force or signed by the first so far, in the order of their names."""
    found = {each.name: each for each in rows_of(assignment)}
    return {name: found[name] for name in ContractName if name in found}


@read_once
def rows_of(assignment: DesignAssignment) -> list[OperatorContract]:
    """Those that stand, the oldest first."""
    query = select(OperatorContract).where(are_standing([assignment.id])).order_by(OperatorContract.id)
    return list(db.session.scalars(query))


def are_standing(assignments: Any) -> ColumnElement[bool]:
    """The condition on a contract that it is of one of these assignments, by their keys, and has not ended."""
    return and_(OperatorContract.assignment_id.in_(assignments), OperatorContract.ended_at.is_(None))


def next_signer(name: ContractName, contract: OperatorContract | None) -> str | None:
    """Whose signature comes next under that contract; None where all of its parties have signed."""
    signed = contract.signatures if contract is not None else {}
    return next((party for party in SIGNERS[name] if party not in signed), None)


def signed_by_all(assignment: DesignAssignment) -> bool:
    """Whether there is nothing left to sign of what the assignment needs: what follows from it begins, or has begun."""
    stands = standing(assignment)
    wanted = needed(assignment)
    return bool(wanted) and all(next_signer(name, stands.get(name)) is None for name in wanted)


def price_of(assignment: DesignAssignment, what: ContractName) -> Decimal | None:
    """What lease or IC service costs by the contracts of the assignment, in tenge, once all of them are in force."""
    in_force = (each for each in rows_of(assignment) if each.in_force_at is not None)
    return next((price for each in in_force if (price := held_price(each, what)) is not None), None)


def held_price(contract: OperatorContract, what: ContractName) -> Decimal | None:
    """The price of lease or IC service that the contract holds; None where it holds no such price."""
    field = next((name for name, priced in PRICES[contract.name].items() if priced is what), None)
    return getattr(contract, field) if field is not None else None


def price_texts(contract: OperatorContract) -> dict[str, str | None]:
    """Its prices in the spelling of the outside interface."""
    found = {name: getattr(contract, name) for name in ("price", "price_lease", "price_service")}
    return {name: f"{price:.2f}" if price is not None else None for name, price in found.items()}


def next_version(assignment: DesignAssignment, name: ContractName) -> int:
    """The version of the next terms of that contract."""
    query = select(OperatorContract.version).where(
        OperatorContract.assignment_id == assignment.id, OperatorContract.name == name
    )
    return 1 + max(db.session.scalars(query), default=0)


def end(assignment: DesignAssignment, at: dt.datetime, *names: ContractName) -> None:
    """What stands, of these names or of all, is a contract no more."""
    for name, contract in standing(assignment).items():
        if name in (names or ContractName):
            contract.ended_at = at


def signs_as(assignment: DesignAssignment, actor: Actor) -> str | None:
    """As which party the actor signs; None for all others."""
    for name, party in PARTIES.items():
        organisation = assignment.party(party)
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return name
    return None


def is_turn_of(assignment: DesignAssignment, party: str | None) -> bool:
    """Whether that party's signature comes next under one of the contracts."""
    stands = standing(assignment)
    return any(next_signer(name, stands.get(name)) == party for name in needed(assignment))


def has_ended(assignment: DesignAssignment) -> bool:
    """Whether nothing came of the contracts, declined or given up, and nothing was decided since."""
    acts = [act.action for act in standing_acts(assignment) if act.action == "approve" or act.action in _ENDED_BY]
    return bool(acts) and acts[-1] in _ENDED_BY


def written(assignment: DesignAssignment) -> list[dict[str, Any]]:
    """The contracts that stand as the outside interface has them."""
    return [_written(assignment, name, contract) for name, contract in standing(assignment).items()]


def _written(assignment: DesignAssignment, name: ContractName, contract: OperatorContract) -> dict[str, Any]:
    signed = [assignment.party(PARTIES[each]) for each in SIGNERS[name] if each in contract.signatures]
    return {
        "contract": name.value,
        "version": contract.version,
        **price_texts(contract),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "signed": [each.bin for each in signed if each is not None],
    }
