"""Bids (¶ 49; Law 45-2, 45-3): kept sealed until the opening, then ordinary procedures. Nothing here commits."""

from collections.abc import Mapping

from qyzmet.documents import service as documents
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard, Kind
from qyzmet.procedure.models import Act

from ..models import Bid
from ..procedure.bid import BIDS
from . import against, sealed_moves, suits
from .keeper import KEEPER


def _correct(bid: Bid, body: Body, act: Act) -> None:
    """H23: what mends a defect stands beside what was handed in, which never changes."""
    documents.adopt(bid, body["documents"])


GUARDS: Mapping[str, Guard] = {**sealed_moves.GUARDS, **against.GUARDS, **suits.GUARDS}
CHANGES: Mapping[str, Change] = {"correct": _correct, **suits.CHANGES}

KIND = Kind(
    tables={BIDS.edition: BIDS},
    model=Bid,
    guards=GUARDS,
    changes=CHANGES,
    events=suits.EVENTS,
    keeper=KEEPER,
    # Those of its tender, so that the Commission knows of it.
    came_from=lambda bid: bid.tender,
)
