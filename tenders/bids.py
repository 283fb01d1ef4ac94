"""Opened bids (¶ 49; Law 45-2, 45-3): what the acts on their tender do to them. Nothing here commits."""

from collections.abc import Mapping

from qyzmet.procedure.kinds import Change, Guard, Kind

from . import suits
from .bid_procedure import BIDS
from .models import Bid

GUARDS: Mapping[str, Guard] = {**suits.GUARDS}
CHANGES: Mapping[str, Change] = {**suits.CHANGES}

KIND = Kind(
    tables={BIDS.edition: BIDS},
    model=Bid,
    guards=GUARDS,
    changes=CHANGES,
    events=suits.EVENTS,
    came_from=lambda bid: bid.tender,
)
