"""Forwarding the court's final decision, so that the supplier is entered in the register of the barred (Law 45-3)."""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...models import Bid
from ...rules.qualification import FALSE_RULE
from . import course


class ForwardForm(Form):
    """Law 45-3: the final decision is forwarded, so that the supplier is entered in the register of the barred."""

    documents = DocumentRefs(_l("Documents"), [needed()], most=20)


def against_forwarding(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """The final decision is recorded and was not forwarded yet."""
    done = course.acts_of(bid)
    if "record_judgment" not in done:
        return [Reason(_("The court's final decision is not recorded yet."), rule=FALSE_RULE)]
    if "forward_judgment" in done:
        return [Reason(_("The court's final decision was forwarded already."), rule=FALSE_RULE)]
    return []


def _final_at(bid: Bid, act: Act) -> dt.datetime:
    """The five working days run from the day on which the decision became final, once that is recorded."""
    day = course.day_in(act.body, "final_on")
    return clock.at(day) if day is not None else act.at


FORWARD_JUDGMENT = Action(
    "forward_judgment", form=ForwardForm, against=against_forwarding, carry_out=course.keep_documents
)
FORWARD_TERM = TermRule("forward_judgment", counts_from=_final_at)
