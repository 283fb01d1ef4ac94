"""Returning an incomplete request, once; the term of the opinion stops until the answer (H20, house rule)."""

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import ngettext

from ...deadlines import service as deadlines
from ..models import AutomationRequest
from . import annex1
from .row_field import RowOfTheForm


class MissingForm(Form):
    """H20: what is missing, by the form's field."""

    field = RowOfTheForm(_l("Row of the form"), [needed()])
    text = TextArea(_l("What is missing"), [needed()], most=2000)


class ReturnForm(Form):
    """H20: why a request is incomplete."""

    missing = Rows(MissingForm, _l("What is missing"), [needed()], most=50)


def against_returning(request: AutomationRequest, body: Body, actor: Actor) -> list[Reason]:
    """H20: an incomplete request is returned once, and what is missing is named by the form's own fields."""
    returned = [act for act in standing_acts(request) if act.action == "return"]
    most = int(editions.house_rule("H20", request.edition_key))
    if len(returned) >= most:
        return [
            Reason(
                ngettext(
                    "An incomplete request is returned at most %(num)s time (H20, house rule). Give the opinion on "
                    "what there is.",
                    "An incomplete request is returned at most %(num)s times (H20, house rule). Give the opinion on "
                    "what there is.",
                    most,
                ),
                rule="H20",
            )
        ]
    if any(clock.now() >= term.due_at for term in deadlines.open_deadlines(request, "opinion")):
        return [
            Reason(
                _(
                    "The term of the opinion has run out, so the request is not returned any more: give the opinion on "
                    "what there is (H20, house rule)."
                ),
                rule="H20",
            )
        ]
    return [
        Reason(_("The form has no such field."), field=f"missing.{index}.field")
        for index, missing_ in enumerate(body.get("missing") or [])
        if annex1.row_of(str(missing_.get("field", ""))) is None
    ]


RETURN = Action("return", form=ReturnForm, against=against_returning)
