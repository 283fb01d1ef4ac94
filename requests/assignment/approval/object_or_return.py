"""The customer objects (H13), the State Technical Service or the authorised body returns (Law 14(1)(8), 7(33)).

Whoever does it gives reasons, and the integrator revises the design assignment as its next version.
"""

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage
from qyzmet.translating import lazy_gettext as _l

from .. import versions
from ..forms import LONG


class ReasonsForm(Form):
    """Why the customer objects, or why it is returned."""

    reasons = TextArea(_l("Reasons"), [needed()], most=LONG)


OBJECT = Action(
    "object", form=ReasonsForm, carry_out=versions.open_next, undo=versions.go_back, page=ActionPage(warns=True)
)
RETURN = Action(
    "return", form=ReasonsForm, carry_out=versions.open_next, undo=versions.go_back, page=ActionPage(warns=True)
)
