"""The acts on a function passport (H48), one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .amend import AMEND
from .approve import APPROVE, REPLACE, RESTORE
from .save import SAVE
from .withdraw import WITHDRAW

PASSPORT: tuple[Action, ...] = (SAVE, HAND_OVER, APPROVE, AMEND, WITHDRAW, REPLACE, RESTORE)
