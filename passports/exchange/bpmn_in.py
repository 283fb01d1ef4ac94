"""Steps out of BPMN 2.0 XML: what this application wrote, and what other tools draw with tasks and exclusive gateways.

A passport goes through its steps in one order, so a process whose ways part and meet again somewhere else is not taken:
the answer says where.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.translating import gettext as _

from ..choices import PERFORMERS, PassportChannel
from ..passport.forms import MOST_STEPS
from ..rules.durations import UNITS
from ..rules.steps import CONDITION, REFUSAL, STEP
from .bpmn_channels import channel_of, merged
from .bpmn_out import BPMN, OURS
from .safe_xml import Element, NotTaken, read

_TASKS = frozenset(
    (
        *("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"),
        # Something is done, or waited for, and the way goes on.
        *("callActivity", "intermediateThrowEvent", "intermediateCatchEvent"),
    )
)
_KNOWN = frozenset((*_TASKS, "startEvent", "endEvent", "exclusiveGateway"))
# What a process may hold besides: it says nothing of the order.
_ASIDE = frozenset(
    (
        *("laneSet", "sequenceFlow", "extensionElements", "documentation", "textAnnotation", "association"),
        *("dataObject", "dataObjectReference", "dataStoreReference", "group", "ioSpecification", "property"),
    )
)
_YES = frozenset(("yes", "да", "иә", "true"))
_NO = frozenset(("no", "нет", "жоқ", "false"))
# What keys of steps that have none begin with, after the channel's letter.
_LETTERS = {STEP: "s", CONDITION: "c", REFUSAL: "r"}


@dataclass
class _Node:
    element: Element
    id: str
    tag: str
    name: str
    lane: str = ""
    out: list[Element] = field(default_factory=list)
    into: list[Element] = field(default_factory=list)

    @property
    def own(self) -> Element | None:
        """What this application wrote beside it."""
        extension = self.element.first("extensionElements")
        held = extension.all("step") if extension is not None else ()
        return next((each for each in held if each.namespace == OURS), None)


def steps_of(raw: bytes) -> list[dict[str, Any]]:
    """The steps that the file draws, in the contract's form. Raises NotTaken, saying why and what to do."""
    root = read(raw)
    if root.name != "definitions" or root.namespace != BPMN:
        raise NotTaken(_("The file is no BPMN 2.0: its root is not “definitions” of BPMN. Export it as BPMN 2.0 XML."))
    processes = [
        each
        for each in root.all("process")
        if any(child.name in _KNOWN and child.namespace == BPMN for child in each.children)
    ]
    if not processes:
        raise NotTaken(_("The file holds no process with steps."))
    pools = {
        pool.get("processRef"): pool.get("name")
        for each in root.all("collaboration")
        for pool in each.all("participant")
    }
    found: list[tuple[str, list[dict[str, Any]]]] = []
    ours = frozenset(each.get("key") for each in _all_own(root) if each.get("key"))
    for process in processes:
        channel = channel_of(process, pools.get(process.get("id"), ""))
        if channel is None and len(processes) > 1:
            raise NotTaken(
                _(
                    "The file holds several processes, and it is not clear which channel “%(name)s” is. Name the pools "
                    "“portal” and “paper”.",
                    name=pools.get(process.get("id"), "") or process.get("id"),
                )
            )
        found.append((channel or "", _Process(process, channel or "", ours).steps()))
    steps = merged(found)
    if len(steps) > MOST_STEPS:
        raise NotTaken(
            _("The file draws %(num)s steps; a passport has at most %(most)s.", num=len(steps), most=MOST_STEPS)
        )
    return steps


def _all_own(element: Element) -> Iterator[Element]:
    for each in element.children:
        if each.namespace == OURS and each.name == "step":
            yield each
        yield from _all_own(each)


