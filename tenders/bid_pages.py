"""How bids are shown: to their bidders alone until the opening."""

from typing import Any

from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import PagesKind
from qyzmet.procedure.wording import state_word
from qyzmet.vocabulary import N_

from . import bid_api
from .bid_procedure import BIDS as TABLE
from .models import Bid
from .states import DRAFT, NOT_CHOSEN, REJECTED, UNCONFIRMED, WINNER, WITHDRAWN

TONES = {
    **dict.fromkeys(TABLE.states, "active"),
    DRAFT: "neutral",
    UNCONFIRMED: "active",
    WINNER: "done",
    **dict.fromkeys((WITHDRAWN, REJECTED, NOT_CHOSEN), "ended"),
}


def now_text(bid: Bid) -> str:
    """Who does what now."""
    return state_word(TABLE, bid.state)


def timeline(bid: Bid) -> list[dict[str, Any]]:
    """The course of the bid."""
    return []


def register() -> None:
    """Show bids."""
    kinds.register(BIDS)


BIDS = PagesKind(
    api=bid_api.BIDS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="bids/show.html",
    untitled=N_("Bid without a tender"),
    list_title=N_("Tenders"),
)
