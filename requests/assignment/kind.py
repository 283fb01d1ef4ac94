"""Design assignments as the engine carries them out: their table, acts and terms (¶ 18, 19, 32, 42, 88, 92)."""

from qyzmet.procedure.kinds import Kind

from ..models import DesignAssignment
from ..ppp.actions import LIST_OF_PPP
from ..ppp.list_ppp import LIST_TERM
from ..procedure.assignment import ASSIGNMENTS
from . import reading
from .actions import ASSIGNMENT
from .announcing import ANNOUNCE_TERM, TENDER
from .save import keep_mechanism
from .without_tender.sign_contract import SIGN_TERMS

KIND = Kind(
    tables={ASSIGNMENTS.edition: ASSIGNMENTS},
    model=DesignAssignment,
    actions=(*ASSIGNMENT, *LIST_OF_PPP),
    terms=(LIST_TERM, ANNOUNCE_TERM, *SIGN_TERMS),
    after_save=keep_mechanism,
    begins=(TENDER,),
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    leads_on=lambda assignment: assignment.tenders[-1:],
    parts=reading.parts,
    came_from=lambda assignment: assignment.source,
)
