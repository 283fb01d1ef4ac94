"""Which channel a process of a BPMN file is, and the steps of all channels as one list."""

from collections.abc import Sequence
from typing import Any

from qyzmet.translating import gettext as _

from ..choices import CHANNELS, PassportChannel
from ..rules.steps import REFUSAL
from .safe_xml import Element, NotTaken

# Parts of words by which a pool says which channel it is, in three languages.
_CHANNEL_WORDS = {
    PassportChannel.PORTAL: ("portal", "портал"),
    PassportChannel.PAPER: ("paper", "бумаг", "бумаж", "қағаз"),
}


def channel_of(process: Element, pool: str) -> str | None:
    """The channel that pool or process are called by: our own id first, then a name that speaks of one alone."""
    own = process.get("id").removeprefix("process_").casefold()
    names = [own, pool.casefold(), process.get("name").casefold()]
    for name in names:
        spoken = [
            channel.value
            for channel, words in _CHANNEL_WORDS.items()
            if name == str(CHANNELS[channel]).casefold() or any(word in name for word in words)
        ]
        if len(spoken) == 1:
            return spoken[0]
    return None


def merged(found: Sequence[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The steps of each channel as one list; those that all channels have were written in each of them.

    They stand in the order in which they were written; where another tool added some, each channel's own steps stand
    before the shared one that follows them. What stands in one of the channels alone is that channel's. Raises
    NotTaken where a shared step differs, or stands elsewhere.
    """
    merged: list[dict[str, Any]] = []
    for _channel, entries in found:
        at = 0
        for each in entries:
            same = next((place for place, other in enumerate(merged) if other["key"] == each["key"]), None)
            if same is None:
                merged.insert(at, each)
                at += 1
                continue
            _against_difference(merged[same], each)
            if same < at and each["kind"] != REFUSAL:
                raise NotTaken(
                    _(
                        "“%(name)s” stands in both channels, but in another order among the steps that they share. "
                        "Draw these in the same order.",
                        name=_words(each),
                    )
                )
            at = max(at, same + 1)
    for channel, entries in found:
        elsewhere = {each["key"] for other, held in found if other != channel for each in held}
        for each in entries:
            if len(found) > 1 and each["kind"] != REFUSAL and each["key"] not in elsewhere:
                each["channel"] = channel
    places = [each.pop("_place", None) for each in merged]
    if all(place is not None for place in places):
        return [each for _place, each in sorted(zip(places, merged, strict=True), key=lambda pair: pair[0] or 0)]
    return merged


def _words(entry: dict[str, Any]) -> str:
    return str(entry.get("name") or entry.get("text") or entry["key"])


def _against_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    """What both channels share says the same in both."""
    if {**one, "_place": 0} != {**other, "_place": 0}:
        raise NotTaken(
            _(
                "“%(one)s” and “%(other)s” are one step that both channels share, but they differ: in name, in who "
                "does it or in where it leads. Change it in both alike.",
                one=_words(one),
                other=_words(other),
            )
        )
