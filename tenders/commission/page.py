"""How the page of a tender shows the part of the course that actions.py carries out."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages import shown
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ..bids import envelopes
from ..models import Tender
from ..procedure.states import (
    AMENDING,
    CANCELLED,
    CLOSED,
    EXAMINING,
    NO_BIDS,
    NONE_COMPLIANT,
    RANKED,
    REANNOUNCED,
    SCORING,
)
from . import commission_page, opening_page, ranking_page, request_correction, seats, visibility

_ENDED = (AMENDING, CANCELLED, NO_BIDS, NONE_COMPLIANT, REANNOUNCED)


def _closed(tender: Tender) -> str:
    if not seats.is_set_up(tender):
        return _("The acceptance of bids has ended. The head of the customer sets up the Commission, which opens them.")
    if tender.opening_at is not None and clock.now() < tender.opening_at:
        at = formats.instant(tender.opening_at, formats.language())
        return _("The acceptance of bids has ended. The chair and the secretary open the bids from %(at)s on.", at=at)
    return _("The chair and the secretary of the Commission open the bids.")


def _examining(tender: Tender) -> str:
    closed = sum(1 for each in envelopes.of(tender) if each.entered_at is None)
    if closed:
        return _("The integrator's clerk enters what the envelopes hold; then the Commission examines the bids.")
    if request_correction.running(tender):
        return _("Bidders mend formal defects of their bids; then the Commission examines the bids.")
    return _("The Commission examines which bids are compliant; the chair records what it found.")


def _scoring(tender: Tender) -> str:
    return _(
        "The members score the bids, each alone: nobody sees the others' points until all have scored or the chair "
        "closes the scoring."
    )


# By the state: who does what now.
NOW: Mapping[str, Callable[[Tender], str]] = {CLOSED: _closed, EXAMINING: _examining, SCORING: _scoring}
# The buttons in the order of the course; what is not named follows.
ORDER = ("open_bids", "open_remaining", "examine", "request_correction", "score", "close_scoring")
# Actions with a page of their own, and what a confirm page says besides.
OWN_PAGES: Mapping[str, str] = {}
CONFIRM_NOTES: Mapping[str, str] = {
    "set_commission": N_(
        "Each person is told and declares whether they have an interest. After the acceptance of bids has ended, only "
        "those who stepped aside are replaced."
    ),
    "open_bids": N_(
        "The bids are unsealed now, and this cannot be taken back. Whether any came in is known only then: where none "
        "did, no term for examining starts, and the Commission decides what follows. The minutes are published at once."
    ),
    "examine": N_("Each bidder is told. Bids that could not be opened are not among them and stay unexamined."),
    "close_scoring": N_(
        "Everybody's points and the ranking are published. The points of members who have not scored everything do not "
        "count."
    ),
}
# Actions whose form has a template of its own.
ASK_TEMPLATES: Mapping[str, str] = {
    "set_commission": "tenders/commission/set_commission.html",
    "open_bids": "tenders/commission/open_bids.html",
    "examine": "tenders/commission/examine.html",
    "request_correction": "tenders/commission/request_correction.html",
    "score": "tenders/commission/score.html",
}


def begun(tender: Tender, action: str) -> Mapping[str, Any] | None:
    """What a form of this part holds before anything is typed."""
    if action == "set_commission":
        return commission_page.begun(tender)
    if action == "examine":
        return opening_page.begun(tender)
    return ranking_page.begun(tender) if action == "score" else None


def ask_facts(tender: Tender, action: str, form: Any) -> Mapping[str, Any]:
    """What such a form offers to choose from, and what its template says besides."""
    if action == "set_commission":
        return commission_page.asked(tender, form)
    if action in ("open_bids", "examine", "request_correction"):
        return opening_page.asked(tender, action, form)
    return ranking_page.asked(tender, form) if action == "score" else {}


def hidden_acts(tender: Tender) -> frozenset[str]:
    """Declarations name who sits in the Commission: hidden in the history from those who are not told that yet."""
    return frozenset() if visibility.commission(tender) else frozenset({"declare"})


def steps(tender: Tender) -> list[dict[str, Any]]:
    """The Commission, the opening, the examination, the ranking."""
    acts = standing_acts(tender)
    set_up, opened = _last(acts, "set_commission"), _last(acts, "open_bids")
    examined = _last(acts, "examine")
    ranked = next((act for act in reversed(acts) if act.from_state == SCORING and act.to_state == RANKED), None)
    examine = next(iter(deadlines.open_deadlines(tender, "examine")), None)
    made = [
        _step(tender, _("Commission set up"), "¶ 36", Party.STATE_BODY, set_up, "set_commission"),
        _step(tender, _("Bids opened"), "H3", Party.COMMISSION, opened, "open_bids"),
        shown.step(
            tender, _("Bids examined"), "Law 45-2", Party.COMMISSION, examined, None if examined else examine, opened
        ),
        shown.step(
            tender,
            _("Bids scored and ranked"),
            "¶ 19",
            Party.COMMISSION,
            ranked,
            examine if examined and not ranked else None,
            examined,
        ),
    ]
    if set_up is None and seats.is_set_up(tender):
        made[0] |= {"state": "done", "note": _("carried over from the earlier announcement")}
    for step in made:
        if tender.state in _ENDED and step["state"] == "next":
            step["state"] = "skipped"
    return made


def _last(acts: list[Act], action: str) -> Act | None:
    return next((act for act in reversed(acts) if act.action == action), None)


def _step(tender: Tender, text: str, rule: str, party: Party, act: Act | None, term: str) -> dict[str, Any]:
    running = None if act is not None else next(iter(deadlines.open_deadlines(tender, term)), None)
    return shown.step(tender, text, rule, party, act, running)


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows."""
    return {
        "commission": commission_page.facts(tender),
        "opened": opening_page.facts(tender),
        "ranked": ranking_page.facts(tender),
    }
