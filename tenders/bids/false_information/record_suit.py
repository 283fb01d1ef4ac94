"""Recording the customer's suit over false information in a bid (Law 45-3)."""

from qyzmet.context import Actor
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...models import Bid
from ...rules.qualification import FALSE_RULE
from . import course


class SuitForm(Form):
    """Law 45-3: the customer's suit over false information."""

    court = Text(_l("Court"), [needed()])
    filed_on = Date(_l("Day on which the suit was filed"), [needed()])
    number = Text(_l("Number of the case"), most=100)
    document = DocumentRef(_l("Copy of the claim"), [needed()])


def against_suing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """The Commission established false information, and no suit is recorded yet."""
    done = course.acts_of(bid)
    found = list(course.against_none_established(done))
    if "record_suit" in done:
        found.append(Reason(_("The suit is recorded already."), rule=FALSE_RULE))
    return found or list(course.against_the_future(body, "filed_on"))


RECORD_SUIT = Action("record_suit", form=SuitForm, against=against_suing, carry_out=course.keep_documents)
