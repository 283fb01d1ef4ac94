"""The points of a programme that requests cite: paths such as 5.1.2. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def cited(text: str) -> list[str]:
    """The points that a text cites, each once: "п. 2.1 и 3" are 2.1 and 3. One without any number is taken whole."""
    found = _NUMBER.findall(text) or [text.strip()]
    return [each for each in dict.fromkeys(found) if each]


def points_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The points that a programme has, with their texts: those listed, its goals, tasks and measures."""
    listed = [(each.get("point"), each.get("text")) for each in data.get("points") or ()]
    found = [*listed, *_of_tree(data)]
    points: dict[str, str] = {}
    for point, text in found:
        key = str(point or "").strip().strip(".")
        if key:
            points.setdefault(key, str(text or ""))
    return points


def _of_tree(data: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    for goal in data.get("goals") or ():
        yield goal.get("key"), goal.get("text")
        for task in goal.get("tasks") or ():
            yield task.get("key"), task.get("text")
            for measure in task.get("measures") or ():
                yield measure.get("key"), measure.get("text")


def missing(data: Mapping[str, Any], text: str) -> list[str]:
    """The cited points that the programme does not have; none where it lists no points at all."""
    known = points_of(data)
    return [each for each in cited(text) if each.strip(".") not in known] if known else []
