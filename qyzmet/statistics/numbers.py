"""All numbers of a scope, read by four questions and kept by blocks of procedures until something is done."""

from dataclasses import dataclass, replace

from qyzmet.statistics import kept_blocks, states, steps, tenders
from qyzmet.statistics.scope import Scope, years
from qyzmet.statistics.states import Standing
from qyzmet.statistics.steps import Steps
from qyzmet.statistics.tenders import Bidding


@dataclass(frozen=True)
class Numbers:
    """What there is to say of a scope. Steps are those of every year and everybody: pages compare these."""

    years: tuple[int, ...]
    steps: tuple[Steps, ...]
    standing: Standing
    bidding: Bidding


def of(scope: Scope) -> Numbers:
    """The numbers as of now: counted, or kept since the newest act."""
    every, whole = tuple(years()), _whole(scope)
    return Numbers(
        every,
        kept_blocks.of(whole, ("steps", every), lambda blocks: steps.count_blocks(whole, every, blocks), steps.in_all),
        states.standing(
            kept_blocks.of(scope, "states", lambda blocks: states.count_blocks(scope, blocks), states.in_all)
        ),
        tenders.bidding(
            kept_blocks.of(scope, "tenders", lambda blocks: tenders.count_blocks(scope, blocks), tenders.in_all)
        ),
    )


def count(scope: Scope) -> Numbers:
    """The numbers, counted anew."""
    every = tuple(years())
    return Numbers(every, tuple(steps.count(_whole(scope), every)), states.count(scope), tenders.count(scope))


def _whole(scope: Scope) -> Scope:
    """Who takes part narrows what stands beside the steps, not the steps: these are by whoever had to act."""
    return replace(scope, year=None, organisation=None)
