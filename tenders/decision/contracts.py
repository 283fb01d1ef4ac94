"""The contracts that stand between customer, operator and supplier (Law 45(3), ¶ 19(14), 103-1, 103-2): which the
tender needs, who has signed, whose turn it is. Nothing here commits.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Role

from ...deadlines import service as deadlines
from ...deadlines.models import Deadline
from ...requests.assignment import replacement
from ...requests.assignment.state_property import becomes_property as demanded_in
from ...requests.assignment.state_property import is_product as product_in
from ...requests.assignment.state_property import rule_of_the_whole as rule_of_the_whole_in
from ..announcement.design_assignment import assignment_data
from ..commission import protocols
from ..models import Contract, Tender
from ..procedure.contracts import PARTIES, SIGNERS, ContractKind, ContractParty, term_of
from ..rules.contract_terms import Prices, ThreeYears, after_three_years, begins, needed_contracts, next_signer
from ..rules.protocol_kinds import ProtocolKind


def standing(tender: Tender) -> dict[ContractKind, Contract]:
    """The contracts that stand, in force or signed by some so far, in the order of their kinds."""
    found = {each.kind: each for each in rows_of(tender)}
    return {kind: found[kind] for kind in ContractKind if kind in found}


@read_once
def rows_of(tender: Tender) -> list[Contract]:
    """Those that stand, the oldest first."""
    query = select(Contract).where(are_standing([tender.id])).order_by(Contract.id)
    # Seen as they are now: another party may have signed since a page of this request looked at them.
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def are_standing(tender_ids: Any) -> ColumnElement[bool]:
    """The condition on a contract that it is one of these tenders', and stands."""
    return and_(Contract.tender_id.in_(tender_ids), Contract.ended_at.is_(None))


def needed(tender: Tender) -> tuple[ContractKind, ...]:
    """The contracts that the mechanism and the assignment of this tender ask for."""
    return needed_contracts(
        ppp=is_ppp(tender),
        becomes_property=becomes_property(tender),
        replaces=replacement.is_replacement(tender.assignment),
    )


def signs_as(tender: Tender, actor: Actor) -> ContractParty | None:
    """As which party the actor would sign: the one that the engine finds first in the table."""
    for each in (ContractParty.CUSTOMER, ContractParty.OPERATOR, ContractParty.SUPPLIER):
        organisation = tender.party(PARTIES[each])
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return each
    return None


def signed_by(contract: Contract | None) -> set[ContractParty]:
    """Who has signed it."""
    return {ContractParty(each) for each in contract.signatures} if contract is not None else set()


def next_to_sign(tender: Tender) -> dict[ContractKind, ContractParty]:
    """Whose signature comes next, of each contract that is needed and not in force yet."""
    stands = standing(tender)
    found = {kind: next_signer(kind, signed_by(stands.get(kind))) for kind in needed(tender)}
    return {kind: party for kind, party in found.items() if party is not None}


def is_turn_of(tender: Tender, party: ContractParty) -> bool:
    """Whether that party's signature comes next in one of the contracts."""
    return party in next_to_sign(tender).values()


def can_begin_anew(tender: Tender, party: ContractParty) -> bool:
    """Whether that party has begun a contract that is not in force yet: it may give other terms."""
    return any(begins(kind, party) for kind in next_to_sign(tender))


def unsigned_of(tender: Tender, party: ContractParty) -> list[ContractKind]:
    """The contracts that the party has still to sign, whoever's turn it is."""
    stands = standing(tender)
    return [kind for kind in needed(tender) if party in SIGNERS[kind] and party not in signed_by(stands.get(kind))]


def end(tender: Tender, act: Act) -> None:
    """The supplier is gone, or a party declined: what was signed is no contract any more; the rows stay."""
    for contract in standing(tender).values():
        contract.ended_at = act.at
    db.session.flush()


def running_term(tender: Tender, kind: ContractKind, party: ContractParty) -> Deadline | None:
    """The term in which that party signs that contract, while it runs (H5)."""
    return next(iter(deadlines.open_deadlines(tender, term_of(kind, party))), None)


def decided_on(tender: Tender) -> dt.date:
    """The day of the signed protocol that names the supplier: no contract starts before it."""
    signed = [each.published_at for each in protocols.of_kind(tender, ProtocolKind.DECISION) if each.published_at]
    return clock.almaty(signed[-1]).date()


def in_force_since(tender: Tender) -> dt.datetime | None:
    """H33: when the last of the contracts came into force; None while one is missing."""
    stands = standing(tender)
    instants = [stands[kind].in_force_at if kind in stands else None for kind in needed(tender)]
    found = [each for each in instants if each is not None]
    return max(found) if len(found) == len(instants) else None


def is_ppp(tender: Tender) -> bool:
    """Whether the tender is for a PPP project."""
    return (assignment_data(tender).get("general") or {}).get("mechanism") == "ppp"


def becomes_property(tender: Tender) -> bool:
    """¶ 103-1: whether the assignment demands that the software product becomes the state body's property."""
    return demanded_in(assignment_data(tender))


def rule_of_the_whole(tender: Tender) -> str:
    """By which paragraph the lease is a part of the service's price."""
    return rule_of_the_whole_in(assignment_data(tender))


def ceilings_of(tender: Tender) -> Prices:
    """The ceilings of parts 2 and 3, in tenge."""
    data = assignment_data(tender)
    return Prices(_money(data.get("ceiling_lease")), _money(data.get("ceiling_service")))


def _money(text: Any) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None


def prices_of_others(tender: Tender, kind: ContractKind) -> Prices:
    """The prices of the lease and of the IC service that the other contracts of the tender hold."""
    stands = {other: each for other, each in standing(tender).items() if other is not kind}
    lease, service = stands.get(ContractKind.LEASE), stands.get(ContractKind.SERVICE)
    return Prices(lease.price if lease is not None else None, service.price if service is not None else None)


def three_years(tender: Tender, contract: Contract) -> tuple[ThreeYears, ...]:
    """¶ 103-1, 103-2; H18: what three years of the lease bring, counted from its first day.

    It stands with the contract that holds the lease; with the others nothing does.
    """
    if contract.kind not in (ContractKind.LEASE, ContractKind.PPP):
        return ()
    return after_three_years(
        contract.starts_on,
        contract.ends_on,
        product=product_in(assignment_data(tender)),
        becomes_property=becomes_property(tender),
    )


def _rule_of_beginning(kind: ContractKind) -> TermRule:
    """A contract that this tender does not need is not waited for."""
    return TermRule(
        term_of(kind, SIGNERS[kind][0]),
        waits=lambda tender: kind not in needed(tender),
        will_wait=lambda tender, action: kind not in needed(tender),
    )


BEGINNING_TERMS = tuple(_rule_of_beginning(kind) for kind in ContractKind)
