"""How long the way through a function takes, added up from its steps, and how that differs from the printed term. Pure.

Minutes and hours are one measure, days another, working days a third: none of them is turned into another, for no
source says how many hours a working day has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .steps import STEP, Course, Entry

MINUTE, HOUR, DAY, WORKING_DAY = "minute", "hour", "day", "working_day"
UNITS = (MINUTE, HOUR, DAY, WORKING_DAY)
# Only to tell which of two ways is the longer one: five working days are a week.
_ABOUT_A_DAY, _ABOUT_A_WORKING_DAY = 24 * 60, 24 * 60 * 7 // 5


@dataclass(frozen=True)
class Span:
    """A time in three measures that stand beside one another; of a difference each may be negative."""

    working_days: int = 0
    days: int = 0
    minutes: int = 0

    def __add__(self, other: "Span") -> "Span":
        return Span(self.working_days + other.working_days, self.days + other.days, self.minutes + other.minutes)

    def __sub__(self, other: "Span") -> "Span":
        return Span(self.working_days - other.working_days, self.days - other.days, self.minutes - other.minutes)

    @property
    def parts(self) -> tuple[int, int, int]:
        """The three measures."""
        return self.working_days, self.days, self.minutes

    @property
    def about(self) -> int:
        """Roughly how many minutes: for telling which of two is longer, and nothing else."""
        return self.working_days * _ABOUT_A_WORKING_DAY + self.days * _ABOUT_A_DAY + self.minutes


def span(value: object, unit: str) -> Span | None:
    """The time of a step or a term; None where none is printed."""
    if not isinstance(value, int) or unit not in UNITS:
        return None
    if unit == WORKING_DAY:
        return Span(working_days=value)
    if unit == DAY:
        return Span(days=value)
    return Span(minutes=value * (60 if unit == HOUR else 1))


class Compared(StrEnum):
    """How the steps stand to the printed term."""

    EQUAL = "equal"
    LONGER = "longer"
    SHORTER = "shorter"
    # More in one measure and less in another, as three days beside five working days.
    MIXED = "mixed"
    NO_TERM = "no_term"


@dataclass(frozen=True)
class Way:
    """The longest way of a channel to its result: what it comes by, and how long that takes."""

    channel: str
    entries: tuple[Entry, ...] = ()
    total: Span = Span()

    @property
    def steps(self) -> tuple[Entry, ...]:
        """The steps on it, without the conditions."""
        return tuple(each for each in self.entries if each.kind == STEP)

    @property
    def without_time(self) -> tuple[Entry, ...]:
        """The steps of which no time is printed."""
        return tuple(each for each in self.steps if span(each.value, each.unit) is None)

    def running(self) -> list[Span]:
        """The time that has passed when each entry of the way is done."""
        passed, found = Span(), []
        for each in self.entries:
            passed += span(each.value, each.unit) or Span()
            found.append(passed)
        return found


def way(found: Sequence[Entry], channel: str) -> Way:
    """The longest way of the channel that ends in a result; one without entries where none does."""
    course = Course(found, channel)
    # From the end: a condition leads forwards alone, so each entry's best way on is known before its own.
    best: dict[int, Way] = {}
    for each in reversed(course.walked):
        own = span(each.value, each.unit) or Span()
        following = course.following(each)
        on = [best[other.place] for other in following if other.place in best]
        if on:
            longest = max(on, key=lambda one: (one.total.about, len(one.steps)))
            best[each.place] = Way(channel, (each, *longest.entries), own + longest.total)
        elif each.kind == STEP and not following:
            best[each.place] = Way(channel, (each,), own)
    first = course.walked[0].place if course.walked else None
    return best.get(first, Way(channel)) if first is not None else Way(channel)


def printed_term(data: Mapping[str, Any]) -> Span | None:
    """The term as the act prints it; None where it prints none."""
    term = data.get("printed_term") or {}
    return span(term.get("value"), str(term.get("unit") or ""))


def compared(total: Span, term: Span | None) -> tuple[Compared, Span]:
    """How the steps together stand to the printed term, and the difference, measure by measure."""
    if term is None:
        return Compared.NO_TERM, Span()
    difference = total - term
    more, less = any(part > 0 for part in difference.parts), any(part < 0 for part in difference.parts)
    if more and less:
        return Compared.MIXED, difference
    if more:
        return Compared.LONGER, difference
    return (Compared.SHORTER if less else Compared.EQUAL), difference
