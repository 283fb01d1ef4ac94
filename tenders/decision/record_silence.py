"""Recording that the named supplier did not sign in time: the Commission names the next bid by rank (H5, H25).

Nothing here commits.
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
from ..models import Contract, Tender
from ..rules.contract_terms import ContractParty
from . import choice, contracts

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


def record_silence(tender: Tender, body: Body, act: Act) -> None:
    """H25: back to the ranking, without the bid of who was silent."""
    choice.fall_away(tender, act, {"note": str(body.get("note") or "")})


RECORD_SILENCE = Action(
    "record_silence",
    form=SilenceForm,
    against=against_silence,
    carry_out=record_silence,
    refuse_first=True,
    page=ActionPage(warns=True, quiet=True),
)
