"""Proposals as the engine carries them out: their table, acts and terms (¶ 8.2, 11, 13; H11)."""

from qyzmet.procedure.kinds import Kind, TermRule

from ..filing import on_paper, reading
from ..models import Proposal
from ..procedure.proposal import PROPOSALS
from ..procedure.review import COMPARED
from .actions import PROPOSAL
from .join import ORDER_TERM
from .save import after_save

KIND = Kind(
    tables={PROPOSALS.edition: PROPOSALS},
    model=Proposal,
    actions=PROPOSAL,
    terms=(TermRule("opinion", counts_from=on_paper.counted_from), ORDER_TERM),
    after_save=after_save,
    compared=COMPARED,
    searched=lambda proposal: (str(proposal.data.get("function") or ""),),
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    leads_on=reading.leads_on,
    parts=reading.parts,
)
