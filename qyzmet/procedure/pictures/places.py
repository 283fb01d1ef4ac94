"""A picture with a place for everything: what `make diagrams` laid out, filled with today's words.

The places belong to one outline of boxes and lines. Where a table has changed since, there is no picture until make has
run again: the page shows the same facts as a list, and a test fails.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qyzmet.files import paths
from qyzmet.procedure.pictures.states_and_moves import LINE, Graph, Node

FOLDER = paths.STATIC / "build" / "diagrams"


@dataclass(frozen=True)
class Written:
    """A line of words at its place: the middle of the line it stands on."""

    words: str
    style: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A node at its place: its left upper corner."""

    node: Node
    x: float
    y: float

    @property
    def written(self) -> list[Written]:
        """Its lines, in the middle of it: there may be fewer than it has room for."""
        top = self.y + (self.node.height - LINE * len(self.node.lines)) / 2
        middle = self.x + self.node.width / 2
        return [
            Written(line.words, line.style, middle, round(top + LINE * place + 13, 1))
            for place, line in enumerate(self.node.lines)
        ]


@dataclass(frozen=True)
class Arrow:
    """The corners of a line from one node to another."""

    from_: str
    to: str
    points: Sequence[tuple[float, float]]

    @property
    def path(self) -> str:
        """The line as SVG writes it."""
        return "M" + " L".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Picture:
    """All of a picture, in its own units."""

    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    width: int
    height: int

    @property
    def states(self) -> frozenset[str]:
        """The keys of the boxes that are states: arrows have their tips there."""
        return frozenset(box.node.key for box in self.boxes if box.node.is_state)


def file_name(kind: str, tables: str, language: str, place: int) -> str:
    """The file that holds the places of a kind's picture of a stage, under an edition's tables, in a language."""
    return f"{kind}.{tables}.{language}.{place}.json"


def placed(graph: Graph, name: str) -> Picture | None:
    """The picture of a graph, or None when no such one has been laid out."""
    path = FOLDER / name
    try:
        found = _read(path, path.stat().st_mtime_ns)
    except OSError:
        return None
    if found["outline"] != graph.outline():
        return None
    boxes = [Box(node, *found["places"][node.key]) for node in graph.nodes]
    arrows = [
        Arrow(from_, to, [(x, y) for x, y in points])
        for (from_, to), points in zip(graph.edges, found["lines"], strict=True)
    ]
    return Picture(boxes, arrows, found["width"], found["height"])


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
