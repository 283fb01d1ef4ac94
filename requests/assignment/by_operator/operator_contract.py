"""¶ 88: the contract of operator and state body on an IC service that the operator creates itself."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.annulment import standing_acts
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Party, Role

from ...models import DesignAssignment, OperatorContract
from ..choices import Mechanism

CUSTOMER, OPERATOR = "customer", "operator"
PARTIES = {CUSTOMER: Party.STATE_BODY, OPERATOR: Party.OPERATOR}


def is_needed(assignment: DesignAssignment) -> bool:
    """H16: whether the operator creates the IC service itself, without a tender."""
    return assignment.mechanism == Mechanism.OPERATOR


@read_once
def standing(assignment: DesignAssignment) -> OperatorContract | None:
    """The contract that stands, in force or signed by the first so far."""
    query = select(OperatorContract).where(are_standing([assignment.id]))
    return db.session.scalar(query.order_by(OperatorContract.id.desc()).limit(1))


def are_standing(assignments: Any) -> ColumnElement[bool]:
    """The condition on a contract that it is of one of these assignments, by their keys, and has not ended."""
    return and_(OperatorContract.assignment_id.in_(assignments), OperatorContract.ended_at.is_(None))


def in_force(assignment: DesignAssignment) -> OperatorContract | None:
    """The contract, once both have signed."""
    found = standing(assignment)
    return found if found is not None and found.in_force_at is not None else None


def next_version(assignment: DesignAssignment) -> int:
    """The version of the next terms."""
    query = select(OperatorContract.version).where(OperatorContract.assignment_id == assignment.id)
    return 1 + max(db.session.scalars(query), default=0)


def end(assignment: DesignAssignment, at: dt.datetime) -> None:
    """What stands is a contract no more."""
    found = standing(assignment)
    if found is not None:
        found.ended_at = at


def signs_as(assignment: DesignAssignment, actor: Actor) -> str | None:
    """As which party the actor signs; None for all others."""
    for name, party in PARTIES.items():
        organisation = assignment.party(party)
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return name
    return None


def has_ended(assignment: DesignAssignment) -> bool:
    """Whether the formation by the operator ended, and nothing was decided since."""
    acts = [act.action for act in standing_acts(assignment) if act.action in ("approve", "formation_ended")]
    return acts[-1:] == ["formation_ended"]


def written(assignment: DesignAssignment) -> list[dict[str, Any]]:
    """The contract that stands as the outside interface has it."""
    found = standing(assignment)
    if found is None:
        return []
    signed = [assignment.party(PARTIES[each]) for each in PARTIES if each in found.signatures]
    return [
        {
            "contract": "service",
            "version": found.version,
            "price": f"{found.price:.2f}",
            "starts_on": found.starts_on.isoformat(),
            "ends_on": found.ends_on.isoformat(),
            "signed": [each.bin for each in signed if each is not None],
        }
    ]
