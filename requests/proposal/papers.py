"""The papers of a proposal: a local form (¶ 8.2), as the order prints no Annex 2; receipt, opinion, decision."""

from qyzmet.people.organisations import organisations
from qyzmet.printing.frame import documents_of, file, money, text
from qyzmet.printing.paper import Block, Heading, Items, Paper, Paragraph
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..filing.papers import filed_paper
from ..models import Filed
from ..request.papers import contacts
from ..review.papers import REVIEWED
from . import sections


def proposal(filed: Filed) -> Paper:
    """¶ 8.2: the proposal. Annex 2 is not printed in the order."""
    blocks: list[Block] = []
    for part in sections.PARTS:
        blocks.append(Heading(f"{part.number}. {_(part.title)}"))
        for key in part.keys:
            blocks += _answer(filed, key)
    return filed_paper(filed, blocks, title=_(table_of(filed).title), marks=(_("Local form"),))


def _answer(filed: Filed, key: str) -> list[Block]:
    value = filed.data.get(key)
    if key == "contacts":
        return [contacts(filed.data)]
    if key == "documents":
        found = documents_of(filed, value or [])
        files = tuple(file(number, document) for number, document in found.items())
        return [Items(files) if files else Paragraph(_("None"), quiet=True)]
    if key == "state_body" and value:
        value = name_of(organisations.by_bin(str(value))) or value
    elif key == "price_estimate" and value:
        value = money(value)
    return [Paragraph(_(_QUESTIONS[key]), strong=True), text(value)]


# The form's own labels, which it translates.
_QUESTIONS = {
    "state_body": "State body",
    "function": "Function",
    "description": "What is proposed",
    "results": "Expected results",
    "existing_solution": "Existing solution",
    "price_estimate": "Estimated price, tenge",
}


PAPERS = papers({"proposal": Sheet(N_("Proposal"), proposal), **REVIEWED})
