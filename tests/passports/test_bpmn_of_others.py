"""BPMN that other programs wrote: bpmn.io's modeler, which saves ours again, and drawings that were never ours."""

import copy
import re
from xml.etree import ElementTree

import pytest

from qyzmet.passports import sample
from qyzmet.passports.exchange import bpmn_out, taking_in
from qyzmet.procedure.refusals import Invalid
from tests.passports import passports
from tests.passports.passports import condition, refusal, step

DI, DC = "http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC"

# Conditions that pass others by, refusals that several share, a lane of its own name, thirty entries in two channels.
MEAN = passports.data(
    steps=[
        step("p 1", 'Имя с «кавычками», <скобками>, & и "прямыми"', "recipient", channel="portal", time=(5, "minute")),
        condition("c1", "Подлинны ли данные?", "p2", "r1", channel="portal", by="portal"),
        refusal("r1", "Отказ 1"),
        condition("p2", "Отозван ли сертификат?", "r2", "c3", channel="portal", by="portal"),
        refusal("r2", "Отказ 2") | {"name": "Имя отказа"},
        condition("c3", "Нужна ли экспертиза?", "p4", "s1", channel="portal", by="executor"),
        step("p4", "Экспертиза", "Комиссия", channel="portal", time=(3, "working_day")),
        condition("c4", "Положительна ли она?", "p5", "r1", channel="portal", by="Комиссия"),
        step("p5", "Протокол\nкомиссии", "Комиссия", channel="portal", result="Протокол\nс приложением"),
        step("o1", "Приём", "clerk", channel="paper", time=(0, "day")),
        condition("oc1", "Есть ли данные?", "s1", "o2", channel="paper", by="system"),
        step("o2", "Запрос", "employee", channel="paper", time=(2, "day")),
        step("s1", "Общий шаг", "executor"),
        condition("c5", "Всё ли есть?", "s2", "r4"),
        refusal("r4", "Общий отказ"),
        step("s2", "Ответ", "executor", time=(5, "working_day")),
        condition("c6", "Согласен ли руководитель?", "x1", "r4", by="head"),
        *(step(f"x{at}", f"Рассылка {at}", ("system", "clerk")[at % 2], time=(at, "minute")) for at in range(1, 14)),
    ]
)


def said(steps: list[dict]) -> list[dict]:
    """What the steps say, without what is empty."""
    found = [{key: value for key, value in each.items() if value not in (None, "")} for each in copy.deepcopy(steps)]
    for each in found:
        if each["kind"] != "step":
            each.pop("time", None)
    return found


def read(raw: bytes | str) -> list[dict]:
    """The steps of a file."""
    return taking_in.checked_bpmn(raw.encode() if isinstance(raw, str) else raw)["steps"]


@pytest.mark.parametrize("data", [MEAN, sample.CERTIFICATE], ids=["mean", "export"])
@pytest.mark.usefixtures("app")
def test_nothing_is_lost_where_another_program_saves_it_again(data: dict):
    """Prefixes, the order of attributes and the drawing are the other program's; what the steps say stays."""
    root = ElementTree.fromstring(bpmn_out.write(data))
    for diagram in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(diagram)
    again = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    assert b"<bpmn:" not in again
    assert said(read(again)) == said(data["steps"])


@pytest.mark.parametrize("data", [MEAN, sample.CERTIFICATE, sample.AGREEMENT], ids=["mean", "export", "restoration"])
@pytest.mark.usefixtures("app")
def test_nothing_in_the_drawing_covers_anything_else(data: dict):
    """Boxes and the words beside them stand apart, within their pool; flows lead to the right or straight down."""
    root = ElementTree.fromstring(bpmn_out.write(data))
    boxes, pools = [], []
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        for bounds in shape.iter(f"{{{DC}}}Bounds"):
            box = tuple(int(str(bounds.get(side))) for side in ("x", "y", "width", "height"))
            name = str(shape.get("bpmnElement"))
            if name.startswith("pool_"):
                pools.append(box)
            elif "_lane" not in name:
                boxes.append(box)
    for at, (x, y, width, height) in enumerate(boxes):
        assert any(x >= px and y >= py and x + width <= px + pw and y + height <= py + ph for px, py, pw, ph in pools)
        for ox, oy, owidth, oheight in boxes[at + 1 :]:
            assert x + width <= ox or ox + owidth <= x or y + height <= oy or oy + oheight <= y
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        points = [int(str(each.get("x"))) for each in edge if each.tag.endswith("waypoint")]
        assert points == sorted(points)


