"""All numbers of a scope, read by six questions and kept until something is done.

What is kept: the counts of these modules, in this process, each for its scope. For whom: whoever may look at that
scope. Until when: every act makes the audit trail longer, in its own transaction; the numbers are good as long as the
trail ends where it ended before they were counted. Steps are kept block by block (kept_steps.py).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app

from qyzmet.audit import service as audit
from qyzmet.statistics import kept_steps, services, states, steps, tenders
from qyzmet.statistics.scope import Scope, years
from qyzmet.statistics.services import OfKind
from qyzmet.statistics.states import InState
from qyzmet.statistics.steps import Steps
from qyzmet.statistics.tenders import Opened, Prices
from qyzmet.web.kept.memory import Kept

# A count takes so many bytes, by which room is made for others.
_ROW_BYTES, MOST_BYTES = 250, 16 * 1024 * 1024
_NAME = "qyzmet_statistics"


@dataclass(frozen=True)
class Numbers:
    """What there is to say of a scope. Steps are those of every year and everybody: pages compare these."""

    years: tuple[int, ...]
    steps: tuple[Steps, ...]
    states: tuple[InState, ...]
    opened: tuple[Opened, ...]
    prices: tuple[Prices, ...]
    services: tuple[OfKind, ...]


def of(scope: Scope) -> Numbers:
    """The numbers as of now: counted, or kept since the newest act."""
    trail = audit.end_of_trail()
    return _numbers(
        scope,
        lambda whole, every: kept_steps.of(whole, every, trail),
        lambda key, count: _kept(key, trail, count),
    )


def count(scope: Scope) -> Numbers:
    """The numbers, counted anew."""
    return _numbers(
        scope,
        lambda whole, every: tuple(steps.count(whole, every)),
        lambda _key, counted: tuple(counted()),
    )


def _numbers(
    scope: Scope,
    steps_of: Callable[[Scope, tuple[int, ...]], tuple[Steps, ...]],
    found: Callable[[Hashable, Callable[[], list[Any]]], tuple[Any, ...]],
) -> Numbers:
    every = tuple(years())
    # Who takes part narrows what stands beside the steps, not the steps: these are by whoever had to act.
    whole = replace(scope, year=None, organisation=None)
    return Numbers(
        every,
        steps_of(whole, every),
        found(("states", scope), lambda: states.count(scope)),
        found(("opened", scope), lambda: tenders.opened(scope)),
        found(("prices", scope), lambda: [tenders.prices(scope)]),
        found(("services", scope), lambda: services.count(scope)),
    )


def _kept(key: Hashable, trail: bytes, count: Callable[[], list[Any]]) -> tuple[Any, ...]:
    if _NAME not in current_app.extensions:
        current_app.extensions[_NAME] = Kept[tuple[bytes, tuple[Any, ...]]](
            current_app.config.get("KEPT_STATISTICS_BYTES", MOST_BYTES)
        )
    kept: Kept[tuple[bytes, tuple[Any, ...]]] = current_app.extensions[_NAME]
    found = kept.find(key)
    if found is not None and found[0] == trail:
        return found[1]
    counted = tuple(count())
    kept.keep(key, (trail, counted), _ROW_BYTES * (len(counted) + 1))
    return counted
