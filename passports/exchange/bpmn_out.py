"""The steps as BPMN 2.0 XML with diagram interchange: a pool for each channel, lanes by who does it.

What BPMN has no word for (time, result, the channel of a step that all have) stands in extension elements of our own,
so that what is written here is read again without loss (bpmn_in.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from qyzmet.translating import gettext as _

from ..choices import performer
from ..diagram.said import channel_title
from ..rules.steps import CONDITION, REFUSAL, Course, Entry, channels, entries, walked

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:qyzmet:function-passport"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    f'xmlns:qyzmet="{OURS}" id="definitions" targetNamespace="{OURS}" exporter="Qyzmet">\n'
)
_LEFT, _TOP, _COLUMN, _LANE, _POOL_GAP = 160, 80, 190, 150, 40
_TASK_WIDTH, _TASK_HEIGHT, _GATEWAY, _EVENT = 140, 90, 50, 36


def write(data: Mapping[str, Any]) -> bytes:
    """All channels of the passport that have steps."""
    found = entries(data)
    pools, top = [], _TOP
    for channel in channels(data):
        if walked(found, channel):
            pool = _Pool(found, channel, top)
            pools.append(pool)
            top += pool.height + _POOL_GAP
    parts = [_HEAD]
    if pools:
        parts.append('  <bpmn:collaboration id="collaboration">\n')
        parts += [
            f'    <bpmn:participant id="pool_{pool.channel}" name={quoteattr(channel_title(pool.channel))} '
            f'processRef="process_{pool.channel}"/>\n'
            for pool in pools
        ]
        parts.append("  </bpmn:collaboration>\n")
    parts += [pool.process() for pool in pools]
    plane = "collaboration" if pools else "process"
    if not pools:
        parts.append('  <bpmn:process id="process" isExecutable="false"/>\n')
    parts.append(f'  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="{plane}">\n')
    parts += [pool.drawn() for pool in pools]
    parts.append("  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n</bpmn:definitions>\n")
    return "".join(parts).encode()


@dataclass
class _Node:
    """An element of a process with its place."""

    id: str
    tag: str
    name: str
    lane: int
    x: int
    y: int
    width: int
    height: int
    inner: str = ""
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width


class _Pool:
    """A channel as a process from left to right."""

    def __init__(self, found: Sequence[Entry], channel: str, top: int) -> None:
        self.channel, self.top = channel, top
        self.course = Course(found, channel)
        self.lanes: list[str] = []
        self.nodes: dict[str, _Node] = {}
        # (id, from, to, name)
        self.flows: list[tuple[str, str, str, str]] = []
        self._place()
        self._lead()
        self.width = _LEFT + max(node.right for node in self.nodes.values()) - _LEFT + 60

    @property
    def height(self) -> int:
        return len(self.lanes) * _LANE

    def _lane(self, entry: Entry, before: int) -> int:
        who = performer(entry.by)
        if not who and self.lanes:
            return before
        who = who or _("Not said who")
        if who not in self.lanes:
            self.lanes.append(who)
        return self.lanes.index(who)

    def _node(
        self, key: str, tag: str, name: str, lane: int, column: int, size: tuple[int, int], inner: str = ""
    ) -> _Node:
        width, height = size
        x = _LEFT + 70 + column * _COLUMN + (_TASK_WIDTH - width) // 2
        y = self.top + lane * _LANE + (_LANE - height) // 2
        node = self.nodes[key] = _Node(f"{self.channel}_{_id(key)}", tag, name, lane, x, y, width, height, inner)
        return node

    def _place(self) -> None:
        lane, column = 0, 0
        refused: set[str] = set()
        for entry in self.course.walked:
            lane = self._lane(entry, lane)
            if not self.nodes:
                self._node("", "startEvent", "", lane, -1, (_EVENT, _EVENT)).x = _LEFT + 15
            size = (_GATEWAY, _GATEWAY) if entry.kind == CONDITION else (_TASK_WIDTH, _TASK_HEIGHT)
            tag = "exclusiveGateway" if entry.kind == CONDITION else "task"
            self._node(entry.key, tag, entry.name, lane, column, size, _own(entry))
            column += 1
            for _answer, refusal in self.course.refusals_of(entry):
                if refusal.key in refused:
                    continue
                refused.add(refusal.key)
                end = self._node(
                    refusal.key, "endEvent", refusal.words, lane, column - 1, (_EVENT, _EVENT), _own(refusal)
                )
                # Below its condition, in the same lane.
                end.y = self.nodes[entry.key].y + _GATEWAY + 14
        # The last column is the result.
        self._node("=end", "endEvent", _("Result"), lane, column, (_EVENT, _EVENT))

    def _lead(self) -> None:
        first = self.course.walked[0]
        self._flow("", first.key, "")
        for entry in self.course.walked:
            if entry.kind == CONDITION:
                for name, key in ((_("Yes"), entry.yes), (_("No"), entry.no)):
                    if key in self.nodes:
                        self._flow(entry.key, key, name)
            else:
                after = self.course.following(entry)
                self._flow(entry.key, after[0].key if after else "=end", "")

    def _flow(self, from_: str, to: str, name: str) -> None:
        flow = f"{self.channel}_flow{len(self.flows) + 1}"
        self.flows.append((flow, from_, to, name))
        self.nodes[from_].outgoing.append(flow)
        self.nodes[to].incoming.append(flow)

    def process(self) -> str:
        """The process itself."""
        parts = [f'  <bpmn:process id="process_{self.channel}" isExecutable="false">\n']
        parts.append(f'    <bpmn:laneSet id="lanes_{self.channel}">\n')
        for place, name in enumerate(self.lanes):
            held = "".join(
                f"<bpmn:flowNodeRef>{node.id}</bpmn:flowNodeRef>" for node in self.nodes.values() if node.lane == place
            )
            parts.append(
                f'      <bpmn:lane id="{self.channel}_lane{place}" name={quoteattr(name)}>{held}</bpmn:lane>\n'
            )
        parts.append("    </bpmn:laneSet>\n")
        for node in self.nodes.values():
            inner = node.inner
            inner += "".join(f"<bpmn:incoming>{flow}</bpmn:incoming>" for flow in node.incoming)
            inner += "".join(f"<bpmn:outgoing>{flow}</bpmn:outgoing>" for flow in node.outgoing)
            parts.append(f'    <bpmn:{node.tag} id="{node.id}" name={quoteattr(node.name)}>{inner}</bpmn:{node.tag}>\n')
        for flow, from_, to, name in self.flows:
            named = f" name={quoteattr(name)}" if name else ""
            ends = f'sourceRef="{self.nodes[from_].id}" targetRef="{self.nodes[to].id}"'
            parts.append(f'    <bpmn:sequenceFlow id="{flow}"{named} {ends}/>\n')
        parts.append("  </bpmn:process>\n")
        return "".join(parts)

    def drawn(self) -> str:
        """Where everything stands."""
        x = _LEFT - 30
        parts = [_shape(f"pool_{self.channel}", x, self.top, self.width, self.height, ' isHorizontal="true"')]
        for place in range(len(self.lanes)):
            y = self.top + place * _LANE
            parts.append(
                _shape(f"{self.channel}_lane{place}", x + 30, y, self.width - 30, _LANE, ' isHorizontal="true"')
            )
        parts += [_shape(node.id, node.x, node.y, node.width, node.height) for node in self.nodes.values()]
        for flow, from_, to, _name in self.flows:
            parts.append(_edge(flow, self.nodes[from_], self.nodes[to]))
        return "".join(parts)


def _id(key: str) -> str:
    """A key as a part of an XML id, which has fewer signs."""
    if not key:
        return "start"
    return "end" if key == "=end" else "n" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in key)


def _own(entry: Entry) -> str:
    """What BPMN has no word for."""
    said: dict[str, str] = {
        "key": entry.key,
        "kind": entry.kind,
        "by": entry.by,
        "channel": entry.channel,
        "place": str(entry.place),
    }
    if entry.value is not None:
        said["value"] = str(entry.value)
    if entry.unit:
        said["unit"] = entry.unit
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in said.items() if value)
    inner = f"<qyzmet:result>{escape(entry.result)}</qyzmet:result>" if entry.result else ""
    if entry.kind == REFUSAL and entry.name:
        inner += f"<qyzmet:name>{escape(entry.name)}</qyzmet:name>"
    return f"<bpmn:extensionElements><qyzmet:step{attributes}>{inner}</qyzmet:step></bpmn:extensionElements>"


def _shape(element: str, x: int, y: int, width: int, height: int, more: str = "") -> str:
    return (
        f'    <bpmndi:BPMNShape id="{element}_shape" bpmnElement="{element}"{more}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>\n'
    )


def _edge(flow: str, from_: _Node, to: _Node) -> str:
    if to.x == from_.x + (from_.width - to.width) // 2 and to.y > from_.y:
        points = [(from_.x + from_.width // 2, from_.y + from_.height), (to.x + to.width // 2, to.y)]
    elif from_.middle == to.middle:
        points = [(from_.right, from_.middle), (to.x, to.middle)]
    else:
        turn = to.x - 20
        points = [(from_.right, from_.middle), (turn, from_.middle), (turn, to.middle), (to.x, to.middle)]
    said = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'    <bpmndi:BPMNEdge id="{flow}_edge" bpmnElement="{flow}">{said}</bpmndi:BPMNEdge>\n'
