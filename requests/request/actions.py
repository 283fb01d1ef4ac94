"""The acts on a request: its own, withdrawing, and the review that it shares with proposals, one module each."""

from qyzmet.procedure.actions import Action

from ..filing.withdraw import WITHDRAW
from ..review.actions import REVIEW
from .return_incomplete import RETURN
from .save import SAVE
from .submit import SUBMIT

REQUEST: tuple[Action, ...] = (SAVE, SUBMIT, RETURN, WITHDRAW, *REVIEW)
