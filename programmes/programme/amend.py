"""Amending a programme: its next version is begun as a draft, and takes its place once approved. Nothing commits."""

from sqlalchemy import select

from qyzmet import context, database, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.fields import TextArea, optional
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party

from ..models import Programme
from ..procedure.house_rules import RULE
from ..procedure.states import DRAFT
from .draft import begin
from .save import after_save


class AmendForm(Form):
    """Why it is amended."""

    reason = TextArea(_l("Reason"), [optional()], most=4000)


def draft_of_amendment(programme: Programme) -> Programme | None:
    """The amended version that is being written."""
    if database.is_reading():
        # Read with the programme; an act asks anew, for another may have begun one just now.
        return next((each for each in reversed(programme.following) if each.state == DRAFT), None)
    query = select(Programme).where(Programme.previous_id == programme.id, Programme.state == DRAFT)
    return db.session.scalars(query.order_by(Programme.id.desc())).first()


def against_amending(programme: Programme, body: Body, actor: Actor) -> list[Reason]:
    """No amended version is being written already."""
    begun = draft_of_amendment(programme)
    if begun is None:
        return []
    text = _(
        "An amended version is being written already: %(number)s. Go on with that one.", number=begun.public_number
    )
    return [Reason(text, rule=RULE)]


def amend(programme: Programme, body: Body, act: Act) -> None:
    """A draft with all that stands in this version; until it is approved this version is in force."""
    organisation = programme.party(Party.STATE_BODY)
    if organisation is None:
        raise LookupError(f"{programme.public_number} belongs to no state body")
    made = begin(organisation, programme.data, programme)
    after_save(made)
    documents.adopt(made, [str(each) for each in programme.data.get("documents") or ()])
    act.body = {**act.body, "draft": made.public_number}


def _is_hidden(programme: Programme, act: Act) -> bool:
    """A draft is nobody else's: that one was begun is told to the state body alone."""
    return not rights.works_for(context.actor(), programme, Party.STATE_BODY)


AMEND = Action(
    "amend",
    form=AmendForm,
    against=against_amending,
    carry_out=amend,
    page=ActionPage(
        hidden=_is_hidden,
        untold=_is_hidden,
        note=N_(
            "A draft with all that stands here is begun. This version is in force until the amended one is approved."
        ),
        quiet=True,
    ),
)
