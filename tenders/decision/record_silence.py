"""Recording that the named supplier did not sign in time: the Commission names the next bid by rank (H5, H25).

The chair proposes it, the Commission votes. Nothing here commits.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..commission import seats
from ..commission.voting import proposals
from ..models import Tender
from ..procedure.contracts import ContractParty
from ..procedure.decision import NEXT_LEFT, NOBODY_LEFT
from ..rules.protocol_kinds import ProtocolKind
from . import choice, contracts, protocol_data

SILENCE_RULE = "H25"


class SilenceForm(Form):
    """H25: what the chair says of a supplier who did not sign in time."""

    note = TextArea(_l("Note"), most=4000)


def against_silence(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H5, H25: a term in which the supplier was to sign is over.

    It runs from the signature before the supplier's: without that there was nothing to sign.
    """
    meeting = seats.against_meeting(tender, actor)
    if meeting:
        return meeting
    until = silent_from(tender)
    if until is None:
        text = _("The supplier has no contract to sign now: before it others sign, or it has signed its own already.")
        return [Reason(text, rule=SILENCE_RULE)]
    if clock.now() < until:
        text = _("The supplier can sign until %(until)s. Before that there is no silence.", until=until_text(until))
        return [Reason(text, rule=SILENCE_RULE)]
    return []


def silent_from(tender: Tender) -> dt.datetime | None:
    """From when on the supplier is silent: the end of the first of its terms; None where none runs."""
    turns = contracts.next_to_sign(tender).items()
    mine = [kind for kind, party in turns if party is ContractParty.SUPPLIER]
    running = [contracts.running_term(tender, kind, ContractParty.SUPPLIER) for kind in mine]
    return min((each.due_at for each in running if each is not None), default=None)


def propose(tender: Tender, body: Body, act: Act) -> None:
    """Record what the chair proposes: who was silent, and until when the contract could have been signed."""
    winner, until = choice.winner_of(tender), silent_from(tender)
    if winner is None or until is None:
        raise LookupError(f"{tender.public_number} has no supplier who could be silent")  # The guard has seen to it.
    data = protocol_data.of_silence(tender, winner, until, body)
    proposals.propose(tender, ProtocolKind.SILENCE, data, act)


def record_silence(tender: Tender, body: Body, act: Act) -> None:
    """H25: what was carried is in force: back to the ranking, without the bid of who was silent."""
    protocol = proposals.put_in_force(tender, act)
    choice.fall_away(tender, act, {"note": protocol.data["grounds"]})


def whether_next_is_left(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether a bid can be named when the supplier's has fallen away."""
    return NEXT_LEFT if choice.is_next_left(tender) else NOBODY_LEFT


RECORD_SILENCE = Action(
    "record_silence",
    form=SilenceForm,
    against=against_silence,
    carry_out=propose,
    in_force=record_silence,
    awaited=proposals.none_is_open,
    which=whether_next_is_left,
    page=ActionPage(warns=True, quiet=True, hidden=proposals.hides, untold=proposals.untold),
)
