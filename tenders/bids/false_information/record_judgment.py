"""Recording the court's final decision on false information in a bid (Law 45-3)."""

from collections.abc import Iterator

from qyzmet.context import Actor
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...models import Bid
from ...rules.qualification import FALSE_RULE
from . import course
from .course import day_in


class JudgmentForm(Form):
    """Law 45-3: the court's final decision."""

    finding_on = Date(_l("Day of the court's finding"), [needed()])
    final_on = Date(
        _l("Day on which the decision became final"),
        [needed()],
        description=_l("The term for forwarding it is counted from this day"),
    )
    found_false = YesNo(_l("The court found that the information was false"), [needed()])
    document = DocumentRef(_l("The court's decision"), [needed()])


def against_judging(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """A suit is recorded and its final decision is not; no date lies in the future or before the suit."""
    done = course.acts_of(bid)
    found = list(course.against_none_established(done))
    if "record_suit" not in done:
        found.append(Reason(_("No suit is recorded yet."), rule=FALSE_RULE))
    elif "record_judgment" in done:
        found.append(Reason(_("The court's final decision is recorded already."), rule=FALSE_RULE))
    if found:
        return found
    future = course.against_the_future(body, "finding_on", "final_on")
    return [*future, *_out_of_order(done["record_suit"], body)]


def _out_of_order(suit: Act, body: Body) -> Iterator[Reason]:
    filed_on, finding_on, final_on = day_in(suit.body, "filed_on"), day_in(body, "finding_on"), day_in(body, "final_on")
    if filed_on and finding_on and finding_on < filed_on:
        yield Reason(_("The court's finding cannot be before the suit."), rule=FALSE_RULE, field="finding_on")
    if finding_on and final_on and final_on < finding_on:
        yield Reason(_("The decision cannot become final before the finding."), rule=FALSE_RULE, field="final_on")


RECORD_JUDGMENT = Action("record_judgment", form=JudgmentForm, against=against_judging, carry_out=course.keep_documents)
