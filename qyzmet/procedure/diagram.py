"""A procedure's diagram, drawn from its table: states as boxes down a line, moves as arrows between them.

Pure: it places things; a template draws them, in the language of the page.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qyzmet.procedure.table import Move, Procedure

BOX_WIDTH = 220
BOX_HEIGHT = 56
COLUMN = 330
LAYER = 150
MARGIN = 24
STEP = 18  # between arrows that leave the same side of a box


@dataclass(frozen=True)
class Box:
    """A state at its place."""

    state: str
    x: int
    y: int
    is_last: bool


@dataclass(frozen=True)
class Arrow:
    """A move from one state to another: the corners of its line and where its words stand."""

    move: Move
    from_: str
    points: Sequence[tuple[int, int]]
    label_x: int
    label_y: int

    @property
    def path(self) -> str:
        """The line as SVG writes it."""
        return "M" + " L".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True)
class Diagram:
    """All of a drawing, in its own units."""

    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    width: int
    height: int


def layers(table: Procedure) -> dict[str, int]:
    """How far down each state stands: behind all that lead to it, ways back left aside."""
    order = {state: place for place, state in enumerate(table.states)}
    depth = {table.first: 0}
    # States are listed in the order of the procedure, so one pass over them settles the depths.
    for state in table.states:
        for move in table.moves:
            if move.to and state in move.from_ and order[move.to] > order[state]:
                depth[move.to] = max(depth.get(move.to, 0), depth.get(state, 0) + 1)
    deepest = max(depth.values())
    # The ends stand together at the foot.
    return {state: deepest if state in table.last else depth.get(state, 0) for state in table.states}


def draw(table: Procedure) -> Diagram:
    """Place every state and every move that changes the state."""
    depth = layers(table)
    in_layer: dict[int, list[str]] = defaultdict(list)
    for state in table.states:
        in_layer[depth[state]].append(state)
    boxes = {
        state: Box(state, MARGIN + column * COLUMN, MARGIN + layer * LAYER, state in table.last)
        for layer, states in in_layer.items()
        for column, state in enumerate(states)
    }
    arrows = list(_arrows(table, boxes))
    width = max(box.x for box in boxes.values()) + BOX_WIDTH + MARGIN
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + MARGIN
    # The words of an arrow straight down stand to its right.
    return Diagram(list(boxes.values()), arrows, max(width, MARGIN + BOX_WIDTH + COLUMN), height)


def _arrows(table: Procedure, boxes: dict[str, Box]) -> list[Arrow]:
    leaving: dict[str, int] = defaultdict(int)
    arrows: list[Arrow] = []
    for move in table.moves:
        for state in move.from_ if move.to else ():
            source, target = boxes[state], boxes[move.to or state]
            if target.x == source.x and target.y > source.y:
                x = source.x + BOX_WIDTH // 2
                points = [(x, source.y + BOX_HEIGHT), (x, target.y)]
                label = (x + 12, source.y + BOX_HEIGHT + 38)
            else:
                y = source.y + 16 + STEP * leaving[state]
                leaving[state] += 1
                across = target.x + BOX_WIDTH // 2
                # Several arrows into one box come down side by side.
                across += STEP * len([arrow for arrow in arrows if arrow.move.to == target.state])
                end = target.y if target.y > source.y else target.y + BOX_HEIGHT
                points = [(source.x + BOX_WIDTH, y), (across, y), (across, end)]
                label = (source.x + BOX_WIDTH + 10, y - 5)
            arrows.append(Arrow(move, state, points, *label))
    return arrows
