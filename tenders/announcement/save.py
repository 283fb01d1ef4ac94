"""Writing the draft of an announcement (¶ 42). Nothing here commits."""

from flask_babel import gettext as _

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason

from ...requests.filing import drafting
from ..models import Tender
from ..procedure.states import DRAFT
from . import consent, design_assignment


def against_saving(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A draft stays with its assignment: terms, parties and family rest on it."""
    number = body.get("assignment", tender.assignment.public_number)
    if number in (tender.assignment.number, tender.assignment.draft_number):
        return []
    text = _(
        "This announcement was begun for the design assignment %(number)s. For another one, begin another.",
        number=tender.assignment.public_number,
    )
    return [Reason(text, rule="¶ 42", field=design_assignment.FIELD)]


def after_save(tender: Tender) -> None:
    """Lists show the title; a customer who had declined is asked again."""
    tender.title = drafting.title_of(tender.data.get("title") or tender.assignment.title)
    if tender.id is not None and tender.state == DRAFT:
        consent.ask_again(tender)


SAVE = Action("save", against=against_saving)
