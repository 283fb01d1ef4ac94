"""How tenders are shown: states, what happens now, the course."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import Link, PagesKind
from qyzmet.procedure.wording import state_word
from qyzmet.vocabulary import N_

from . import api
from .announcement import above
from .announcement import page as announcement_page
from .commission import page as commission_page
from .decision import page as decision_page
from .models import Tender
from .procedure.states import CANCELLED, CONTRACTED, DRAFT, NO_BIDS, NONE_COMPLIANT, REANNOUNCED
from .procedure.tender import TENDERS as TABLE

_PARTS = (announcement_page, commission_page, decision_page)
# Those whose forms have templates of their own.
_ASKING = (commission_page, decision_page)
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


def papers(tender: Tender) -> Sequence[Link]:
    """What the head of the page leads to."""
    return [Link(text, href) for text, href in announcement_page.papers(tender)]


def begun(tender: Tender, action: str) -> Mapping[str, Any] | None:
    """What an action's form holds before anything is typed."""
    part = _asking(action)
    return announcement_page.begun(tender, action) if part is None else part.begun(tender, action)


def ask_facts(tender: Tender, action: str, form: Any) -> Mapping[str, Any]:
    """What the template of an action's form says besides."""
    part = _asking(action)
    return part.ask_facts(tender, action, form) if part is not None else {}


def _asking(action: str) -> Any:
    return next((part for part in _ASKING if action in part.ASK_TEMPLATES), None)


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
    own_pages={name: word for part in _PARTS for name, word in part.OWN_PAGES.items()},
    confirm_notes={name: note for part in _PARTS for name, note in part.CONFIRM_NOTES.items()},
    above=above.above,
    starts=announcement_page.starts,
    quiet=announcement_page.QUIET | decision_page.QUIET,
    # What leads on goes first: whoever has declared no interest may declare anew, but need not.
    order=(*announcement_page.ORDER, *commission_page.ORDER, *decision_page.ORDER),
    papers=papers,
    ask_templates={name: template for part in _ASKING for name, template in part.ASK_TEMPLATES.items()},
    hidden_acts=commission_page.hidden_acts,
    begun=begun,
    ask_facts=ask_facts,
    warnings=decision_page.WARNINGS,
)
