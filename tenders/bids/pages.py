"""How bids are shown: to their bidders alone until the opening."""

from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.vocabulary import N_

from ..procedure.bid import BIDS as TABLE
from ..procedure.states import DRAFT, NOT_CHOSEN, REJECTED, UNCONFIRMED, WINNER, WITHDRAWN
from . import api, filling, page, sections

TONES = {
    **dict.fromkeys(TABLE.states, "active"),
    DRAFT: "neutral",
    UNCONFIRMED: "active",
    WINNER: "done",
    **dict.fromkeys((WITHDRAWN, REJECTED, NOT_CHOSEN), "ended"),
}


def register() -> None:
    """Show bids."""
    kinds.register(BIDS)


BIDS = PagesKind(
    api=api.BIDS,
    tones=TONES,
    now_text=page.now_text,
    timeline=page.timeline,
    template="tenders/bids/show.html",
    untitled=N_("Bid without a tender"),
    list_title=N_("Tenders"),
    form=LongForm(
        title=N_("The sections of the bid"),
        sections=sections.PARTS,
        section_template="tenders/bids/section.html",
        check_template="tenders/bids/check.html",
        offer=filling.offer,
        prepare=filling.prepare,
        complete=filling.without_blank,
        facts=page.reading,
    ),
    filing="submit",
    facts=page.facts,
    confirm_notes={
        "submit": N_(
            "The bid is sealed for the opening, and you get a receipt: a hash and the instant. Until the opening "
            "nobody but your organisation can read it or learn that it is there."
        ),
        "replace": N_("The bid that was handed in before no longer counts. You get a new receipt with a new instant."),
        "confirm": N_("The bid stays as it was handed in, with its receipt, for the announcement as it is now."),
        "withdraw": N_(
            "A bid that was withdrawn did not come in. Your organisation may hand in another until the end."
        ),
        "correct": N_("What was handed in stays as it is; these documents stand beside it."),
    },
    warnings=frozenset({"withdraw"}),
    quiet=frozenset({"withdraw"}),
    order=("submit", "confirm", "replace", "correct", "withdraw"),
    ask_templates={"replace": "tenders/bids/replace.html"},
    begun=filling.begun,
    ask_facts=filling.ask_facts,
    papers=page.papers,
)
