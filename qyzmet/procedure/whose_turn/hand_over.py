"""Handing over: the specialist who prepared something tells the head that it is ready, with a word. Nothing commits.

The one Action of every kind that has a long form; what a kind needs besides it says with `dataclasses.replace`.
"""

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea
from qyzmet.forms.form import Form
from qyzmet.notifications import service as notifications
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import HEADS
from qyzmet.procedure.whose_turn.handed_over import handed_over
from qyzmet.procedure.whose_turn.preparing import HAND_OVER as NAME
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

READY = "ready_for_the_head"


class HandOverForm(Form):
    """What the preparer says to the head."""

    note = TextArea(_l("A word to the head"), most=2000)


def against_handing_over(procedure: Procedure, body: Body, actor: Actor) -> list[Reason]:
    """Something is written, and it is not with the head already."""
    if not any(procedure.data.values()):
        return [Reason(_("Nothing is written yet. Fill in a section first; then your head has something to read."))]
    parties = (move.by for move in table_of(procedure).moves_of(NAME) if rights.capacity(actor, procedure, move))
    if any(handed_over(procedure, party) is not None for party in parties):
        return [Reason(_("It is with the head already. Whoever changes it takes it back."))]
    return []


def tell_the_head(procedure: Procedure, body: Body, act: Act) -> None:
    """The heads of the preparer's organisation are told, and nobody else."""
    if act.organisation is None:
        return
    facts = {
        "number": procedure.public_number,
        "title": procedure.title,
        "titles": procedure.titles,
        "path": procedure.path,
        "person": act.taker.full_name,
        "note": str(body.get("note") or ""),
    }
    notifications.tell(notifications.people_of(act.organisation, HEADS), READY, facts, procedure, say_tasks=True)


HAND_OVER = Action(
    NAME,
    form=HandOverForm,
    against=against_handing_over,
    carry_out=tell_the_head,
    page=ActionPage(
        note=N_("Your head is told by e-mail and finds it first under “My work”. Whoever changes it takes it back."),
        said=N_("Your head is told by e-mail and finds it first under “My work”. Whoever changes it takes it back."),
    ),
)
