"""From the Commission's setting up to the ranking (¶ 36; Law 45-1, 45-2; H3, H22, H23): what carries out its moves.

Nothing here commits.
"""

from collections.abc import Callable, Mapping

from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Exclusion, Guard
from qyzmet.procedure.models import Act

from . import bids_of, composition, corrections, declarations, envelopes, examination, opening, scores
from .models import Tender


def _enter_envelope(tender: Tender, body: Body, act: Act) -> None:
    """A bid comes out of its envelope after the opening: the minutes get an addition."""
    envelopes.CHANGES["enter_envelope"](tender, body, act)
    bid = bids_of.from_envelope(tender, str(body["envelope"]))
    opening.after_entering(tender, bid, [str(each) for each in body.get("present") or []], act)


def _close_scoring(tender: Tender, body: Body, act: Act) -> None:
    scores.end(tender, act)


GUARDS: Mapping[str, Guard] = {
    "set_commission": composition.against_setting_up,
    "declare": declarations.against_declaring,
    "open_bids": opening.against_opening,
    "open_remaining": opening.against_opening_remaining,
    "request_correction": corrections.against_asking,
    "examine": examination.against_examining,
    "score": scores.against_scoring,
    "close_scoring": scores.against_closing,
}
CHANGES: Mapping[str, Change] = {
    "set_commission": composition.set_up,
    "declare": declarations.declare,
    "open_bids": opening.open_bids,
    "open_remaining": opening.open_remaining,
    "enter_envelope": _enter_envelope,
    "request_correction": corrections.ask,
    "examine": examination.examine,
    "score": scores.score,
    "close_scoring": _close_scoring,
}
CASES: Mapping[str, Callable[..., str]] = {"examine": examination.case, "score": scores.case}
EXCLUSIONS: Mapping[str, Exclusion] = {}
# Whether a bid came in is known when the bids are opened, and not before.
FOUND_BY_DOING = frozenset({"open_bids"})
