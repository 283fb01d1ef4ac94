"""Where everything stands in the BPMN drawing of a channel: a pool from left to right, lanes by who does the steps.

Every entry has a column of its own, and a refusal stands below the last condition that leads to it, so that all flows
lead to the right. A flow that passes entries by runs along the edge of its lane, on a track of its own. Boxes are as
high as their words need, and the words of conditions and refusals have a place that nothing else takes. Pure, but for
the words of a lane that nobody named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qyzmet.procedure.pictures.text import wrap
from qyzmet.translating import gettext as _

from ..choices import performer
from ..rules.steps import CONDITION, Course, Entry

# In the units of the drawing, which are a screen's pixels.
LEFT, TITLE = 130, 30
_COLUMN, _TASK, _LEAST_TASK, _GATEWAY, _EVENT = 200, 150, 80, 50, 36
_SIZE, _LINE, _LABEL, _LABEL_SIZE, _LABEL_LINE = 12.0, 15, 160, 11.0, 14
_EDGE, _TRACK, _LEAST_LANE = 16, 10, 130
# Between two columns, from the right edge of a task: where a flow leaves, turns and comes in.
_OUT, _TURN, _IN = 10, 24, 38
# Under the keys that no entry has.
START, END = "", "=end"

Point = tuple[int, int]


@dataclass(frozen=True)
class Label:
    """The place of words that stand outside their element."""

    x: int
    y: int
    width: int
    height: int


@dataclass
class Node:
    """An entry, the beginning or the result, with its place."""

    key: str
    tag: str
    name: str
    lane: int
    column: int
    width: int
    height: int
    entry: Entry | None = None
    x: int = 0
    y: int = 0
    label: Label | None = None

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        return self.x + self.width // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def label_height(self) -> int:
        """How high its words outside of it are."""
        return _LABEL_LINE * len(wrap(self.name, _LABEL_SIZE, _LABEL)) if self.tag != "task" else 0


@dataclass
class Flow:
    """From one node to another, by which answer, along which points."""

    from_: Node
    to: Node
    name: str
    points: list[Point] = field(default_factory=list)
    label: Label | None = None
    track: int = 0

    @property
    def is_long(self) -> bool:
        """Whether it passes other columns by."""
        return self.to.column - self.from_.column > 1

    @property
    def falls(self) -> bool:
        """Whether it leads straight down, to the refusal below."""
        return self.to.column == self.from_.column


@dataclass
class Lane:
    """Who does the steps in it, and where it lies."""

    name: str
    y: int = 0
    height: int = 0
    # Where the entries have their middle, and where refusals begin.
    middle: int = 0
    refusals: int = 0


class Pool:
    """A channel with everything in its place."""

    def __init__(self, found: Sequence[Entry], channel: str, top: int) -> None:
        self.channel, self.top = channel, top
        self.course = Course(found, channel)
        self.lanes: list[Lane] = []
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []
        self._make_nodes()
        self._lead()
        self._lay_lanes()
        for node in self.nodes.values():
            self._place(node)
        for flow in self.flows:
            self._draw(flow)
        self.width = TITLE + _COLUMN * (1 + max(node.column for node in self.nodes.values())) + _EDGE

    @property
    def height(self) -> int:
        return sum(lane.height for lane in self.lanes)

    def _make_nodes(self) -> None:
        lane, column = 0, 1
        last = {
            other.key: entry.key for entry in self.course.walked for _answer, other in self.course.refusals_of(entry)
        }
        for entry in self.course.walked:
            lane = self._lane_of(entry, lane)
            if not self.nodes:
                self._node(START, "startEvent", "", lane, 0)
            is_condition = entry.kind == CONDITION
            self._node(entry.key, "exclusiveGateway" if is_condition else "task", entry.name, lane, column, entry)
            refused = [other for _answer, other in self.course.refusals_of(entry) if last[other.key] == entry.key]
            for further, other in enumerate({each.key: each for each in refused}.values()):
                self._node(other.key, "endEvent", other.words, lane, column + further, other)
            column += max(1, len(refused))
        self._node(END, "endEvent", _("Result"), lane, column)

    def _lane_of(self, entry: Entry, before: int) -> int:
        who = performer(entry.by)
        if not who and self.lanes:
            return before
        who = who or _("Not said who")
        names = [lane.name for lane in self.lanes]
        if who not in names:
            self.lanes.append(Lane(who))
            return len(names)
        return names.index(who)

    def _node(self, key: str, tag: str, name: str, lane: int, column: int, entry: Entry | None = None) -> None:
        width = height = _EVENT
        if tag == "task":
            width, height = _TASK, max(_LEAST_TASK, _LINE * len(wrap(name, _SIZE, _TASK - 14)) + 14)
        elif tag == "exclusiveGateway":
            width = height = _GATEWAY
        self.nodes[key] = Node(key, tag, name, lane, column, width, height, entry)

    def _lead(self) -> None:
        self._flow(START, self.course.walked[0].key, "")
        for entry in self.course.walked:
            if entry.kind == CONDITION:
                for name, key in ((_("Yes"), entry.yes), (_("No"), entry.no)):
                    if key in self.nodes:
                        self._flow(entry.key, key, name)
            else:
                after = self.course.following(entry)
                self._flow(entry.key, after[0].key if after else END, "")

    def _flow(self, from_: str, to: str, name: str) -> None:
        self.flows.append(Flow(self.nodes[from_], self.nodes[to], name))

    def _lay_lanes(self) -> None:
        y = self.top
        for place, lane in enumerate(self.lanes):
            held = [node for node in self.nodes.values() if node.lane == place]
            rows = [node for node in held if not _is_refusal(node)]
            refused = [node for node in held if _is_refusal(node)]
            above = [flow for flow in self._tracked(place) if not _is_refusal(flow.to)]
            below = [flow for flow in self._tracked(place) if _is_refusal(flow.to)]
            for flows in (above, below):
                for track, flow in enumerate(flows):
                    flow.track = track
            up = max((node.height // 2 + (node.label_height if _is_gateway(node) else 0) for node in rows), default=0)
            down = max((node.height // 2 + (0 if _is_gateway(node) else node.label_height) for node in rows), default=0)
            lane.y = y
            lane.middle = y + _EDGE + _TRACK * len(above) + up + 4
            lane.refusals = lane.middle + down + 24
            end = lane.middle + down
            if refused:
                end = lane.refusals + _EVENT + 4 + max(node.label_height for node in refused)
            lane.height = max(end + _TRACK * len(below) + _EDGE - y, _LEAST_LANE)
            y += lane.height

    def _tracked(self, lane: int) -> list[Flow]:
        return [flow for flow in self.flows if flow.is_long and flow.from_.lane == lane]

    def _place(self, node: Node) -> None:
        lane = self.lanes[node.lane]
        node.x = LEFT + TITLE + node.column * _COLUMN + (_COLUMN - node.width) // 2
        node.y = lane.refusals if _is_refusal(node) else lane.middle - node.height // 2
        if node.tag != "task" and node.name:
            above = _is_gateway(node)
            y = node.y - 4 - node.label_height if above else node.bottom + 4
            node.label = Label(node.centre - _LABEL // 2, y, _LABEL, node.label_height)

    def _draw(self, flow: Flow) -> None:
        from_, to = flow.from_, flow.to
        # The right edge of the column's task, and that of the column before the target.
        edge = LEFT + TITLE + from_.column * _COLUMN + (_COLUMN + _TASK) // 2
        before = LEFT + TITLE + (to.column - 1) * _COLUMN + (_COLUMN + _TASK) // 2
        start, end = (from_.right, from_.middle), (to.x, to.middle)
        at = (from_.right + 4, from_.middle - _LABEL_LINE - 4)
        if any(other.is_long and not _is_refusal(other.to) for other in self.flows if other.from_ is from_):
            # The other answer goes along above.
            at = (from_.right + 4, from_.middle + 4)
        if flow.falls:
            flow.points = [(from_.centre, from_.bottom), (to.centre, to.y)]
            at = (from_.centre + 6, from_.bottom)
        elif flow.is_long:
            lane = self.lanes[from_.lane]
            along = lane.y + _EDGE // 2 + _TRACK * flow.track
            if _is_refusal(to):
                along = lane.y + lane.height - _EDGE // 2 - _TRACK * flow.track
            out, in_ = edge + _OUT, before + _IN
            flow.points = [start, (out, from_.middle), (out, along), (in_, along), (in_, to.middle), end]
            down = 4 if along > from_.middle else -_LABEL_LINE - 4
            at = (from_.right + 4, from_.middle + down)
        elif from_.middle == to.middle:
            flow.points = [start, end]
        else:
            turn = edge + _TURN
            flow.points = [start, (turn, from_.middle), (turn, to.middle), end]
        if flow.name:
            flow.label = Label(*at, 30, _LABEL_LINE)


def _is_gateway(node: Node) -> bool:
    return node.tag == "exclusiveGateway"


def _is_refusal(node: Node) -> bool:
    return node.tag == "endEvent" and node.entry is not None
