"""The steps as BPMN 2.0 XML with diagram interchange: a pool for each channel, lanes by who does it.

What BPMN has no word for (time, result, the channel of a step that all have) stands in extension elements of our own,
so that what is written here is read again without loss (bpmn_in.py).
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..diagram.said import channel_title
from ..rules.steps import REFUSAL, Entry, channels, entries, walked
from .bpmn_places import END, LEFT, START, TITLE, Flow, Label, Node, Pool

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:qyzmet:function-passport"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    f'xmlns:qyzmet="{OURS}" id="definitions" targetNamespace="{OURS}" exporter="Qyzmet">\n'
)
_TOP, _POOL_GAP = 80, 40


def write(data: Mapping[str, Any]) -> bytes:
    """All channels of the passport that have steps."""
    found = entries(data)
    pools: list[Pool] = []
    top = _TOP
    for channel in channels(data):
        if walked(found, channel):
            pool = Pool(found, channel, top)
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
    parts += [_process(pool) for pool in pools]
    plane = "collaboration" if pools else "process"
    if not pools:
        parts.append('  <bpmn:process id="process" isExecutable="false"/>\n')
    parts.append(f'  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="{plane}">\n')
    parts += [_drawn(pool) for pool in pools]
    parts.append("  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n</bpmn:definitions>\n")
    return "".join(parts).encode()


def _node_id(pool: Pool, node: Node) -> str:
    return f"{pool.channel}_{_id(node.key)}"


def _flow_id(pool: Pool, place: int) -> str:
    return f"{pool.channel}_flow{place}"


def _process(pool: Pool) -> str:
    """The process itself."""
    parts = [f'  <bpmn:process id="process_{pool.channel}" isExecutable="false">\n']
    parts.append(f'    <bpmn:laneSet id="lanes_{pool.channel}">\n')
    for place, lane in enumerate(pool.lanes):
        held = "".join(
            f"<bpmn:flowNodeRef>{_node_id(pool, node)}</bpmn:flowNodeRef>"
            for node in pool.nodes.values()
            if node.lane == place
        )
        parts.append(
            f'      <bpmn:lane id="{pool.channel}_lane{place}" name={quoteattr(lane.name)}>{held}</bpmn:lane>\n'
        )
    parts.append("    </bpmn:laneSet>\n")
    flows = list(enumerate(pool.flows, 1))
    for node in pool.nodes.values():
        inner = _own(node.entry, pool.lanes[node.lane].name) if node.entry is not None else ""
        inner += "".join(
            f"<bpmn:incoming>{_flow_id(pool, place)}</bpmn:incoming>" for place, flow in flows if flow.to is node
        )
        inner += "".join(
            f"<bpmn:outgoing>{_flow_id(pool, place)}</bpmn:outgoing>" for place, flow in flows if flow.from_ is node
        )
        parts.append(
            f'    <bpmn:{node.tag} id="{_node_id(pool, node)}" name={quoteattr(node.name)}>{inner}</bpmn:{node.tag}>\n'
        )
    for place, flow in flows:
        named = f" name={quoteattr(flow.name)}" if flow.name else ""
        ends = f'sourceRef="{_node_id(pool, flow.from_)}" targetRef="{_node_id(pool, flow.to)}"'
        parts.append(f'    <bpmn:sequenceFlow id="{_flow_id(pool, place)}"{named} {ends}/>\n')
    parts.append("  </bpmn:process>\n")
    return "".join(parts)


def _drawn(pool: Pool) -> str:
    """Where everything stands."""
    flat = ' isHorizontal="true"'
    parts = [_shape(f"pool_{pool.channel}", _bounds(LEFT, pool.top, pool.width, pool.height), flat)]
    for place, lane in enumerate(pool.lanes):
        bounds = _bounds(LEFT + TITLE, lane.y, pool.width - TITLE, lane.height)
        parts.append(_shape(f"{pool.channel}_lane{place}", bounds, flat))
    for node in pool.nodes.values():
        inner = _bounds(node.x, node.y, node.width, node.height) + _label(node.label)
        parts.append(_shape(_node_id(pool, node), inner))
    parts += [_edge(_flow_id(pool, place), flow) for place, flow in enumerate(pool.flows, 1)]
    return "".join(parts)


def _id(key: str) -> str:
    """A key as a part of an XML id, which has fewer signs."""
    if key == START:
        return "start"
    return "end" if key == END else "n" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in key)


def _own(entry: Entry, lane: str) -> str:
    """What BPMN has no word for; and the lane's name, by which one sees that another tool moved it."""
    said: dict[str, str] = {
        "key": entry.key,
        "kind": entry.kind,
        "by": entry.by,
        "channel": entry.channel,
        "place": str(entry.place),
        "lane": "" if entry.kind == REFUSAL else lane,
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


def _bounds(x: int, y: int, width: int, height: int) -> str:
    return f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'


def _label(label: Label | None) -> str:
    if label is None:
        return ""
    return f"<bpmndi:BPMNLabel>{_bounds(label.x, label.y, label.width, label.height)}</bpmndi:BPMNLabel>"


def _shape(element: str, inner: str, more: str = "") -> str:
    return f'    <bpmndi:BPMNShape id="{element}_shape" bpmnElement="{element}"{more}>{inner}</bpmndi:BPMNShape>\n'


def _edge(element: str, flow: Flow) -> str:
    said = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in flow.points) + _label(flow.label)
    return f'    <bpmndi:BPMNEdge id="{element}_edge" bpmnElement="{element}">{said}</bpmndi:BPMNEdge>\n'
