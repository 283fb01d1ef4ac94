"""¶ 53-1; H24, H25, H29: what the Commission decides where a tender names nobody, and what follows from it.

One rule says what is lawful (rules/reannouncement.py). Nothing here commits.
"""

from collections.abc import Mapping

from qyzmet.context import Actor
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.kept import to_json
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.vocabulary import Party

from ...requests.assignment import amend, order
from ..announcement import announce_again
from ..bids import opened_bids
from ..commission import protocols, seats
from ..models import Tender
from ..procedure.states import COMPLIANT, NO_BIDS, OPENED, WINNER
from ..rules import reannouncement
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision, Place, next_place
from . import choice, protocol_data, votes

# What a bid can still be when its tender ends without a choice.
_OPEN_BIDS = (OPENED, COMPLIANT, WINNER)


def _guard(decision: Decision) -> Guard:
    def against(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
        """The decision is lawful here, and carried by votes."""
        refused = reannouncement.against(decision, choice.facts_of(tender))
        if refused is not None:
            return [reason_of(refused)]
        # Where no bid came in there is nobody in whom anybody could have an interest.
        stands = seats.against_missing(tender) if tender.state == NO_BIDS else seats.against_meeting(tender, actor)
        return stands or reasons_of(votes.against_resolving(tender, body))

    return against


def _record(tender: Tender, decision: Decision, body: Body, act: Act) -> None:
    """The protocol of the decision: everybody's at once, as there is nobody whom it could favour."""
    facts = choice.facts_of(tender)
    data = {
        "announcement": tender.announcement,
        "decision": decision.value,
        "lawful": to_json(reannouncement.lawful(facts).reason),
        "came_in": facts.came_in,
        "compliant": facts.compliant,
        "commission": votes.seats_kept(tender),
        "bids": [protocol_data.bid_kept(bid) for bid in opened_bids.all_of(tender)],
        "rejected": [
            {"bid": bid.public_number, "ground": bid.ground, "reason": bid.reason}
            for bid in opened_bids.rejected(tender)
        ],
        **votes.kept(tender, body),
        "grounds": str(body.get("grounds") or ""),
    }
    made = protocols.make(tender, ProtocolKind.OUTCOME, data, act, publish=True)
    act.body = {**act.body, "protocol": made.number}


def _announce_again(decision: Decision) -> Change:
    def change(tender: Tender, body: Body, act: Act) -> None:
        """The protocol, and the draft of the next announcement of the family."""
        _record(tender, decision, body, act)
        _end_bids(tender, act)
        if decision is Decision.AMEND_AND_RERUN:
            amend.reopen(tender.assignment, act, str(body.get("grounds") or ""), tender.public_number)
        here = Place(tender.announcement)
        place = next_place(here, decision)
        if place is None:
            raise LookupError(f"nothing follows {decision}")  # Only a cancellation has no next place.
        made = announce_again.announce_again(tender, act, place, repeats=decision is Decision.REPEAT)
        act.body = {**act.body, "next": made.public_number}

    return change


def _cancel(tender: Tender, body: Body, act: Act) -> None:
    """The creation is cancelled: the design assignment ends, and with it the request or proposal. Everybody is told.

    What the authorised body annulled, and not the Commission decided, has ended these itself.
    """
    if act.party is Party.COMMISSION:
        _record(tender, Decision.CANCEL, body, act)
    _end_bids(tender, act)
    if act.party is Party.COMMISSION:
        order.end(tender.assignment, act, tender.public_number)


def _end_bids(tender: Tender, act: Act) -> None:
    for bid in opened_bids.all_of(tender):
        if bid.state in _OPEN_BIDS:
            engine.follow(bid, "end", act, {"tender": tender.public_number})


GUARDS: Mapping[str, Guard] = {decision.value: _guard(decision) for decision in Decision}
CHANGES: Mapping[str, Change] = {
    **{
        decision.value: _announce_again(decision)
        for decision in (Decision.REANNOUNCE, Decision.AMEND_AND_RERUN, Decision.REPEAT)
    },
    "cancel": _cancel,
}
