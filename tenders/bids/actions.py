"""The acts on a bid: its bidder's before the opening and after it, and the customer's over false information."""

from qyzmet.procedure.actions import Action

from .confirm import CONFIRM
from .correct import CORRECT
from .false_information.forward_judgment import FORWARD_JUDGMENT
from .false_information.record_judgment import RECORD_JUDGMENT
from .false_information.record_suit import RECORD_SUIT
from .group.join_group import JOIN_GROUP
from .group.leave_group import LEAVE_GROUP
from .hand_over import HAND_OVER
from .replace import REPLACE
from .save import SAVE
from .submit import SUBMIT
from .withdraw import WITHDRAW

BIDS: tuple[Action, ...] = (
    SAVE,
    HAND_OVER,
    SUBMIT,
    REPLACE,
    CONFIRM,
    WITHDRAW,
    JOIN_GROUP,
    LEAVE_GROUP,
    CORRECT,
    RECORD_SUIT,
    RECORD_JUDGMENT,
    FORWARD_JUDGMENT,
)
