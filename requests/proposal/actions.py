"""The acts on a proposal: its own, withdrawing, and the review that it shares with requests, one module each."""

from qyzmet.procedure.actions import Action

from ..filing.withdraw import WITHDRAW
from ..review.actions import REVIEW
from ..review.order_creation import ORDER_CREATION
from .join import JOIN, ORDER_FOR_A_CUSTOMER
from .save import SAVE
from .submit import SUBMIT

_REVIEW = tuple(ORDER_FOR_A_CUSTOMER if action is ORDER_CREATION else action for action in REVIEW)
PROPOSAL: tuple[Action, ...] = (SAVE, SUBMIT, WITHDRAW, JOIN, *_REVIEW)
