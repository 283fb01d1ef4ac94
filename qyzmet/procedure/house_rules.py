"""House rules: what the office decided where the Rules are silent. Shown as a local regulation, never as the law.

A rule is listed when something in the product obeys it. Pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet.vocabulary import N_


def _whole_days(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 250:
        raise ValueError(N_("Give a whole number of working days from 1 to 250."))


def _times(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 5:
        raise ValueError(N_("Give a whole number from 0 to 5."))


def _twenty_or_twenty_five(value: Any) -> None:
    if isinstance(value, bool) or value not in (20, 25):
        raise ValueError(N_("Give 20, as the order's digits say, or 25, as its words say."))


def yes_or_no(value: Any) -> None:
    """Take 1 for yes and 0 for no. Raises ValueError."""
    if isinstance(value, bool) or value not in (0, 1):
        raise ValueError(N_("Give 1 for yes or 0 for no."))


@dataclass(frozen=True)
class HouseRule:
    """One local rule: its key, what it says, its default and what values it takes."""

    key: str
    title: str
    default: Any
    check: Callable[[Any], None]


def add(rules: Iterable[HouseRule], fixed: Mapping[str, str]) -> None:
    """Make a room's house rules known, when the room tells its kinds of procedure."""
    HOUSE_RULES.update({rule.key: rule for rule in rules})
    FIXED_RULES.update(fixed)


HOUSE_RULES: dict[str, HouseRule] = {
    rule.key: rule
    for rule in (
        HouseRule("H1", N_("Term for the integrator's opinion, in working days from registration"), 15, _whole_days),
        HouseRule(
            "H2",
            N_("Term for ordering the creation of the service, in working days from the agreement"),
            3,
            _whole_days,
        ),
        HouseRule(
            "¶ 18",
            N_(
                "Term for the design assignment, in working days: the order prints 20 in digits and twenty-five in "
                "words; which of the two is taken"
            ),
            20,
            _twenty_or_twenty_five,
        ),
        HouseRule(
            "H7",
            N_(
                "Term for each step of a design assignment, in working days: the customer's consent, the agreement on "
                "information security, the approval, and the revision after an objection"
            ),
            5,
            _whole_days,
        ),
        HouseRule(
            "H12",
            N_("How many working days back the date of receipt of a paper may lie when a clerk registers it"),
            10,
            _whole_days,
        ),
        HouseRule("H20", N_("How many times an incomplete request may be returned"), 1, _times),
        HouseRule(
            "H40",
            N_("Term for completing a returned request or withdrawing it, in working days from the return"),
            10,
            _whole_days,
        ),
        HouseRule(
            "H47",
            N_(
                "Acts that heads alone take must be signed with an electronic digital signature in every organisation: "
                "1 for yes, 0 for no; an organisation's own page can demand it of that one alone"
            ),
            0,
            yes_or_no,
        ),
        HouseRule(
            "H53",
            N_(
                "What heads alone take is signed with the key of the organisation's first head only: 1 for yes; 0 for "
                "no, then a key with the right to sign will do as well. Who acts for the head signs with such a key"
            ),
            0,
            yes_or_no,
        ),
    )
}

# House rules without a number to set, by key: what tables, refusals and pages mean when they cite one.
FIXED_RULES: dict[str, str] = {
    "H10": N_("A request whose object is to hold, process or transmit state secrets cannot be filed"),
    "H11": N_("A state body becomes the customer of a proposal by joining it"),
    "H13": N_("A design assignment is approved after the customer's consent"),
    "H37": N_("A request or proposal can be withdrawn until it is decided"),
    "H46": N_(
        "A mistaken act is undone only by a recorded annulment: by the head whose act it was until another party has "
        "acted on it, afterwards by the authorised body; what the Commission decided is mended by a new protocol"
    ),
}
