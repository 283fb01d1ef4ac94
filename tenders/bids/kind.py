"""Bids as the engine carries them out (¶ 49; Law 45-2, 45-3): kept sealed until the opening, then as any procedure."""

from qyzmet.procedure.kinds import Kind

from ..models import Bid
from ..procedure.bid import BIDS
from . import actions, reading
from .false_information.forward_judgment import FORWARD_TERM
from .sealed.keeper import KEEPER

KIND = Kind(
    tables={BIDS.edition: BIDS},
    model=Bid,
    actions=actions.BIDS,
    terms=(FORWARD_TERM,),
    keeper=KEEPER,
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    leads_on=lambda bid: (bid.tender,),
    # Those of its tender, so that the Commission knows of it.
    came_from=lambda bid: bid.tender,
)
