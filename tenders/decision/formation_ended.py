"""What the end of a formation does to the tender (H25, H36): no IC service came of the contracts, so the supplier falls
away, and the Commission names the next bid by rank, or decides what follows. Nothing here commits.
"""

from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act

from ..models import Tender
from ..procedure.decision import NEXT_LEFT, NOBODY_LEFT
from . import choice


def back_to_ranking(tender: Tender, body: Body, act: Act) -> None:
    """Back to the ranking without the supplier's bid; what was signed is no contract any more."""
    act.case = NEXT_LEFT if choice.is_next_left(tender) else NOBODY_LEFT
    choice.fall_away(tender, act, dict(body))


FORMATION_ENDED = Action("formation_ended", carry_out=back_to_ranking, found_by_doing=True)
