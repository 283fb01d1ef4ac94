"""Tenders as the engine carries them out: their table, the acts of each part of the course, and the rules of terms."""

from collections.abc import Iterator

from qyzmet.procedure.kinds import Kind
from qyzmet.search import words

from . import after_act, reading
from .announcement import announce_term, dates, design_assignment, follow_assignment, save
from .announcement.actions import ANNOUNCEMENT
from .announcement.answer import ANSWER_TERM
from .announcement.ask_consent import CONSENT_TERM
from .announcement.close import OPENING_TERM
from .commission.actions import COMMISSION
from .commission.set_commission import COMMISSION_TERM
from .commission.voting import counting
from .decision.actions import DECISION
from .decision.contracts import BEGINNING_TERMS
from .envelopes.actions import ENVELOPES
from .models import Tender
from .procedure.tender import TENDERS


def _searched(tender: Tender) -> Iterator[str]:
    """What it is for, and the number of its design assignment."""
    yield str((design_assignment.assignment_data(tender).get("general") or {}).get("purpose") or "")
    yield words.of_number(tender.assignment.public_number)


KIND = Kind(
    tables={TENDERS.edition: TENDERS},
    model=Tender,
    actions=(*ANNOUNCEMENT, *ENVELOPES, *COMMISSION, *DECISION),
    terms=(
        announce_term.AGAIN_TERM,
        CONSENT_TERM,
        dates.ACCEPTANCE_TERM,
        COMMISSION_TERM,
        ANSWER_TERM,
        OPENING_TERM,
        *BEGINNING_TERMS,
    ),
    after_act=after_act.keep_and_tell,
    follows=counting.settle,
    rests_on={"assignments": follow_assignment.follow},
    moved=dates.recount,
    after_save=save.after_save,
    also_due=announce_term.also_due,
    public=True,
    searched=_searched,
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    parts=reading.parts,
    parts_of_parts=reading.parts_of_parts,
    came_from=lambda tender: tender.assignment,
)
