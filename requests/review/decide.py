"""The authorised body's decision: it agrees to the automation or refuses it, with its grounds (¶ 13)."""

from markupsafe import Markup

from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Filed
from . import opinion


class GroundsForm(Form):
    """¶ 13: the grounds of a decision; also those of an annulment."""

    grounds = TextArea(_l("Grounds"), [needed()], most=10_000)


def what_the_opinion_says(filed: Filed) -> str:
    """Whoever decides sees what the opinion says."""
    found = opinion.visible(filed)
    if found is None:
        return ""
    said = (
        _("The integrator's opinion is favourable.")
        if found.favourable
        else _("The integrator's opinion is not favourable.")
    )
    return Markup('{} <a class="govuk-link" href="{}#opinion">{}</a>').format(said, filed.path, _("Read the opinion"))


AGREE = Action("agree", form=GroundsForm, page=ActionPage(above=what_the_opinion_says))
REFUSE = Action("refuse", form=GroundsForm, page=ActionPage(warns=True, above=what_the_opinion_says))
