"""House rules: what the office decided where the Rules are silent. Shown as a local regulation, never as the law.

A rule is listed when something in the product obeys it. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qyzmet.vocabulary import N_


def _whole_days(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 250:
        raise ValueError(N_("Give a whole number of working days from 1 to 250."))


@dataclass(frozen=True)
class HouseRule:
    """One local rule: its key, what it says, its default and what values it takes."""

    key: str
    title: str
    default: Any
    check: Callable[[Any], None]


HOUSE_RULES: dict[str, HouseRule] = {
    rule.key: rule
    for rule in (
        HouseRule("H1", N_("Term for the integrator's opinion, in working days from registration"), 15, _whole_days),
    )
}
