"""A text in which what is offered can be ticked instead of typed: points of a programme, for example."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .fields import Text

_BETWEEN = re.compile(r"[,;]")


class TextOffering(Text):
    """One line of text, its parts between commas; a page ticks those that are offered, and the rest is typed.

    The boxes have the line's own name, so that a page without scripts sends both together.
    """

    drawn_as = "offering"
    # What is offered: each with what it is about, and the language of that.
    offered: Mapping[str, str] = {}
    offered_in = ""

    def offer(self, offered: Mapping[str, str], language: str = "") -> None:
        """Let a page tick among these."""
        self.offered, self.offered_in = offered, language

    def _parts(self) -> list[str]:
        return [part for each in _BETWEEN.split(str(self.data or "")) if (part := each.strip())]

    @property
    def typed(self) -> str:
        """What is not among the offered: it stays in the line."""
        return ", ".join(each for each in self._parts() if each not in self.offered)

    @property
    def boxes(self) -> Iterator[tuple[str, str, bool]]:
        """What is offered: the text, what it is about, and whether it is ticked."""
        ticked = set(self._parts())
        return ((each, about, each in ticked) for each, about in self.offered.items())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed, with what was ticked after it, each once."""
        typed, *ticked = [str(each) for each in valuelist] or [""]
        known = {each.strip() for each in _BETWEEN.split(typed)}
        more = [each for each in dict.fromkeys(ticked) if each.strip() and each.strip() not in known]
        self.process_data(", ".join([*([typed] if typed.strip() else []), *more]))
