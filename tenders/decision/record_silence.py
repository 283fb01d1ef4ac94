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
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text

from ..models import Tender
from ..procedure.contracts import ContractParty
from . import choice, contracts

SILENCE_RULE = "H25"


class SilenceForm(Form):
    """H25: what the chair says of a supplier who did not sign in time."""

    note = TextArea(_l("Note"), [optional()], most=4000)


def against_silence(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H5, H25: a term in which the supplier was to sign is over.

    It runs from the signature before the supplier's: without that there was nothing to sign.
    """
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
