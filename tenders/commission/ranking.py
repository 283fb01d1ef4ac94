"""The ranking of a tender's bids, exact, from the members' scores and the frozen criteria; and its counting in words.

Nothing here commits.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qyzmet.procedure import editions
from qyzmet.sentences import wording
from qyzmet.sentences.sentence import PLACES, Fact, Said, exact, rounded
from qyzmet.web import formats

from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.house_rules import YES
from ..procedure.states import COMPLIANT, NOT_CHOSEN, RANKED, SCORING, WINNER
from ..rules import criteria, scoring, shown_points
from ..rules.scoring import PRICE_RULE, Ranking
from . import examine, points, seats

SINGLE_RULE = "H24"
_ENDS = ("score", "close_scoring")


def is_ranked(tender: Tender) -> bool:
    """Whether the scoring has ended: from then on scores and ranking are everybody's."""
    return _ended_with(tender) is not None


def basis(tender: Tender) -> dict[str, Any]:
    """What a ranking rests on besides the points: who votes, who decides between equals, which price is compared."""
    commission = seats.commission_of(tender)
    return {
        "members": [user.public_id for user in seats.voters_of(tender)],
        "chair": commission.chair,
        "price_rule": int(editions.house_rule(PRICE_RULE, tender.edition_key)),
    }


def _ended_with(tender: Tender) -> dict[str, Any] | None:
    """What the act kept that ended the scoring."""
    found = (act for act in reversed(tender.acts) if act.action in _ENDS and act.from_state == SCORING)
    return next((dict(act.body) for act in found if act.to_state == RANKED), None)


def of(tender: Tender) -> Ranking:
    """The ranking with every step, bids that were rejected among those left out.

    It rests on what stood when the scoring ended: who leaves the Commission later, and a house rule that is changed
    later, change nothing. Before that, on what stands now. Raises ValueError where nobody has scored everything.
    """
    on = _ended_with(tender) or basis(tender)
    return scoring.rank(
        points.criteria_of(tender),
        [judged(bid) for bid in opened_bids.all_of(tender)],
        on["members"],
        points.points_of(tender),
        chair=on["chair"],
        price_rule=on["price_rule"],
    )


def compliant(tender: Tender) -> list[Bid]:
    """The bids that the examination found compliant, whatever became of them since."""
    return [bid for bid in opened_bids.all_of(tender) if bid.state in (COMPLIANT, WINNER, NOT_CHOSEN)]


def is_single_refused(tender: Tender) -> bool:
    """H24: whether the one compliant bid that there is cannot be accepted."""
    return len(compliant(tender)) == 1 and int(editions.house_rule(SINGLE_RULE, tender.edition_key)) != YES


def leaves_nobody(tender: Tender) -> bool:
    """Whether the scoring has ended with no bid that could be named: then the Commission decides what follows (H36)."""
    return is_single_refused(tender) or not of(tender).items


def judged(bid: Bid) -> criteria.Bid:
    """The bid as the rules judge it."""
    return criteria.Bid(
        bid.public_number, bid.price_lease, bid.price_service, bid.received_at, examine.ground_said(bid)
    )


def in_figures(totals: Sequence[Fraction]) -> list[str]:
    """Totals as pages, forms and papers show them: to as many places as tell them apart."""
    places = shown_points.places(totals)
    return [formats.number(rounded(total, places), formats.language()) for total in totals]


def in_words(said: Said) -> str:
    """A step of the counting in the language of the page, without loss: who reads it comes to the same by counting."""
    return wording.text_of(replace(said, facts={name: _exactly(value) for name, value in said.facts.items()}))


def exact_number(value: Fraction) -> str:
    """An exact number: 4.5 where that is all of it, else 13/3 with what it comes to."""
    written = exact(value)
    if "/" not in written:
        return formats.number(Decimal(written), formats.language())
    return f"{written} ≈ {formats.number(rounded(value), formats.language(), PLACES)}"


def _exactly(value: Fact) -> Fact:
    if isinstance(value, Fraction):
        return exact_number(value)
    if isinstance(value, tuple):
        return " + ".join(map(exact_number, value))
    return value
