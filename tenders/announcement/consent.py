"""The customer's consent to the announcement (¶ 42): it consents, or declines and says why. It is asked first.

Nothing here commits.
"""

from dataclasses import replace

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.fragments import drawn

from ..models import Tender
from ..procedure.states import CONSENTED, DRAFT
from . import ask_consent, dates_shown, design_assignment


class DeclineForm(Form):
    """Why the customer does not consent."""

    reason = TextArea(_l("Why the announcement should not be published like this"), [needed()], most=4000)


def against_consenting(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 42: there is something to consent to: the assignment that will be attached is approved, the text complete."""
    if ask_consent.waits(tender):
        return [design_assignment.why_it_waits(tender)]
    # What the customer cannot mend is no offer to it.
    return [replace(each, stands=True) for each in ask_consent.lacking(tender.data)]


def dates_expected(tender: Tender) -> str:
    """The customer sees which dates would follow."""
    if tender.state not in (DRAFT, CONSENTED):
        return ""
    moments = dates_shown.expected(tender)
    return drawn("tenders/announcement/_expected.html", moments=moments, publishing=False)


CONSENT = Action("consent", against=against_consenting, page=ActionPage(above=dates_expected))
DECLINE = Action("decline", form=DeclineForm, against=against_consenting, page=ActionPage(quiet=True))
