"""The acts on a programme, one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from ..reports.report import FILE_REPORT
from .amend import AMEND
from .approve import APPROVE
from .save import SAVE
from .withdraw import WITHDRAW

PROGRAMME: tuple[Action, ...] = (SAVE, HAND_OVER, APPROVE, FILE_REPORT, AMEND, WITHDRAW)
