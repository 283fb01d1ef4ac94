"""Formations as the engine carries them out: their table, acts and terms (¶ 73-98)."""

from qyzmet.procedure.kinds import Kind
from qyzmet.search import words

from ...tenders.commission.voting import counting
from ..models import Formation
from ..procedure.formation import FORMATIONS
from . import begin, reading
from .actions import FORMATION
from .call_meeting import CALL_AGAIN_TERM
from .testing.defects import DEFECT_TERMS

KIND = Kind(
    tables={FORMATIONS.edition: FORMATIONS},
    model=Formation,
    actions=FORMATION,
    terms=(begin.READY_TERM, *DEFECT_TERMS, CALL_AGAIN_TERM),
    follows=counting.settle,
    rests_on={"tenders": begin.follow_tender, "assignments": begin.follow_assignment},
    searched=lambda formation: [words.of_number(formation.assignment.public_number)],
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    parts=reading.parts,
    parts_of_parts=reading.parts_of_parts,
    came_from=lambda formation: formation.tender or formation.assignment,
    locks=lambda formation: (formation.service,) if formation.service is not None else (),
)
