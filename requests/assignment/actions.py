"""The acts by which a design assignment is written, agreed, approved and amended (¶ 18, 19, 88), one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .approval.agree_security import AGREE_SECURITY
from .approval.amend import AMEND
from .approval.approve import APPROVE
from .approval.consent import CONSENT
from .approval.object_or_return import OBJECT, RETURN
from .approval.propose import PROPOSE
from .by_operator.end_of_formation import CANCEL, FORMATION_ENDED, REOPEN
from .by_operator.sign_contract import SIGN_CONTRACT
from .order import END
from .save import SAVE

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
