"""¶ 88(1): the operator equips the platform and its infrastructure, by a purchase under its own rules.

Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import lazy_gettext as _l

from ..models import Formation
from . import mechanism


class EquipForm(Form):
    """What was bought or created, for how much, with the papers of the purchase."""

    purchase = TextArea(_l("What was bought or created, and by which procedure"), [needed()], most=10_000)
    amount = Money(_l("For how much, in tenge"), [needed()])
    documents = DocumentRefs(_l("Papers of the purchase"), [needed()], one=_l("Paper"))


def against_equipping(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Only where the operator creates the IC service itself."""
    return mechanism.only_by_operator(formation)


def keep_papers(formation: Formation, body: Body, act: Act) -> None:
    """The papers of the purchase are the parties' own."""
    documents.adopt(formation, body["documents"], parties_only=True)


EQUIP = Action("equip", form=EquipForm, against=against_equipping, carry_out=keep_papers)
