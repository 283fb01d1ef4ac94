"""The customer's consent to the announcement (¶ 42): it consents, or declines and says why; what is changed then is put
before it again. Nothing here commits.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Party
from qyzmet.web.fragments import drawn

from ..models import Tender
from ..procedure.states import CONSENTED, DRAFT
from . import dates_shown, prepare


class DeclineForm(Form):
    """Why the customer does not consent."""

    reason = TextArea(_l("Why the announcement should not be published like this"), [needed()], most=4000)


def against_consenting(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 42: there is something to consent to: the assignment that will be attached is approved."""
    if not prepare.waits(tender):
        return []
    text = _("The design assignment %(number)s is not approved yet.", number=tender.assignment.public_number)
    return [Reason(text, rule="¶ 42")]


def ask_again(tender: Tender) -> None:
    """What was changed after the customer had declined is put before the customer anew (¶ 42)."""
    last = prepare.last_word(tender)
    if last is not None and last.action == "decline":
        engine.follow(tender, "ask_again", _by_actor(tender), {"declined": f"A-{last.id}"})


def _by_actor(tender: Tender) -> Act:
    """Whoever saves, as the cause of what follows: saving itself is no act. Belongs to no session."""
    actor = context.actor()
    organisation = tender.party(Party.INTEGRATOR)
    return Act(
        party=Party.INTEGRATOR,
        user_id=actor.user.id if actor.user else None,
        organisation_id=organisation.id if organisation else None,
        at=clock.now(),
    )


def dates_expected(tender: Tender) -> str:
    """The customer sees which dates would follow."""
    if tender.state not in (DRAFT, CONSENTED):
        return ""
    moments = dates_shown.expected(tender)
    return drawn("tenders/announcement/_expected.html", moments=moments, publishing=False)


CONSENT = Action("consent", against=against_consenting, page=ActionPage(above=dates_expected))
DECLINE = Action("decline", form=DeclineForm, against=against_consenting, page=ActionPage(quiet=True))
