"""A tender that names nobody (¶ 53-1; H24, H25, H29, H36): what the Commission can decide, and what follows from it.

It announces the tender again, amends the design assignment and runs the tender again, repeats it, or cancels it. Which
of these is lawful, one rule says (rules/reannouncement.py). Nothing here commits.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reason_of, text_of
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party

from ...requests.assignment import order
from ...requests.assignment.approval import amend
from ..bids import opened_bids
from ..commission import ranking, seats
from ..commission.voting import proposals
from ..models import Tender
from ..procedure.states import COMPLIANT, NO_BIDS, NONE_COMPLIANT, OPENED, RANKED, WINNER
from ..rules import reannouncement
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision, Facts, Lawful, Place, next_place
from . import choice, protocol_data
from .announce_again import announce_again

# Where the Commission decides, and may have nobody to name.
DECIDING = (NO_BIDS, NONE_COMPLIANT, RANKED)
# What a bid can still be when its tender ends without a choice.
_OPEN_BIDS = (OPENED, COMPLIANT, WINNER)


class NoSupplierForm(Form):
    """¶ 53-1, H29: a decision where nobody is named, and its grounds."""

    grounds = TextArea(_l("Grounds"), [needed()], most=4000)


def facts_of(tender: Tender) -> Facts:
    """How the tender stands to ¶ 53-1.

    That no bid came in was found by the opening. A bid that could not be opened, or whose envelope nobody has entered,
    came in all the same.
    """
    place = Place(tender.announcement)
    if tender.state == NO_BIDS:
        return Facts(place, came_in=0)
    found = len(ranking.compliant(tender))
    return Facts(
        place,
        came_in=max(1, len(opened_bids.all_of(tender))),
        compliant=found,
        may_choose=tender.state == RANKED and found > 0 and bool(choice.can_be_chosen(tender)),
        single_refused=ranking.is_single_refused(tender),
        declined=tender.state == RANKED and choice.was_declined(tender),
    )


def lawful_now(tender: Tender) -> Lawful:
    """What the Commission can decide where the tender names nobody, with the reason."""
    return reannouncement.lawful(facts_of(tender))


def _against(decision: Decision, tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """The decision is lawful here, and the Commission can meet."""
    refused = reannouncement.against(decision, facts_of(tender))
    return [reason_of(refused)] if refused is not None else seats.against_meeting(tender, actor)


def _instead(decision: Decision, tender: Tender) -> Reason | None:
    """¶ 53-1: of a decision that is not lawful here, which one is, whatever the state."""
    if tender.state not in DECIDING:
        return None
    said = reannouncement.against(decision, facts_of(tender))
    return reason_of(said) if said is not None else None


def propose(tender: Tender, body: Body, act: Act) -> None:
    """Record what the chair proposes, why it is lawful, and its grounds."""
    data = protocol_data.of_outcome(tender, Decision(act.action), facts_of(tender), body)
    proposals.propose(tender, ProtocolKind.OUTCOME, data, act)


def run_again(tender: Tender, body: Body, act: Act) -> None:
    """What was carried is in force: the draft of the next announcement of the family, at the place that it leads to."""
    decision = Decision(act.action)
    protocol = proposals.put_in_force(tender, act)
    _end_bids(tender, act)
    if decision is Decision.AMEND_AND_RERUN:
        amend.reopen(tender.assignment, act, protocol.data["grounds"], tender.public_number)
    place = next_place(Place(tender.announcement), decision)
    if place is None:
        raise LookupError(f"nothing follows {decision}")  # Only a cancellation has no next place.
    made = announce_again(tender, act, place, repeats=decision is Decision.REPEAT)
    act.body = {**act.body, "next": made.public_number}


def cancel(tender: Tender, body: Body, act: Act) -> None:
    """What was carried is in force: the creation is cancelled, and with it the design assignment and the request."""
    proposals.put_in_force(tender, act)
    _end_bids(tender, act)
    order.end(tender.assignment, act, tender.public_number)


def propose_or_end(tender: Tender, body: Body, act: Act) -> None:
    """The chair's proposal to cancel is recorded; where what the tender rests on was annulled, its bids end."""
    if act.party is Party.COMMISSION:
        propose(tender, body, act)
    else:
        _end_bids(tender, act)


def _end_bids(tender: Tender, act: Act) -> None:
    for bid in opened_bids.all_of(tender):
        if bid.state in _OPEN_BIDS:
            engine.follow(bid, "end", act, {"tender": tender.public_number})


def _facts(tender: Tender, form: Any) -> Mapping[str, Any]:
    return {"lawful": text_of(lawful_now(tender).reason)}


def _decision(
    decision: Decision,
    in_force: Callable[[Tender, Body, Act], None],
    *,
    carry_out: Callable[[Tender, Body, Act], None] = propose,
    note: str = "",
    warns: bool = False,
) -> Action:
    """The four decisions have one form, one template and one rule."""
    return Action(
        decision.value,
        form=NoSupplierForm,
        against=partial(_against, decision),
        carry_out=carry_out,
        in_force=in_force,
        awaited=proposals.none_is_open,
        instead=partial(_instead, decision),
        page=ActionPage(
            note=note,
            warns=warns,
            template="tenders/decision/no_supplier.html",
            facts=_facts,
            hidden=proposals.hides,
            untold=proposals.untold,
        ),
    )


REANNOUNCE = _decision(Decision.REANNOUNCE, run_again)
AMEND_AND_RERUN = _decision(
    Decision.AMEND_AND_RERUN,
    run_again,
    note=N_(
        "A new version of the design assignment is opened. The announcement that follows can be published once it is "
        "approved."
    ),
)
REPEAT = _decision(Decision.REPEAT, run_again)
# It also follows where what the tender rests on is annulled.
CANCEL = _decision(Decision.CANCEL, cancel, carry_out=propose_or_end, warns=True)
