"""The steps of a channel in words: times, how long the way takes, and the list that stands beside the diagram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext

from ..choices import CHANNELS, PassportChannel, performer
from ..rules import durations, steps
from ..rules.durations import Compared, Span, Way
from ..rules.steps import CONDITION, REFUSAL, Course, Entry


def time(value: int | None, unit: str) -> str:
    """A time as it is printed; nothing where none is. No day at all is the day itself."""
    if value is None:
        return ""
    if value == 0 and unit in (durations.DAY, durations.WORKING_DAY):
        return _("on the same day")
    if unit == durations.MINUTE:
        return ngettext("%(num)s minute", "%(num)s minutes", value)
    if unit == durations.HOUR:
        return ngettext("%(num)s hour", "%(num)s hours", value)
    if unit == durations.DAY:
        return ngettext("%(num)s calendar day", "%(num)s calendar days", value)
    return ngettext("%(num)s working day", "%(num)s working days", value)


def span(said: Span) -> str:
    """A time in three measures, the largest first; nothing of none."""
    hours, minutes = divmod(said.minutes, 60)
    parts = (
        (said.working_days, durations.WORKING_DAY),
        (said.days, durations.DAY),
        (hours, durations.HOUR),
        (minutes, durations.MINUTE),
    )
    return ", ".join(time(value, unit) for value, unit in parts if value)


def difference(how: Compared, said: Span) -> str:
    """How the steps together differ from the printed term."""
    more = Span(*(max(part, 0) for part in said.parts))
    less = Span(*(max(-part, 0) for part in said.parts))
    if how is Compared.LONGER:
        return _("The steps together take %(time)s more than the printed term.", time=span(more))
    if how is Compared.SHORTER:
        return _("The steps together take %(time)s less than the printed term.", time=span(less))
    if how is Compared.MIXED:
        return _(
            "The steps together take %(more)s more and %(less)s less than the printed term: these units cannot be "
            "turned into one another.",
            more=span(more),
            less=span(less),
        )
    if how is Compared.EQUAL:
        return _("The steps together take as long as the printed term.")
    return _("The act prints no term for the whole.")


@dataclass(frozen=True)
class Line:
    """An entry as the list says it: its number on the way, and for a condition where its answers lead."""

    number: int
    entry: Entry
    kind: str
    name: str
    by: str
    time: str
    # How long it takes up to here, on the longest way; nothing off that way.
    passed: str
    result: str
    # (answer, where it leads, whether that is a refusal)
    answers: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True)
class ChannelSaid:
    """A channel: its list, and how long its longest way takes beside the printed term."""

    channel: str
    title: str
    lines: tuple[Line, ...]
    way: Way
    total: str
    term: str
    how: Compared
    difference: str
    without_time: int


def channel_title(channel: str) -> str:
    """What a channel is called; of an empty one, that it is every channel."""
    return str(CHANNELS[PassportChannel(channel)]) if channel in list(PassportChannel) else _("Every channel")


def channels(data: Mapping[str, Any]) -> list[ChannelSaid]:
    """All channels of a passport, in its order; those without steps are left out."""
    found = steps.entries(data)
    return [_channel(data, found, each) for each in steps.channels(data) if steps.walked(found, each)]


def _channel(data: Mapping[str, Any], found: Sequence[Entry], channel: str) -> ChannelSaid:
    course, longest = Course(found, channel), durations.way(found, channel)
    passed = dict(zip((each.place for each in longest.entries), longest.running(), strict=True))
    numbers = {each.key: number for number, each in enumerate(course.walked, 1)}
    term = durations.printed_term(data)
    how, apart = durations.compared(longest.total, term)
    printed = data.get("printed_term") or {}
    return ChannelSaid(
        channel=channel,
        title=channel_title(channel),
        lines=tuple(_line(each, numbers, course, passed.get(each.place)) for each in course.walked),
        way=longest,
        total=span(longest.total),
        term="" if term is None else time(printed["value"], str(printed["unit"])),
        how=how,
        difference=difference(how, apart),
        without_time=len(longest.without_time),
    )


def _line(entry: Entry, numbers: Mapping[str, int], course: Course, passed: Span | None) -> Line:
    return Line(
        number=numbers.get(entry.key, 0),
        entry=entry,
        kind=entry.kind,
        name=entry.name,
        by=performer(entry.by),
        time=time(entry.value, entry.unit),
        passed="" if passed is None or entry.kind == CONDITION else span(passed),
        result=entry.result,
        answers=tuple(_answers(entry, numbers, course)) if entry.kind == CONDITION else (),
    )


def _answers(entry: Entry, numbers: Mapping[str, int], course: Course) -> list[tuple[str, str, bool]]:
    found = []
    for answer, key in ((_("Yes"), entry.yes), (_("No"), entry.no)):
        other = course.by_key.get(key)
        if other is not None and other.kind == REFUSAL:
            found.append((answer, other.words, True))
        elif other is not None:
            found.append((answer, _("goes on with %(number)s", number=numbers.get(key, "?")), False))
    return found
