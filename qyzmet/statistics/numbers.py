"""All numbers of a scope, read by four questions and kept until something is done.

What is kept: the counts of these modules, in this process, each for its scope. For whom: whoever may look at that
scope. Until when: every act makes the audit trail longer, in its own transaction; the numbers are good as long as the
trail ends where it ended before they were counted. Steps are kept block by block (kept_steps.py).
"""

from dataclasses import dataclass, replace

from flask import current_app

from qyzmet.audit import service as audit
from qyzmet.statistics import kept_steps, states, steps, tenders
from qyzmet.statistics.scope import Scope, years
from qyzmet.statistics.states import Standing
from qyzmet.statistics.steps import Steps
from qyzmet.statistics.tenders import Bidding
from qyzmet.web.kept.memory import Kept

# A count takes so many bytes, by which room is made for others.
_ROW_BYTES, MOST_BYTES = 250, 16 * 1024 * 1024
_NAME = "qyzmet_statistics"


@dataclass(frozen=True)
class Numbers:
    """What there is to say of a scope. Steps are those of every year and everybody: pages compare these."""

    years: tuple[int, ...]
    steps: tuple[Steps, ...]
    standing: Standing
    bidding: Bidding


@dataclass(frozen=True)
class _Counted:
    """What stands beside the steps, and where the trail ended before it was counted."""

    trail: bytes
    standing: Standing
    bidding: Bidding


def of(scope: Scope) -> Numbers:
    """The numbers as of now: counted, or kept since the newest act."""
    trail = audit.end_of_trail()
    every = tuple(years())
    done = kept_steps.of(_whole(scope), every, trail)
    beside = _kept().find(scope)
    if beside is None or beside.trail != trail:
        beside = _Counted(trail, states.count(scope), tenders.count(scope))
        rows = len(beside.standing.states) + len(beside.standing.services) + len(beside.bidding.opened)
        _kept().keep(scope, beside, _ROW_BYTES * (rows + 2))
    return Numbers(every, done, beside.standing, beside.bidding)


def count(scope: Scope) -> Numbers:
    """The numbers, counted anew."""
    every = tuple(years())
    return Numbers(every, tuple(steps.count(_whole(scope), every)), states.count(scope), tenders.count(scope))


def _whole(scope: Scope) -> Scope:
    """Who takes part narrows what stands beside the steps, not the steps: these are by whoever had to act."""
    return replace(scope, year=None, organisation=None)


def _kept() -> Kept[_Counted]:
    if _NAME not in current_app.extensions:
        current_app.extensions[_NAME] = Kept[_Counted](current_app.config.get("KEPT_STATISTICS_BYTES", MOST_BYTES))
    kept: Kept[_Counted] = current_app.extensions[_NAME]
    return kept
