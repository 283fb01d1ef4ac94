"""The acts by which a design assignment is written, agreed, approved and amended (¶ 18, 19, 88), one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .agree_security import AGREE_SECURITY
from .amend import AMEND
from .approve import APPROVE
from .consent import CONSENT
from .end_of_formation import CANCEL, FORMATION_ENDED, REOPEN
from .object_or_return import OBJECT, RETURN
from .order import END
from .propose import PROPOSE
from .save import SAVE
from .sign_contract import SIGN_CONTRACT

ASSIGNMENT: tuple[Action, ...] = (
    SAVE,
    HAND_OVER,
    PROPOSE,
    CONSENT,
    OBJECT,
    AGREE_SECURITY,
    RETURN,
    APPROVE,
    AMEND,
    SIGN_CONTRACT,
    FORMATION_ENDED,
    REOPEN,
    CANCEL,
    END,
)
