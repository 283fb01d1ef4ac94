"""How the contracts of a design assignment without tender are shown (¶ 88; of additions ¶ 92, H51, H54)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qyzmet import context, rights
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web import formats

from ...models import ContractName, DesignAssignment, OperatorContract
from ...procedure import additions as table
from ...procedure.operator_contract import SIGN_FIRST, SIGN_NEXT
from . import additions, against_terms, contracts
from .contract_paper import PRICE_TITLES, title_of, titles_of
from .contracts import CEILINGS, PARTIES, PRICES, SIGNERS

_CASES = {
    ContractName.SERVICE: frozenset({table.SERVICE_SIGNED, table.SERVICE_LAST}),
    ContractName.LEASE: frozenset({table.LEASE_SIGNED, table.LEASE_LAST}),
    ContractName.PPP: frozenset({table.THREE_SIGNED}),
}


def now_text(assignment: DesignAssignment) -> str:
    """What happens once it is approved; "" where a tender is held instead."""
    if contracts.are_additions(assignment):
        return _now_of_additions(assignment)
    if not contracts.is_own(assignment):
        return ""
    if contracts.has_ended(assignment):
        return _(
            "The operator gave up the creation. The integrator reopens the design assignment, or the authorised body "
            "cancels the creation."
        )
    contract = contracts.standing(assignment).get(ContractName.SERVICE)
    if contract is None:
        return _("No tender is held: the customer signs the contract with the operator first, with its terms.")
    if contract.in_force_at is None:
        return _("The operator signs the contract that the customer has signed.")
    return _("The contract is in force: the operator creates the IC service itself.")


def _now_of_additions(assignment: DesignAssignment) -> str:
    is_one = contracts.is_of_three(assignment)
    if contracts.has_ended(assignment):
        return _(
            "Nothing came of the additions. The integrator reopens the design assignment or puts the development to "
            "discussion again, or the authorised body cancels it; the service stays as it is."
        )
    if contracts.signed_by_all(assignment):
        if is_one:
            return _("The addition to the contract of the PPP project is in force: what was developed is being formed.")
        return _("The additions to the contracts are in force: what was developed is being formed.")
    stands = contracts.standing(assignment)
    turns = "; ".join(
        f"{title_of(name, assignment)} – {name_of(assignment.party(PARTIES[party]))}"
        for name in contracts.needed(assignment)
        if (party := contracts.next_signer(name, stands.get(name))) is not None
    )
    if is_one:
        return _(
            "No tender is held: customer, operator and supplier sign one addition to the contract of the PPP project. "
            "Next to sign: %(turns)s.",
            turns=turns,
        )
    return _("No tender is held: additions to the contracts are signed. Next to sign: %(turns)s.", turns=turns)


def steps_of(assignment: DesignAssignment, now: Mapping[str, Act], running: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The contracts as steps of the course."""
    if not contracts.are_additions(assignment):
        is_whole = contracts.signed_by_all(assignment)
        signed = now.get("sign_contract") if is_whole else None
        due = running.get(SIGN_FIRST) or running.get(SIGN_NEXT)
        return [step(assignment, _("Contract"), "¶ 88", Party.STATE_BODY, signed, due, now.get("approve"))]
    return [_step_of(assignment, name, now, running) for name in contracts.needed(assignment)]


def _step_of(
    assignment: DesignAssignment, name: ContractName, now: Mapping[str, Act], running: Mapping[str, Any]
) -> dict[str, Any]:
    signers = SIGNERS[name]
    contract = contracts.standing(assignment).get(name)
    following = contracts.next_signer(name, contract)
    of_version = assignment.acts_of_version
    signed = None
    if following is None:
        signed = next((act for act in reversed(of_version) if act.case in _CASES[name]), None)
    due = next(
        (running[key] for each in signers if (key := contracts.term_of(assignment, name, each)) in running),
        None,
    )
    party, rule = PARTIES[following or signers[-1]], contracts.rule_of_contract(assignment, name)
    return step(assignment, title_of(name, assignment), rule, party, signed, due, now.get("approve"))


def all_shown(assignment: DesignAssignment) -> list[dict[str, Any]]:
    """The contracts that stand, for those who are parties; none for others."""
    return [found for name in contracts.needed(assignment) if (found := shown_of(assignment, name)) is not None]


def shown_of(assignment: DesignAssignment, name: ContractName) -> dict[str, Any] | None:
    """That contract for those who are parties; None for others, and where there is none."""
    contract = contracts.standing(assignment).get(name)
    if contract is None or not rights.reads_as_party(context.actor(), assignment):
        return None
    titles = titles_of(name)
    return {
        "key": f"contract-{name}" if contracts.are_additions(assignment) else "contract",
        "title": title_of(name, assignment) if contracts.are_additions(assignment) else _("Contract with the operator"),
        "rule": contracts.rule_of_contract(assignment, name),
        "contract": contract,
        "prices": [(_(PRICE_TITLES[field]), getattr(contract, field)) for field in PRICES[name]],
        "in_force_at": contract.in_force_at,
        "document": documents.readable(contract.document),
        "href": _href(assignment, name, contract),
        "parties": [
            {
                "title": _(titles[key]),
                "name": name_of(assignment.party(PARTIES[key])),
                "signed": _signature(contract.signatures.get(key)),
            }
            for key in SIGNERS[name]
        ],
    }


def _href(assignment: DesignAssignment, name: ContractName, contract: OperatorContract) -> str | None:
    """Where the reader signs it, if it is the reader's turn."""
    mine = contracts.signs_as(assignment, context.actor())
    if mine is None or contracts.next_signer(name, contract) != mine:
        return None
    return f"{assignment.path}/act/sign_contract?contract={name}"


def limits(assignment: DesignAssignment, what: ContractName) -> list[str]:
    """What bounds the price of lease or IC service, in words: the ceiling of the assignment, the contract of now with
    what was offered.
    """
    found = []
    ceiling, part = against_terms.ceiling(assignment, what), CEILINGS[what][1]
    if ceiling is not None:
        found.append(
            _(
                "At most the ceiling of part %(part)s of the design assignment: %(amount)s",
                part=part,
                amount=_money(ceiling),
            )
        )
    kept = assignment.adds_to
    bound = additions.most(kept, what) if kept is not None else None
    if kept is not None and bound is not None:
        found.append(
            _(
                "At most %(most)s: the contract of now, %(now)s, and what was offered for the development, %(offered)s",
                most=_money(bound),
                now=_money(additions.price_now(kept, what)),
                offered=_money(additions.offered(kept, what)),
            )
        )
    return found


def _money(amount: Decimal | None) -> str:
    return formats.money(amount or Decimal(0), formats.language(), exact=True)


def _signature(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    user = users.by_public_id(str(kept["user"]))
    return {
        "name": user.full_name if user is not None else kept["user"],
        "at": dt.datetime.fromisoformat(str(kept["at"])),
    }
