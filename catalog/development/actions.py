"""From the customer's request to the decision on a development (¶ 90-92; H32): the acts, one module each."""

from qyzmet.procedure.actions import Action
from qyzmet.procedure.whose_turn.hand_over import HAND_OVER

from .additions import DISCUSS_AGAIN
from .decide import DECIDE, REFUSE_DECISION, SIGN_DECISION
from .discuss import DISCUSS
from .draft import SAVE, SUBMIT
from .give_opinion import GIVE_OPINION
from .offer_price import OFFER_PRICE

DEVELOPMENT: tuple[Action, ...] = (
    SAVE,
    HAND_OVER,
    SUBMIT,
    OFFER_PRICE,
    GIVE_OPINION,
    DISCUSS,
    DECIDE,
    SIGN_DECISION,
    REFUSE_DECISION,
    DISCUSS_AGAIN,
)
