"""¶ 47, 49; H29, H30: in which state a bid is before the opening. Pure.

Nothing is done to a sealed bid from outside, as that would show that it is there: what an amendment, the end of
acceptance or a cancellation makes of it follows from what its bidder did last and from the tender as it is now.
"""

import datetime as dt
from dataclasses import dataclass

from qyzmet.sentences.sentence import Said

from ..procedure.states import (
    CANCELLED,
    CLOSED,
    CONSENTED,
    DRAFT,
    NOT_CHOSEN,
    PUBLISHED,
    SUBMITTED,
    UNCONFIRMED,
    WITHDRAWN,
)
from .window import in_time, late

# The states of a tender before its bids are opened.
_BEFORE_THE_OPENING = frozenset({DRAFT, CONSENTED, PUBLISHED, CLOSED})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What of a tender decides over its sealed bids."""

    state: str
    # How often the window has begun: once, and again with each material amendment (H30).
    window: int
    accepts_until: dt.datetime
    opened: bool

    @property
    def is_opened(self) -> bool:
        """Whether its bids were opened, or there were none to open."""
        return self.opened or self.state not in (*_BEFORE_THE_OPENING, CANCELLED)

    @property
    def is_cancelled(self) -> bool:
        """Whether it ended before its bids were opened."""
        return self.state == CANCELLED and not self.opened


@dataclass(frozen=True, slots=True)
class Left:
    """How its bidder left a bid: a draft, submitted or withdrawn, and for which window."""

    stands: str
    window: int = 0


def judged_at(tender: Acceptance, received_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The instant by which something received is judged: that of its receipt, though its turn comes much later.

    Where the acceptance was closed and the clock says that its end is still to come, the clock was set back: the end
    is over.
    """
    if tender.state not in (DRAFT, CONSENTED, PUBLISHED) and in_time(now, tender.accepts_until):
        return tender.accepts_until
    return received_at


def state_of(bid: Left, tender: Acceptance, at: dt.datetime) -> str:
    """The state of a sealed bid at an instant."""
    if bid.stands == WITHDRAWN:
        return WITHDRAWN
    if tender.is_cancelled:
        return NOT_CHOSEN
    over = tender.is_opened or not in_time(at, tender.accepts_until)
    if bid.stands == DRAFT:
        return WITHDRAWN if over else DRAFT
    if bid.window != tender.window:
        return WITHDRAWN if over else UNCONFIRMED
    return SUBMITTED


def too_late(tender: Acceptance, at: dt.datetime) -> Said | None:
    """Why a bid cannot be handed in or changed any more, saying when the acceptance ended; None while it can."""
    return late(at, tender.accepts_until)
