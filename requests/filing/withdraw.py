"""Withdrawing what was filed, until it is decided (H37, house rule)."""

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage
from qyzmet.translating import lazy_gettext as _l


class WithdrawForm(Form):
    """Why it is withdrawn by those who filed it."""

    reason = TextArea(_l("Reason"), [needed()], most=10_000)


WITHDRAW = Action("withdraw", form=WithdrawForm, page=ActionPage(warns=True, quiet=True))