HEAD = (
    '<semantic:definitions xmlns:semantic="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:vendor="urn:vendor" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn">'
)
# As a modeler saves it: no diagram, a party without a process, elements of its own, ways that meet again.
DRAWN = f"""<?xml version="1.0" encoding="UTF-8"?>
{HEAD}<semantic:message id="Message_1" name="Письмо"/>
<semantic:collaboration id="Collaboration_1"><semantic:participant id="P1" name="Заявитель"/>
 <semantic:participant id="P2" name="Портал" processRef="Process_1"/>
 <semantic:messageFlow id="M1" sourceRef="P1" targetRef="Start_1"/></semantic:collaboration>
<semantic:process id="Process_1" isExecutable="true" vendor:name="paper">
 <semantic:documentation>О чём</semantic:documentation>
 <vendor:task id="vt" name="Не шаг"/>
 <semantic:laneSet id="L"><semantic:lane id="L1" name="Канцелярия"><semantic:flowNodeRef>A1</semantic:flowNodeRef>
  </semantic:lane></semantic:laneSet>
 <semantic:startEvent id="Start_1">
  <semantic:messageEventDefinition id="md" messageRef="Message_1"/></semantic:startEvent>
 <semantic:userTask id="A1" name="Приём&#10;заявления" vendor:name="Ложное имя" camunda:assignee="x">
  <semantic:extensionElements><vendor:step key="zzz" kind="refusal"/></semantic:extensionElements></semantic:userTask>
 <semantic:exclusiveGateway id="G1" name="Пакет полон?" default="F3"/><semantic:serviceTask id="A2" name="Запрос"/>
 <semantic:exclusiveGateway id="G2"/><semantic:intermediateCatchEvent id="W" name="Ждать сутки"/>
 <semantic:callActivity id="A3" name="Ответ"/><semantic:exclusiveGateway id="G3" name="Есть основания для отказа?"/>
 <semantic:endEvent id="R" name="Отказ"><semantic:terminateEventDefinition id="t"/></semantic:endEvent>
 {{result}}<semantic:dataObject id="do"/>
 <semantic:sequenceFlow id="F1" sourceRef="Start_1" targetRef="A1"/>
 <semantic:sequenceFlow id="F2" sourceRef="A1" targetRef="G1"/>
 <semantic:sequenceFlow id="F3" name="Нет" sourceRef="G1" targetRef="A2"/>
 <semantic:sequenceFlow id="F4" name="Да" sourceRef="G1" targetRef="G2"/>
 <semantic:sequenceFlow id="F5" sourceRef="A2" targetRef="G2"/>
 <semantic:sequenceFlow id="F6" sourceRef="G2" targetRef="W"/>
 <semantic:sequenceFlow id="F7" sourceRef="W" targetRef="A3"/>
 <semantic:sequenceFlow id="F8" sourceRef="A3" targetRef="G3"/>
 <semantic:sequenceFlow id="F9" name="{{refused}}" sourceRef="G3" targetRef="R"/>
 <semantic:sequenceFlow id="F10" name="{{given}}" sourceRef="G3" targetRef="E"/>
</semantic:process></semantic:definitions>"""
STEP_THEN_END = (
    '<semantic:task id="E" name="Выдача"/><semantic:endEvent id="EE" name="Выдано"/>'
    '<semantic:sequenceFlow id="F11" sourceRef="E" targetRef="EE"/>'
)
END_AT_ONCE = '<semantic:endEvent id="E" name="Выдача"/>'


