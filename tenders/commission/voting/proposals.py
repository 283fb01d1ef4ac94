"""What the chair proposes to the Commission (Law 45-1; H22): a protocol that comes in force by the members' votes.

It is the Commission's alone to see until then. Nothing here commits.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from qyzmet import context, database, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.models import Act

from ...bids import opened_bids
from ...models import Bid, Protocol, Tender, WithCommission
from ...rules.protocol_kinds import ProtocolKind
from .. import protocols


def propose(procedure: WithCommission, kind: ProtocolKind, data: Mapping[str, Any], act: Act) -> Protocol:
    """Record what the chair proposes. One that was open before is withdrawn: it stays, with its votes, uncounted."""
    withdraw(procedure, act)
    return protocols.make(procedure, kind, data, act, publish=False)


def open_of(procedure: WithCommission) -> Protocol | None:
    """The proposal that is being voted on; None where there is none, or a bidder has mended its bid meanwhile."""
    found = _waiting(procedure)
    return None if found is None or _was_overtaken(procedure, found) else found


def none_is_open(procedure: WithCommission, actor: Actor) -> bool:
    """Whether the chair is expected to propose: while a proposal is voted on another may replace it, and need not."""
    return open_of(procedure) is None


def _waiting(procedure: WithCommission) -> Protocol | None:
    found = (each for each in reversed(procedure.protocols) if each.kind is not ProtocolKind.OPENING)
    return next((each for each in found if each.published_at is None and each.annulled_at is None), None)


def _was_overtaken(procedure: WithCommission, protocol: Protocol) -> bool:
    """Whether a bid was mended after the proposal: what was examined is not what stands there now."""
    if protocol.kind is not ProtocolKind.EXAMINATION:
        return False
    if database.is_reading():
        # A page has read the acts of the bids already.
        bids = opened_bids.all_of(procedure) if isinstance(procedure, Tender) else []
        acts = (act for bid in bids for act in bid.acts)
        return any(act.action == "correct" and act.id > (protocol.act_id or 0) for act in acts)
    mended = exists().where(
        Act.procedure_id == Bid.id,
        Bid.tender_id == procedure.id,
        Act.action == "correct",
        Act.id > protocol.act_id,
    )
    return bool(db.session.scalar(select(mended)))


def withdraw(procedure: WithCommission, act: Act) -> None:
    """Withdraw the proposal that is open, if there is one, because of the act."""
    found = _waiting(procedure)
    if found is not None:
        found.annulled_at = act.at
        db.session.flush()


def put_in_force(procedure: WithCommission, act: Act) -> Protocol:
    """Publish the proposal, as the votes have carried it. Raises LookupError where none is open."""
    found = open_of(procedure)
    if found is None:
        raise LookupError(f"{procedure.public_number} has no proposal that could be carried")
    found.published_at = act.at
    # The history leads to it.
    act.body = {**act.body, "protocol": found.number}
    db.session.flush()
    return found


def action_of(protocol: Protocol) -> str:
    """The action that it proposes. Raises LookupError for a protocol that nobody proposed."""
    if protocol.act is None:
        raise LookupError(f"nobody proposed protocol {protocol.number}")
    return protocol.act.action


def hides(procedure: WithCommission, act: Act) -> bool:
    """Proposals, votes and their closing are the Commission's own in the history; what follows is everybody's."""
    return act.from_state == act.to_state and not rights.may_see_unpublished(context.actor(), procedure)


def untold(procedure: WithCommission, act: Act) -> bool:
    """The same in the audit trail: what is proposed is the Commission's own until it is in force."""
    return hides(procedure, act) and any(
        each.act_id == act.id and each.published_at is None for each in procedure.protocols
    )
