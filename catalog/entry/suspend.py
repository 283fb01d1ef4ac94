"""H50: a service is suspended for a time, and resumed, by the customer or the integrator. Nothing here commits."""

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage
from qyzmet.translating import lazy_gettext as _l


class ReasonForm(Form):
    """Why it is done."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


SUSPEND = Action("suspend", form=ReasonForm, page=ActionPage(warns=True, quiet=True))
RESUME = Action("resume")
