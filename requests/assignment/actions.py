"""The acts by which a design assignment is written, agreed, approved, amended and carried out without tender (¶ 18, 19,
88, 92), one module each.
"""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .approval.agree_security import AGREE_SECURITY
from .approval.amend import AMEND
from .approval.approve import APPROVE
from .approval.consent import CONSENT
from .approval.object_or_return import OBJECT, RETURN
from .approval.propose import PROPOSE
from .order import END
from .save import SAVE
from .without_tender.decline_contract import DECLINE_CONTRACT
from .without_tender.end_of_formation import (
    ADDITIONS_ENDED,
    CANCEL,
    DISCUSS_AGAIN,
    FORMATION_ENDED,
    REOPEN,
    SUPPLIER_FALLS,
)
from .without_tender.sign_contract import SIGN_CONTRACT

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
    DECLINE_CONTRACT,
    FORMATION_ENDED,
    ADDITIONS_ENDED,
    REOPEN,
    DISCUSS_AGAIN,
    CANCEL,
    SUPPLIER_FALLS,
    END,
)
