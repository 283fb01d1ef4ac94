"""How tenders are shown: states, what happens now, the course."""

from collections.abc import Mapping
from typing import Any

from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import PagesKind
from qyzmet.procedure.wording import state_word
from qyzmet.vocabulary import N_

from . import api
from .announcement import page as announcement_page
from .commission import page as commission_page
from .decision import page as decision_page
from .models import Tender
from .procedure.states import CANCELLED, CONTRACTED, DRAFT, NO_BIDS, NONE_COMPLIANT, REANNOUNCED
from .procedure.tender import TENDERS as TABLE

_PARTS = (announcement_page, commission_page, decision_page)
TONES = {
    **dict.fromkeys(TABLE.states, "active"),
    DRAFT: "neutral",
    CONTRACTED: "done",
    **dict.fromkeys((CANCELLED, NO_BIDS, NONE_COMPLIANT, REANNOUNCED), "ended"),
}


def now_text(tender: Tender) -> str:
    """Who does what now."""
    texts = {state: text for part in _PARTS for state, text in part.NOW.items()}
    return str(texts[tender.state](tender)) if tender.state in texts else state_word(TABLE, tender.state)


def timeline(tender: Tender) -> list[dict[str, Any]]:
    """The course, in working days: announcement, bids, opening, examination, decision, contract."""
    return [step for part in _PARTS for step in part.steps(tender)]


def facts(tender: Tender) -> Mapping[str, Any]:
    """What the templates of the parts show."""
    return {name: value for part in _PARTS for name, value in part.facts(tender).items()}


def register() -> None:
    """Show tenders."""
    kinds.register(TENDERS)


TENDERS = PagesKind(
    api=api.TENDERS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="tenders/show.html",
    untitled=N_("Tender without a name yet"),
    list_title=N_("Tenders"),
    facts=facts,
    # What leads on goes first: whoever has declared no interest may declare anew, but need not.
    order=(
        "publish",
        "consent",
        "answer",
        "amend",
        "open_bids",
        "open_remaining",
        "sign_protocol",
        "close_voting",
        "examine",
        "request_correction",
        "score",
        "close_scoring",
        "decide",
        "sign_contract",
        "reannounce",
        "amend_and_rerun",
        "repeat",
        "cancel",
    ),
    papers=announcement_page.links,
)
