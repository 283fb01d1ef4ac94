"""Recording that the named supplier did not sign in time: the Commission names the next bid by rank (H5, H25).

The chair proposes it, the Commission votes. Nothing here commits.
"""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, optional
from qyzmet.forms.form import Form
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text

from ...deadlines import service as deadlines
from ...deadlines.calendar import in_force as calendars
from ..commission import seats
from ..commission.voting import proposals
from ..models import Contract, Tender
from ..procedure.decision import NEXT_LEFT, NOBODY_LEFT
from ..rules.contract_terms import ContractParty
from ..rules.protocol_kinds import ProtocolKind
from . import choice, contracts, protocol_data

TERM = "sign_contract"
SILENCE_RULE = "H25"


class SilenceForm(Form):
    """H25: what the chair says of a supplier who did not sign in time."""

    note = TextArea(_l("Note"), [optional()], most=4000)


def against_silence(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H5, H25: the term is over, and the supplier could have signed within it.

    The supplier signs after the customer: without the customer's signature there was nothing to sign, and where that
    came late the supplier has as many days from it.
    """
    meeting = seats.against_meeting(tender, actor)
    if meeting:
        return meeting
    contract = contracts.of(tender)
    if contract is None:
        return [
            Reason(
                _("The customer has not signed yet, with the terms: the supplier has had nothing to sign."),
                rule=SILENCE_RULE,
            )
        ]
    if ContractParty.SUPPLIER not in contracts.parties_of(contract):
        return [Reason(_("The supplier is not a party of this contract and need not sign it."), rule=SILENCE_RULE)]
    signed = contracts.against_signed_by_supplier(tender)
    if signed:
        return signed
    until = silent_from(tender, contract)
    if clock.now() < until:
        text = _("The supplier can sign until %(until)s. Before that there is no silence.", until=until_text(until))
        return [Reason(text, rule=SILENCE_RULE)]
    return []


def silent_from(tender: Tender, contract: Contract) -> dt.datetime:
    """From when on the supplier is silent: the end of the term, or as many days after a late customer's signature."""
    running = deadlines.open_deadlines(tender, TERM)
    due_at = max((each.due_at for each in running), default=clock.end_of(contracts.decided_on(tender)))
    offered_at = dt.datetime.fromisoformat(contract.signatures[ContractParty.CUSTOMER]["at"])
    if offered_at < due_at:
        return due_at
    days = int(editions.house_rule("H5", tender.edition_key))
    return calendars.current().explain(clock.almaty(offered_at).date(), days).due_at


def propose(tender: Tender, body: Body, act: Act) -> None:
    """Record what the chair proposes: who was silent, and until when the contract could have been signed."""
    winner, contract = choice.winner_of(tender), contracts.of(tender)
    if winner is None or contract is None:
        raise LookupError(f"{tender.public_number} has no supplier who could be silent")  # The guard has seen to it.
    data = protocol_data.of_silence(tender, winner, silent_from(tender, contract), body)
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
    page=ActionPage(warns=True, quiet=True, hidden=proposals.hides),
)
