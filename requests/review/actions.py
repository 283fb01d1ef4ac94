"""The acts by which a request or proposal is reviewed (¶ 11, 13, 18), one module each."""

from qyzmet.procedure.actions import Action

from .assign import ASSIGN
from .decide import AGREE, REFUSE
from .draft_opinion import DRAFT_OPINION
from .give_opinion import GIVE_OPINION
from .hand_over import HAND_OVER
from .order_creation import ORDER_CREATION

REVIEW: tuple[Action, ...] = (HAND_OVER, ASSIGN, DRAFT_OPINION, GIVE_OPINION, AGREE, REFUSE, ORDER_CREATION)
