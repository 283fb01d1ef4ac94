"""How the contract of operator and state body is shown on the design assignment (¶ 88)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet import context, rights
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ...models import DesignAssignment
from ...procedure.operator_contract import SIGN_FIRST, SIGN_NEXT
from . import operator_contract
from .operator_contract import CUSTOMER, OPERATOR, PARTIES


def now_text(assignment: DesignAssignment) -> str:
    """What happens once it is approved; "" where a tender is held instead."""
    if not operator_contract.is_needed(assignment):
        return ""
    if operator_contract.has_ended(assignment):
        return _(
            "The operator gave up the creation. The integrator reopens the design assignment, or the authorised body "
            "cancels the creation."
        )
    contract = operator_contract.standing(assignment)
    if contract is None:
        return _("No tender is held: the customer signs the contract with the operator first, with its terms.")
    if contract.in_force_at is None:
        return _("The operator signs the contract that the customer has signed.")
    return _("The contract is in force: the operator creates the IC service itself.")


def step_of(assignment: DesignAssignment, now: Mapping[str, Act], running: Mapping[str, Any]) -> dict[str, Any]:
    """The contract as a step of the course."""
    contract = operator_contract.standing(assignment)
    is_whole = contract is not None and contract.in_force_at is not None
    signed = now.get("sign_contract") if is_whole else None
    due = running.get(SIGN_FIRST) or running.get(SIGN_NEXT)
    return step(assignment, _("Contract"), "¶ 88", Party.STATE_BODY, signed, due, now.get("approve"))


def shown(assignment: DesignAssignment) -> dict[str, Any] | None:
    """The contract for those who are parties; None for others, and where there is none."""
    contract = operator_contract.standing(assignment)
    if contract is None or not rights.reads_as_party(context.actor(), assignment):
        return None
    return {
        "contract": contract,
        "document": documents.readable(contract.document),
        "parties": [
            {
                "title": {CUSTOMER: _("Customer (state body)"), OPERATOR: _("Operator")}[key],
                "name": name_of(assignment.party(party)),
                "signed": _signature(contract.signatures.get(key)),
            }
            for key, party in PARTIES.items()
        ],
    }


def _signature(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    user = users.by_public_id(str(kept["user"]))
    return {
        "name": user.full_name if user is not None else kept["user"],
        "at": dt.datetime.fromisoformat(str(kept["at"])),
    }
