"""Two versions of a passport beside one another: steps and time before and as built. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .durations import Span, Way, way
from .steps import CONDITION, REFUSAL, STEP, Course, Entry, channels, entries


class Change(StrEnum):
    """What became of a step."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Pair:
    """A step before and as built; None where there was, or is, no such step."""

    change: Change
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True)
class Side:
    """One version's channel in figures; None of these where the version has no such channel."""

    steps: int
    conditions: int
    refusals: int
    way: Way


@dataclass(frozen=True)
class ChannelCompared:
    """A channel before and as built."""

    channel: str
    before: Side | None
    after: Side | None
    pairs: tuple[Pair, ...]

    @property
    def time(self) -> Span | None:
        """How much longer the way became, measure by measure; negative where it became shorter."""
        if self.before is None or self.after is None:
            return None
        return self.after.way.total - self.before.way.total


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChannelCompared]:
    """Channel by channel, in the order of the earlier version."""
    then, now = entries(before), entries(after)
    known = dict.fromkeys((*channels(before), *channels(after)))
    return [
        ChannelCompared(
            channel,
            _side(then, channel) if channel in channels(before) else None,
            _side(now, channel) if channel in channels(after) else None,
            tuple(
                _pairs(
                    _of_channel(then, channel) if channel in channels(before) else (),
                    _of_channel(now, channel) if channel in channels(after) else (),
                )
            ),
        )
        for channel in known
    ]


def _of_channel(found: Sequence[Entry], channel: str) -> tuple[Entry, ...]:
    return tuple(each for each in found if each.kind == STEP and each.is_of(channel))


def _side(found: Sequence[Entry], channel: str) -> Side:
    reached = Course(found, channel).reached()
    kinds = [each.kind for each in reached]
    return Side(kinds.count(STEP), kinds.count(CONDITION), kinds.count(REFUSAL), way(found, channel))


def _pairs(before: Sequence[Entry], after: Sequence[Entry]) -> list[Pair]:
    """Steps are the same by their key, or by their name word for word; what is gone stands where it stood."""
    left = list(after)
    partners: dict[int, Entry] = {}
    for attribute in ("key", "name"):
        for each in before:
            if each.place in partners or not getattr(each, attribute):
                continue
            other = next((one for one in left if getattr(one, attribute) == getattr(each, attribute)), None)
            if other is not None:
                partners[each.place] = other
                left.remove(other)
    found = [_pair(each, partners.get(each.place)) for each in before]
    for each in left:
        earlier = [place for place, pair in enumerate(found) if pair.after and pair.after.place < each.place]
        found.insert(max(earlier, default=-1) + 1, Pair(Change.NEW, None, each))
    return found


def _pair(before: Entry, after: Entry | None) -> Pair:
    if after is None:
        return Pair(Change.GONE, before, None)
    same = _said(before) == _said(after)
    return Pair(Change.SAME if same else Change.CHANGED, before, after)


def _said(each: Entry) -> tuple[object, ...]:
    return each.name, each.by, each.channel, each.value, each.unit, each.result
