"""The acts on a bid: its bidder's before the opening and after it, and the customer's over false information."""

from qyzmet.procedure.actions import Action

from .confirm import CONFIRM
from .correct import CORRECT
from .forward_judgment import FORWARD_JUDGMENT
from .join_group import JOIN_GROUP
from .leave_group import LEAVE_GROUP
from .record_judgment import RECORD_JUDGMENT
from .record_suit import RECORD_SUIT
from .replace import REPLACE
from .save import SAVE
from .submit import SUBMIT
from .withdraw import WITHDRAW

BIDS: tuple[Action, ...] = (
    SAVE,
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
