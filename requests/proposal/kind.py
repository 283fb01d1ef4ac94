"""Proposals as the engine carries them out: their table, acts and terms (¶ 8.2, 11, 13; H11)."""

from qyzmet.procedure.kinds import Kind, TermRule

from ..filing import on_paper
from ..filing.withdraw import WITHDRAW
from ..models import Proposal
from ..procedure.proposal import PROPOSALS
from ..procedure.review import COMPARED
from ..review.actions import REVIEW
from ..review.order_creation import ORDER_CREATION
from .join import JOIN, ORDER_FOR_A_CUSTOMER, ORDER_TERM
from .save import SAVE, after_save
from .submit import SUBMIT

_REVIEW = tuple(ORDER_FOR_A_CUSTOMER if action is ORDER_CREATION else action for action in REVIEW)
KIND = Kind(
    tables={PROPOSALS.edition: PROPOSALS},
    model=Proposal,
    actions=(SAVE, SUBMIT, WITHDRAW, JOIN, *_REVIEW),
    terms=(TermRule("opinion", counts_from=on_paper.counted_from), ORDER_TERM),
    after_save=after_save,
    compared=COMPARED,
    searched=lambda proposal: (str(proposal.data.get("function") or ""),),
)
