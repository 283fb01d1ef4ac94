"""The steps of a function in their order, and what is wrong with them. Pure.

An entry is a step, a condition or a refusal. A channel goes through its entries in their order: after a step comes the
next step or condition of that channel; a condition leads where its two answers say; a refusal ends the way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.vocabulary import N_

STEP, CONDITION, REFUSAL = "step", "condition", "refusal"


@dataclass(frozen=True)
class Entry:
    """One of the steps as the data have it; `place` is its place among all. An empty channel means every channel."""

    place: int
    key: str
    kind: str
    name: str = ""
    by: str = ""
    channel: str = ""
    # None where no time is printed.
    value: int | None = None
    unit: str = ""
    result: str = ""
    yes: str = ""
    no: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What it says: a refusal its text, the others their name."""
        return self.text or self.name if self.kind == REFUSAL else self.name or self.text

    def is_of(self, channel: str) -> bool:
        """Whether the channel goes through it."""
        return self.channel in ("", channel)


@dataclass(frozen=True)
class Fault:
    """Something wrong with an entry: at which field, in which words (msgid), and what stands in them."""

    path: str
    text: str
    about: Mapping[str, str] = field(default_factory=dict)


def entries(data: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The entries of a passport's data, in their order; what a draft leaves open is empty."""
    found = []
    for place, each in enumerate(data.get("steps") or ()):
        time = each.get("time") or {}
        texts = {
            name: str(each.get(name) or "")
            for name in ("key", "kind", "name", "by", "channel", "result", "yes", "no", "text")
        }
        found.append(Entry(place, value=time.get("value"), unit=str(time.get("unit") or ""), **texts))
    return tuple(found)


def channels(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The channels that the passport names, in its order."""
    return tuple(str(each) for each in data.get("channels") or ())


def walked(found: Iterable[Entry], channel: str) -> list[Entry]:
    """The steps and conditions of a channel, in their order."""
    return [each for each in found if each.kind in (STEP, CONDITION) and each.is_of(channel)]


class Course:
    """The ways of one channel: where each entry leads."""

    def __init__(self, found: Sequence[Entry], channel: str) -> None:
        self.channel = channel
        self.walked = walked(found, channel)
        self.by_key = {each.key: each for each in found if each.key}
        self._place = {each.place: place for place, each in enumerate(self.walked)}

    def following(self, entry: Entry) -> list[Entry]:
        """The entries to which this one leads: of a step none at the end of the way, of a refusal none."""
        if entry.kind == REFUSAL:
            return []
        if entry.kind == CONDITION:
            return [self.by_key[key] for key in (entry.yes, entry.no) if key in self.by_key]
        after = self._place[entry.place] + 1
        return self.walked[after : after + 1]

    def reached(self) -> list[Entry]:
        """The entries that some way from the beginning comes by, refusals too."""
        seen: dict[int, Entry] = {}
        waiting = self.walked[:1]
        while waiting:
            entry = waiting.pop()
            if entry.place not in seen and (entry.kind == REFUSAL or entry.place in self._place):
                seen[entry.place] = entry
                waiting += self.following(entry)
        return sorted(seen.values(), key=lambda each: each.place)

    def ends(self) -> list[Entry]:
        """The steps with which a way ends in a result."""
        return [each for each in self.reached() if each.kind == STEP and not self.following(each)]

    def refusals_of(self, entry: Entry) -> list[tuple[str, Entry]]:
        """The refusals to which a condition leads, each with its answer: `yes` or `no`."""
        if entry.kind != CONDITION:
            return []
        answers = (("yes", entry.yes), ("no", entry.no))
        led = [(answer, self.by_key[key]) for answer, key in answers if key in self.by_key]
        return [(answer, each) for answer, each in led if each.kind == REFUSAL]


def faults(data: Mapping[str, Any]) -> list[Fault]:
    """All that keeps the steps from being a way to a result: each at the field that is to be mended."""
    found, named = entries(data), channels(data)
    wrong = [*_keys(found), *_leading(found), *_channels(found, named)]
    if wrong:
        # Where the ways lead nowhere, nothing can be said of what they reach.
        return wrong
    return [*_reaching(found, named)]


def _keys(found: Sequence[Entry]) -> Iterator[Fault]:
    seen: set[str] = set()
    for each in found:
        if each.key and each.key in seen:
            yield Fault(f"steps.{each.place}.key", N_("Two steps have the same key: %(key)s."), {"key": each.key})
        seen.add(each.key)


def _leading(found: Sequence[Entry]) -> Iterator[Fault]:
    by_key = {each.key: each for each in found if each.key}
    for each in (entry for entry in found if entry.kind == CONDITION):
        for answer in ("yes", "no"):
            key = getattr(each, answer)
            if key:
                yield from _led(each, answer, key, by_key.get(key))
        if each.yes and each.yes == each.no:
            yield Fault(
                f"steps.{each.place}.no", N_("Both answers lead to the same: a condition has two different ways.")
            )


def _led(each: Entry, answer: str, key: str, other: Entry | None) -> Iterator[Fault]:
    path = f"steps.{each.place}.{answer}"
    if other is None:
        yield Fault(path, N_("There is no step with this key: %(key)s."), {"key": key})
    elif other.kind == REFUSAL:
        return
    elif other.place <= each.place:
        yield Fault(
            path,
            N_("This leads back to “%(name)s”: the way would go round in a loop. A condition leads to a later step."),
            {"name": other.words or key},
        )
    elif each.channel != other.channel and other.channel:
        yield Fault(
            path,
            N_("“%(name)s” belongs to the other channel: a condition leads to a step of its own channel."),
            {"name": other.words or key},
        )


def _channels(found: Sequence[Entry], named: Sequence[str]) -> Iterator[Fault]:
    for each in found:
        if each.channel and each.channel not in named:
            yield Fault(
                f"steps.{each.place}.channel", N_("The passport does not name this channel: add it to the channels.")
            )


def _reaching(found: Sequence[Entry], named: Sequence[str]) -> Iterator[Fault]:
    reached: set[int] = set()
    for channel in named:
        course = Course(found, channel)
        here = course.reached()
        reached |= {each.place for each in here}
        if not course.walked:
            yield Fault("steps", N_("The channel “%(channel)s” has no steps."), {"channel": channel})
        elif not course.ends():
            yield Fault("steps", N_("No way of the channel “%(channel)s” leads to a result."), {"channel": channel})
    for each in found:
        if each.place in reached or not named:
            continue
        if each.kind == REFUSAL:
            text = N_("No condition leads to this refusal: “%(name)s”.")
        else:
            text = N_("No way leads to this step: “%(name)s”. The conditions before it pass it by.")
        yield Fault(f"steps.{each.place}", text, {"name": each.words or each.key})
