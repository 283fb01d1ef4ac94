"""The acts from the ranking to the contract, or to the next announcement (¶ 53-1, 73; Law 45(3)), one module each."""

from qyzmet.procedure.actions import Action

from .close_voting import CLOSE_VOTING, PROPOSAL_FALLS
from .decide import DECIDE
from .decline_contract import DECLINE_CONTRACT
from .formation_ended import FORMATION_ENDED
from .no_supplier import AMEND_AND_RERUN, CANCEL, REANNOUNCE, REPEAT
from .record_silence import RECORD_SILENCE
from .sign_contract import SIGN_CONTRACT
from .sign_protocol import SIGN_PROTOCOL

DECISION: tuple[Action, ...] = (
    DECIDE,
    SIGN_PROTOCOL,
    CLOSE_VOTING,
    PROPOSAL_FALLS,
    SIGN_CONTRACT,
    DECLINE_CONTRACT,
    RECORD_SILENCE,
    FORMATION_ENDED,
    REANNOUNCE,
    AMEND_AND_RERUN,
    REPEAT,
    CANCEL,
)
