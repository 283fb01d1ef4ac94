"""From the Commission's setting up to the ranking (¶ 36; Law 45-1, 45-2; H3, H22, H23): what carries out its moves.

Nothing here commits.
"""

from collections.abc import Callable, Mapping

from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Exclusion, Guard
from qyzmet.procedure.models import Act

from ..models import Tender
from . import declare, examine, open_bids, request_correction, score, set_commission


def _close_scoring(tender: Tender, body: Body, act: Act) -> None:
    score.end(tender, act)


GUARDS: Mapping[str, Guard] = {
    "set_commission": set_commission.against_setting_up,
    "declare": declare.against_declaring,
    "open_bids": open_bids.against_opening,
    "open_remaining": open_bids.against_opening_remaining,
    "request_correction": request_correction.against_asking,
    "examine": examine.against_examining,
    "score": score.against_scoring,
    "close_scoring": score.against_closing,
}
CHANGES: Mapping[str, Change] = {
    "set_commission": set_commission.set_up,
    "declare": declare.declare,
    "open_bids": open_bids.open_bids,
    "open_remaining": open_bids.open_remaining,
    "request_correction": request_correction.ask,
    "examine": examine.examine,
    "score": score.score,
    "close_scoring": _close_scoring,
}
CASES: Mapping[str, Callable[..., str]] = {"examine": examine.case, "score": score.case}
EXCLUSIONS: Mapping[str, Exclusion] = {}
# Whether a bid came in is known when the bids are opened, and not before.
FOUND_BY_DOING = frozenset({"open_bids"})