class _Process:
    """One process: its nodes in the one order in which a passport goes through them."""

    def __init__(self, process: Element, channel: str, ours: frozenset[str]) -> None:
        self.channel = channel
        # The keys that this application wrote into the file.
        self.ours = ours
        self.nodes: dict[str, _Node] = {}
        for each in process.children:
            if each.namespace != BPMN:
                # What another program adds of its own says nothing of the order.
                continue
            if each.name in _KNOWN:
                node = _Node(each, each.get("id"), each.name, each.get("name"))
                if node.own is None:
                    # Others break lines where their boxes end.
                    node.name = " ".join(node.name.split())
                self.nodes[node.id] = node
            elif each.name not in _ASIDE:
                raise NotTaken(
                    _(
                        "The file holds “%(element)s” (%(name)s): a passport knows steps, conditions with two answers "
                        "and refusals alone. Draw it with tasks, exclusive gateways and end events.",
                        element=each.name,
                        name=each.get("name") or each.get("id") or "–",
                    )
                )
        for flow in process.all("sequenceFlow"):
            from_, to = self.nodes.get(flow.get("sourceRef")), self.nodes.get(flow.get("targetRef"))
            if from_ is None or to is None:
                raise NotTaken(_("A flow (%(id)s) begins or ends nowhere. Mend the drawing.", id=flow.get("id") or "–"))
            from_.out.append(flow)
            to.into.append(flow)
        self._leave_out_joins()
        self._make_results()
        for lanes in process.all("laneSet"):
            self._read_lanes(lanes)
        self.refused = {each.id for each in self.nodes.values() if self._is_refusal(each)}

    def _leave_out_joins(self) -> None:
        """A gateway that only joins ways is no condition: they lead to what follows it."""
        for node in [each for each in self.nodes.values() if each.tag == "exclusiveGateway" and len(each.out) == 1]:
            onward = node.out[0]
            following = self.nodes[onward.get("targetRef")]
            if node.into and following is not node:
                for flow in node.into:
                    flow.attributes["targetRef"] = following.id
                following.into = [each for each in following.into if each is not onward] + node.into
                del self.nodes[node.id]

    def _make_results(self) -> None:
        """Where both answers end at once, that by yes is the result: a step, for a condition leads to one."""
        for node in [each for each in self.nodes.values() if each.tag == "exclusiveGateway" and len(each.out) == 2]:
            yes, no = self._answers(node)
            if yes.tag == no.tag == "endEvent" and yes is not no and yes.name and yes.own is None and no.own is None:
                yes.tag = "task"

    def _read_lanes(self, lanes: Element) -> None:
        for lane in lanes.all("lane"):
            for held in lane.all("flowNodeRef"):
                if held.text.strip() in self.nodes:
                    self.nodes[held.text.strip()].lane = lane.get("name")
            for inner in lane.all("childLaneSet"):
                self._read_lanes(inner)

    def _after(self, node: _Node) -> list[_Node]:
        return [self.nodes[flow.get("targetRef")] for flow in node.out]

    def _is_refusal(self, node: _Node) -> bool:
        """An end, or a step before an end, to which a condition leads by one answer, while the other goes on."""
        if (own := node.own) is not None:
            return own.get("kind") == REFUSAL
        before = [each for each in self.nodes.values() if node in self._after(each)]
        if not before or any(each.tag != "exclusiveGateway" for each in before):
            return False
        if node.tag == "endEvent":
            return bool(node.name)
        if node.tag not in _TASKS or [each.tag for each in self._after(node)] != ["endEvent"]:
            return False
        return all(self._refuses(each, node) for each in before)

    def _refuses(self, gateway: _Node, node: _Node) -> bool:
        """The other answer goes on further; where both end at once, the refusal is what is answered with no."""
        if len(gateway.out) != 2:
            return False
        yes, no = self._answers(gateway)
        other = no if node is yes else yes
        # A step is more of a result than an end at once.
        return self._goes_on(other) or (other.tag != "endEvent" and node is no)

    def _goes_on(self, node: _Node) -> bool:
        return node.tag == "exclusiveGateway" or any(each.tag != "endEvent" for each in self._after(node))

    def steps(self) -> list[dict[str, Any]]:
        """The entries of the process."""
        walked = self._in_order()
        self._check(walked)
        keys = self._keys(walked)
        found = [self._entry(node, keys) for node in walked]
        refused = [node for node in self.nodes.values() if node.id in self.refused]
        # Each refusal after the last condition that leads to it.
        for node in refused:
            before = [place for place, each in enumerate(found) if keys[node.id] in (each.get("yes"), each.get("no"))]
            found.insert(max(before, default=len(found) - 1) + 1, self._refusal(node, keys))
        return found

    def _in_order(self) -> list[_Node]:
        starts = [each for each in self.nodes.values() if each.tag == "startEvent"]
        if len(starts) > 1:
            raise NotTaken(
                _("A process has %(num)s beginnings; a passport has one way in for each channel.", num=len(starts))
            )
        first = starts[0] if starts else next((each for each in self.nodes.values() if not each.into), None)
        if first is None:
            raise NotTaken(_("A process has no beginning: every step follows another one."))
        order: list[_Node] = []
        state: dict[str, int] = {}
        # Depth first without recursion: what is deepest is last.
        stack: list[tuple[_Node, Iterator[_Node]]] = [(first, iter(self._inner(first)))]
        state[first.id] = 1
        while stack:
            node, after = stack[-1]
            following = next(after, None)
            if following is None:
                state[node.id] = 2
                order.append(node)
                stack.pop()
            elif state.get(following.id) == 1:
                raise NotTaken(
                    _(
                        "“%(name)s” leads back to “%(back)s”: a passport has no loops.",
                        name=node.name or node.id,
                        back=following.name or following.id,
                    )
                )
            elif following.id not in state:
                state[following.id] = 1
                stack.append((following, iter(self._inner(following))))
        missed = [
            each
            for each in self.nodes.values()
            if each.id not in state and each.id not in self.refused and each.tag != "endEvent"
        ]
        if missed:
            raise NotTaken(_("No way leads to “%(name)s”.", name=missed[0].name or missed[0].id))
        return [each for each in reversed(order) if each.tag not in ("startEvent", "endEvent")]

    def _inner(self, node: _Node) -> list[_Node]:
        # The answer that goes the shorter way is looked at last, so that it stands first.
        return [each for each in reversed(self._after(node)) if each.id not in self.refused]

    def _check(self, walked: Sequence[_Node]) -> None:
        for place, node in enumerate(walked):
            after = self._after(node)
            name = node.name or node.id
            if node.tag == "exclusiveGateway":
                if len(after) != 2:
                    raise NotTaken(
                        _("“%(name)s” has %(num)s answers; a condition has two: yes and no.", name=name, num=len(after))
                    )
                continue
            if len(after) > 1:
                raise NotTaken(_("After “%(name)s” the way parts without a condition.", name=name))
            following = walked[place + 1] if place + 1 < len(walked) else None
            if after and after[0].tag != "endEvent" and after[0] is not following:
                raise NotTaken(
                    _(
                        "After “%(name)s” comes “%(after)s”, but other steps stand between: a passport goes through "
                        "its steps in one order. Let the condition before lead to the later step.",
                        name=name,
                        after=after[0].name or after[0].id,
                    )
                )
            if (not after or after[0].tag == "endEvent") and following is not None:
                raise NotTaken(
                    _("After “%(name)s” the way ends, but other steps follow: only a refusal ends a way.", name=name)
                )

    def _keys(self, walked: Sequence[_Node]) -> dict[str, str]:
        prefix = {"portal": "p", "paper": "o"}.get(self.channel, "")
        keys: dict[str, str] = {}
        counted = {STEP: 0, CONDITION: 0, REFUSAL: 0}
        for node in (*walked, *(each for each in self.nodes.values() if each.id in self.refused)):
            own = node.own
            kind = REFUSAL if node.id in self.refused else CONDITION if node.tag == "exclusiveGateway" else STEP
            key = own.get("key")[:40] if own is not None else ""
            # What was copied in another tool has the key of what it was copied from.
            while not key or key in keys.values():
                counted[kind] += 1
                key = f"{prefix}{_LETTERS[kind]}{counted[kind]}"
                key = "" if key in self.ours else key
            keys[node.id] = key
        return keys

    def _entry(self, node: _Node, keys: dict[str, str]) -> dict[str, Any]:
        own = node.own
        channel = self.channel or None
        by = _performer(node.lane)
        if own is not None:
            channel = own.get("channel") if own.get("channel") in list(PassportChannel) else None
            # Somebody who drew it into another lane said who does it now.
            if not own.get("lane") or own.get("lane") == node.lane:
                by = own.get("by") or ("" if node.tag == "exclusiveGateway" else by)
        made: dict[str, Any] = {"key": keys[node.id], "name": node.name, "by": by, "channel": channel}
        made["_place"] = _number(own, "place")
        if node.tag == "exclusiveGateway":
            yes, no = self._answers(node)
            return made | {"kind": CONDITION, "yes": keys.get(yes.id, ""), "no": keys.get(no.id, "")}
        unit = own.get("unit") if own is not None and own.get("unit") in UNITS else None
        result = own.first("result") if own is not None else None
        return made | {
            "kind": STEP,
            "time": {"value": _number(own, "value"), "unit": unit},
            "result": result.text if result is not None else "",
        }

    def _answers(self, node: _Node) -> tuple[_Node, _Node]:
        first, second = self._after(node)
        names = [" ".join(flow.get("name").split()).casefold() for flow in node.out]
        if names[0] in _NO or names[1] in _YES:
            first, second = second, first
        return first, second

    def _refusal(self, node: _Node, keys: dict[str, str]) -> dict[str, Any]:
        own = node.own
        name = own.first("name") if own is not None else None
        return {
            "key": keys[node.id],
            "kind": REFUSAL,
            "text": node.name,
            "_place": _number(own, "place"),
            **({} if name is None else {"name": name.text}),
        }


def _performer(lane: str) -> str:
    """Who does it: a usual one by its key."""
    known = {str(title).casefold(): key for key, title in PERFORMERS.items()}
    name = " ".join(lane.split())
    return known.get(name.casefold(), name)


def _number(own: Element | None, name: str) -> int | None:
    text = own.get(name) if own is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None
