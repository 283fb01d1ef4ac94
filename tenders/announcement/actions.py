"""The acts on an announcement until the acceptance of bids ends (¶ 42, 47; H21, H30), one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .amend import AMEND
from .answer import ANSWER
from .ask import ASK
from .close import CLOSE
from .consent import CONSENT, DECLINE
from .extend import EXTEND
from .publish import PUBLISH
from .save import SAVE

ANNOUNCEMENT: tuple[Action, ...] = (
    SAVE,
    HAND_OVER,
    CONSENT,
    DECLINE,
    PUBLISH,
    ASK,
    ANSWER,
    AMEND,
    EXTEND,
    CLOSE,
)
