"""Mending a formal defect of an opened bid, where the Commission asked for it (H23, house rule). Nothing commits."""

from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...deadlines import service as deadlines
from ..models import Bid
from .bid_form import MOST_FILES
from .requirements import against_others_documents


class CorrectForm(Form):
    """H23: the documents that mend a formal defect."""

    documents = DocumentRefs(_l("Documents"), [needed()], most=MOST_FILES, one=_l("Document"))


def against_correcting(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """H23: the Commission has asked for it; the documents are the bidder's own."""
    if not any(each.term == "correct" for each in deadlines.open_deadlines(bid)):
        return [Reason(_("The Commission has asked this bidder to mend nothing."), rule="H23")]
    return list(against_others_documents(bid.bidder, body.get("documents") or (), "documents"))


def correct(bid: Bid, body: Body, act: Act) -> None:
    """What mends a defect stands beside what was handed in, which never changes."""
    documents.adopt(bid, body["documents"])


CORRECT = Action(
    "correct",
    form=CorrectForm,
    against=against_correcting,
    carry_out=correct,
    page=ActionPage(note=N_("What was handed in stays as it is; these documents stand beside it.")),
)
