"""Writing the draft of an announcement (¶ 42); once it is complete the customer is asked. Nothing here commits."""

from collections.abc import Iterator

from qyzmet import texts
from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...requests.filing import drafting
from ..models import Tender
from ..procedure.states import DRAFT
from . import ask_consent, design_assignment

# What bidders need, beside a title, which is the design assignment's where it has none of its own.
NEEDED = ("contact", "paper_address")


def against_saving(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A draft stays with its assignment: terms, parties and family rest on it. What the customer was asked about stays
    filled in.
    """
    return [*_against_another_assignment(tender, body), *_against_emptying(tender, body)]


def _against_another_assignment(tender: Tender, body: Body) -> Iterator[Reason]:
    number = body.get("assignment", tender.assignment.public_number)
    if number not in (tender.assignment.number, tender.assignment.draft_number):
        text = _(
            "This announcement was begun for the design assignment %(number)s. For another one, begin another.",
            number=tender.assignment.public_number,
        )
        yield Reason(text, rule="¶ 42", field=design_assignment.FIELD)


def _against_emptying(tender: Tender, body: Body) -> Iterator[Reason]:
    emptied = [key for key in NEEDED if key in body and not texts.leaves_ink(str(body[key] or ""))]
    if emptied and ask_consent.was_asked(tender):
        text = _("The customer has been asked for its consent: this can be changed and not left out.")
        yield from (Reason(text, rule="¶ 42", field=f"data.{key}") for key in emptied)


def after_save(tender: Tender) -> None:
    """Lists show the title; what is complete now, or changed after the customer had declined, asks the customer."""
    tender.title = drafting.title_of(tender.data.get("title") or tender.assignment.title)
    if tender.id is not None and tender.state == DRAFT:
        ask_consent.ask_after_saving(tender)


SAVE = Action("save", against=against_saving)
