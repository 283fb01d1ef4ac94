"""From the Commission's setting up to the ranking (¶ 36; Law 45-1, 45-2; H3, H22, H23): its acts, one module each."""

from qyzmet.procedure.actions import Action

from .close_scoring import CLOSE_SCORING
from .declare import DECLARE
from .examine import EXAMINE
from .open_bids import OPEN_BIDS, OPEN_REMAINING
from .request_correction import REQUEST_CORRECTION
from .score import SCORE
from .set_commission import SET_COMMISSION
from .voting.sign_minutes import SIGN_MINUTES

COMMISSION: tuple[Action, ...] = (
    SET_COMMISSION,
    DECLARE,
    OPEN_BIDS,
    OPEN_REMAINING,
    SIGN_MINUTES,
    REQUEST_CORRECTION,
    EXAMINE,
    SCORE,
    CLOSE_SCORING,
)
