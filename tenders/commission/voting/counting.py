"""The votes on a proposal, counted (Law 45-1; H22, H43), and what becomes of it after each act. Nothing commits."""

from typing import Any

from qyzmet import clock
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import Seat

from ...models import Protocol, WithCommission
from ...rules import votes
from ...rules.votes import Result, Vote
from .. import seats
from . import proposals

CLOSE = "close_voting"
FALLS = "proposal_falls"
# A vote, its end, a declaration and a signature under minutes leave the proposal open; after any other act on the
# tender it is not that any more on which the members have voted.
_KEEP = frozenset({"sign_protocol", CLOSE, "declare", "sign_minutes"})


def votes_on(protocol: Protocol) -> list[Vote]:
    """The votes on a proposal as the rules count them, without those that came late."""
    return [
        Vote(each.user.public_id, each.in_favour, each.dissent)
        for each in protocol.signatures
        if each.in_favour is not None and not each.late
    ]


def able(procedure: WithCommission) -> frozenset[str]:
    """Who is able to vote, as "U-4": who has a vote, has declared to have no interest, and has not stepped aside."""
    held = (row for row in seats.holding(procedure) if row.seat is not Seat.SECRETARY)
    return frozenset(row.user.public_id for row in held if row.interest is False)


def settle(procedure: WithCommission, act: Act) -> str | None:
    """What follows from an act for the open proposal: what it proposes, that it falls, or nothing yet."""
    protocol = proposals.open_of(procedure)
    if protocol is None or protocol.act_id == act.id:
        return None
    if act.action not in _KEEP:
        proposals.withdraw(procedure, act)
        return None
    closed = act.action == CLOSE
    found = votes.result(
        seats.commission_of(procedure), votes_on(protocol), seats.thirds(procedure), able(procedure), closed=closed
    )
    if found is Result.OPEN:
        return None
    protocol.outcome = _outcome(procedure, protocol, carried=found is Result.CARRIED, closed=closed)
    if found is Result.CARRIED:
        return proposals.action_of(protocol)
    proposals.withdraw(procedure, act)
    return FALLS


def _outcome(procedure: WithCommission, protocol: Protocol, *, carried: bool, closed: bool) -> dict[str, Any]:
    """Votes and their count, as the protocol keeps them once the voting has ended."""
    counted = votes.tally(seats.commission_of(procedure), votes_on(protocol), seats.thirds(procedure), able(procedure))
    names = {row.user.public_id: row.user.full_name for row in seats.rows_of(procedure)}
    return {
        "carried": carried,
        "closed_by_chair": closed,
        "votes": [
            {
                "user": each.user.public_id,
                "name": each.user.full_name,
                "for": each.in_favour,
                "dissent": each.dissent,
                "at": clock.almaty(each.at).isoformat(),
            }
            for each in protocol.signatures
            if each.user.public_id in (*counted.in_favour, *counted.against)
        ],
        "tally": {
            "for": list(counted.in_favour),
            "against": list(counted.against),
            "quorum": counted.quorum,
            "by_chair": counted.by_chair,
        },
        "aside": [{"user": person, "name": names[person]} for person in sorted(seats.aside_of(procedure))],
    }
