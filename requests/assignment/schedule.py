"""Part 13 worked out: the steps one after another in working days, and the responsibility matrix. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .choices import SHARES, Participant


@dataclass(frozen=True)
class Step:
    """A step: which working days it takes, counted from the start, and who has which share in it."""

    number: int
    name: str
    working_days: int
    first_day: int
    last_day: int
    # The keys of SHARES by participant: {"supplier": ("responsible",), …}.
    shares: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Schedule:
    """All steps with their working days in all, and the participants who have any share, in the Rules' order."""

    steps: tuple[Step, ...]
    working_days: int
    participants: tuple[str, ...]


def schedule_of(rows: Sequence[Mapping[str, Any]]) -> Schedule:
    """The schedule of the kept rows; what a draft leaves open counts nothing."""
    steps, spent = [], 0
    for number, row in enumerate(rows, 1):
        days = row.get("working_days") or 0
        first, last = spent + min(days, 1), spent + days
        steps.append(Step(number, str(row.get("step") or ""), days, first, last, _shares(row)))
        spent = last
    participants = tuple(each.value for each in Participant if any(each.value in step.shares for step in steps))
    return Schedule(tuple(steps), spent, participants)


def _shares(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for share in SHARES:
        named = row.get(share) or []
        for participant in [named] if isinstance(named, str) else named:
            found[participant] = (*found.get(participant, ()), share)
    return found
