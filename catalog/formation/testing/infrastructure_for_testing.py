"""Law 13(8): the operator gives test infrastructure, free of charge, at the integrator's request. It may say when, not
whether. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ....deadlines import service as deadlines
from ...models import Formation
from .. import mechanism

RULE = "Law 13(8)"
TERM = "give_test_infrastructure"
ASKED_AND_GIVEN = ("request_test_infrastructure", "give_test_infrastructure")


class RequestForm(Form):
    """What is needed for the supplier's testing."""

    text = TextArea(_l("What is needed"), [needed()], most=10_000)


class EnvironmentForm(Form):
    """Which environment it is, and from which day it can be used."""

    environment = TextArea(_l("Which environment"), [needed()], most=10_000)
    available_on = Date(_l("Available from"), [needed()])


def against_requesting(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """It is for the testing of what a supplier creates."""
    return mechanism.only_with_supplier(formation)


def against_giving(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """The integrator has asked for it, and it was not given yet: for another the integrator asks anew."""
    if deadlines.open_deadlines(formation, TERM):
        return mechanism.only_with_supplier(formation)
    acts = [act.action for act in standing_acts(formation) if act.action in ASKED_AND_GIVEN]
    if acts and acts[-1] == "give_test_infrastructure":
        text = _("The test infrastructure was given. For another one the integrator asks anew.")
        return [Reason(text, rule=RULE)]
    return [Reason(_("The integrator has not asked for test infrastructure."), rule=RULE)]


def _what_is_asked_for(formation: Formation) -> str:
    asked = [act for act in standing_acts(formation) if act.action == "request_test_infrastructure"]
    return _("The integrator asks for: %(what)s", what=asked[-1].body["text"]) if asked else ""


REQUEST_TEST_INFRASTRUCTURE = Action(
    "request_test_infrastructure",
    form=RequestForm,
    against=against_requesting,
    page=ActionPage(note=N_("The operator gives it free of charge."), quiet=True),
)
GIVE_TEST_INFRASTRUCTURE = Action(
    "give_test_infrastructure",
    form=EnvironmentForm,
    against=against_giving,
    page=ActionPage(
        note=N_("The operator may say when, not whether: it is given free of charge."), above=_what_is_asked_for
    ),
)