@pytest.mark.parametrize(
    ("result", "refused", "given"),
    [(STEP_THEN_END, "да", ""), (STEP_THEN_END, "", "нет"), (END_AT_ONCE, "нет", "да")],
    ids=["a step, refused by yes", "a step, given by no", "an end at once"],
)
@pytest.mark.usefixtures("app")
def test_what_a_modeler_drew_is_taken(result: str, refused: str, given: str):
    """A gateway that joins ways is passed over, foreign elements and names are not ours, the result is no refusal."""
    steps = read(DRAWN.format(result=result, refused=refused, given=given))
    words = {each["key"]: each.get("text") or each["name"] for each in steps}
    kinds = {words[each["key"]]: each["kind"] for each in steps}
    assert list(kinds) == [
        "Приём заявления",
        "Пакет полон?",
        "Запрос",
        "Ждать сутки",
        "Ответ",
        "Есть основания для отказа?",
        "Отказ",
        "Выдача",
    ]
    assert [word for word, kind in kinds.items() if kind == "refusal"] == ["Отказ"]
    by_words = {words[each["key"]]: each for each in steps}
    complete, grounds = by_words["Пакет полон?"], by_words["Есть основания для отказа?"]
    assert (words[complete["yes"]], words[complete["no"]]) == ("Ждать сутки", "Запрос")
    led = {words[grounds["yes"]], words[grounds["no"]]}
    assert led == {"Отказ", "Выдача"}
    assert (words[grounds["yes"]] == "Выдача") is (given == "да")
    assert by_words["Приём заявления"]["by"] == "Канцелярия"
    assert {each["channel"] for each in steps if each["kind"] != "refusal"} == {"portal"}


@pytest.fixture
def written() -> str:
    """The small passport as a file."""
    return bpmn_out.write(passports.DATA).decode()


@pytest.mark.usefixtures("app")
def test_what_was_moved_renamed_or_added_elsewhere_is_taken(written: str):
    """Another lane is another performer; a copied step is a step of its own; a new one stands where it was drawn."""
    moved = written.replace("<bpmn:flowNodeRef>portal_np1</bpmn:flowNodeRef>", "", 1)
    lane = re.search(r'<bpmn:lane id="portal_lane\d" name="[^"]*"><bpmn:flowNodeRef>portal_nc1', moved)
    if lane is not None:
        moved = moved.replace(
            "<bpmn:flowNodeRef>portal_nc1",
            "<bpmn:flowNodeRef>portal_np1</bpmn:flowNodeRef><bpmn:flowNodeRef>portal_nc1",
            1,
        )
    else:
        moved = re.sub(
            r'(<bpmn:lane id="portal_lane1" name="[^"]*">)', r"\1<bpmn:flowNodeRef>portal_np1</bpmn:flowNodeRef>", moved
        )
    first = next(each for each in read(moved) if each["key"] == "p1")
    assert first["by"] != "recipient"
    # The office's first step once more, copied with all that stands in it, between itself and what follows.
    task = re.search(r'<bpmn:task id="paper_no1".*?</bpmn:task>', written)
    assert task is not None
    copied = task.group().replace("paper_no1", "copy").replace("Регистрация на бумаге", "Сканирование")
    flow = 'sourceRef="paper_no1" targetRef="paper_ns1"'
    assert flow in written
    more = written.replace(flow, 'sourceRef="paper_no1" targetRef="copy"').replace(
        '<bpmn:task id="paper_no1"',
        f'{copied}<bpmn:sequenceFlow id="fx" sourceRef="copy" targetRef="paper_ns1"/><bpmn:task id="paper_no1"',
    )
    steps = read(more)
    names = [each["name"] for each in steps if each["kind"] == "step"]
    assert names.index("Регистрация на бумаге") + 1 == names.index("Сканирование") < names.index("Проверка полноты")
    assert len({each["key"] for each in steps}) == len(steps) == len(passports.STEPS) + 1


@pytest.mark.usefixtures("app")
def test_a_shared_step_that_differs_is_told(written: str):
    """Renamed in one channel alone, neither name is lost silently: the file is refused, with both."""
    at = written.rindex('name="Подписание"')
    with pytest.raises(Invalid) as refused:
        read(written[:at] + written[at:].replace('name="Подписание"', 'name="Утверждение"', 1))
    assert "Подписание" in str(refused.value.errors)
    assert "Утверждение" in str(refused.value.errors)
