"""BPMN 2.0 and JSON out and in, and the diagram as a file: what goes out comes in again; hostile files do nothing."""

import io
import json
from contextlib import suppress
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.database import db
from qyzmet.passports import sample
from qyzmet.passports.exchange import bpmn_in, bpmn_out, safe_xml, taking_in
from qyzmet.passports.models import FunctionPassport
from qyzmet.passports.passport import draft
from qyzmet.passports.rules.steps import faults
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid
from tests.passports import passports
from tests.requests.conftest import House
from tests.signing_in import bearer, post, sign_in

NS = {
    "bpmn": bpmn_out.BPMN,
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
}


@pytest.mark.parametrize(
    "data", [passports.DATA, sample.CERTIFICATE, sample.AGREEMENT], ids=["small", "export", "restoration"]
)
@pytest.mark.usefixtures("app")
def test_what_is_written_as_bpmn_is_read_again(data: dict):
    """Nothing is lost on the way out and in, shared steps and times too; and the steps stay a way to a result."""
    read = taking_in.checked_bpmn(bpmn_out.write(data))["steps"]
    kept = [{key: value for key, value in each.items() if value not in (None, "")} for each in read]
    wanted = [{key: value for key, value in each.items() if value not in (None, "")} for each in data["steps"]]
    for each in (*kept, *wanted):
        if each["kind"] != "step":
            each.pop("time", None)
    assert kept == wanted
    assert faults(data | {"steps": read}) == []


@pytest.mark.usefixtures("app")
def test_the_bpmn_can_be_drawn_by_other_tools():
    """Every element has its shape and every flow its edge, references lead to what is there, nothing overlaps."""
    root = ElementTree.fromstring(bpmn_out.write(sample.CERTIFICATE))
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    nodes = [
        each
        for process in root.iterfind("bpmn:process", NS)
        for each in process
        if each.tag.split("}")[1] in bpmn_in._KNOWN
    ]
    flows = list(root.iter(f"{{{bpmn_out.BPMN}}}sequenceFlow"))
    lanes = list(root.iter(f"{{{bpmn_out.BPMN}}}lane"))
    shaped = {each.get("bpmnElement") for each in root.iter(f"{{{NS['di']}}}BPMNShape")}
    assert {each.get("id") for each in (*nodes, *lanes)} <= shaped
    assert {each.get("bpmnElement") for each in root.iter(f"{{{NS['di']}}}BPMNEdge")} == {
        each.get("id") for each in flows
    }
    named = {each.get("id") for each in nodes}
    assert {each.get(end) for each in flows for end in ("sourceRef", "targetRef")} == named
    held = [each.text for lane in lanes for each in lane]
    assert sorted(held) == sorted(str(each) for each in named)
    boxes = {each.get("bpmnElement"): each.find("dc:Bounds", NS) for each in root.iter(f"{{{NS['di']}}}BPMNShape")}
    places = [tuple(int(boxes[each].get(side)) for side in ("x", "y", "width", "height")) for each in named]
    for at, (x, y, width, height) in enumerate(places):
        for other_x, other_y, other_width, other_height in places[at + 1 :]:
            assert (
                x + width <= other_x
                or other_x + other_width <= x
                or y + height <= other_y
                or other_y + other_height <= y
            )


DRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
 <process id="p"><laneSet id="l"><lane id="l1" name="Клерк"><flowNodeRef>a</flowNodeRef></lane></laneSet>
  <startEvent id="s"/><userTask id="a" name="Приём"/><exclusiveGateway id="g" name="Полно?"/>
  <task id="b" name="Ответ"/><endEvent id="e"/>{refusing}
  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="g"/>
  <sequenceFlow id="f3" name="нет" sourceRef="g" targetRef="r"/><sequenceFlow id="f4" sourceRef="g" targetRef="b"/>
  <sequenceFlow id="f5" sourceRef="b" targetRef="e"/>{more}
 </process></definitions>"""
END = '<endEvent id="r" name="Отказ: нет документов"/>'
TASK = (
    '<sendTask id="r" name="Отказ: нет документов"/><endEvent id="x"/>'
    '<sequenceFlow id="f6" sourceRef="r" targetRef="x"/>'
)


@pytest.mark.parametrize("refusing", [END, TASK], ids=["an end", "a step before an end"])
@pytest.mark.usefixtures("app")
def test_what_another_tool_drew_is_taken(refusing: str):
    """Tasks of any kind, gateways by the names of their answers, refusals as ends or as messages before an end."""
    steps = bpmn_in.steps_of(DRAWN.format(refusing=refusing, more="").encode())
    assert [(each["kind"], each.get("name") or each.get("text")) for each in steps] == [
        ("step", "Приём"),
        ("condition", "Полно?"),
        ("refusal", "Отказ: нет документов"),
        ("step", "Ответ"),
    ]
    assert (steps[0]["by"], steps[1]["yes"], steps[1]["no"]) == ("Клерк", steps[3]["key"], steps[2]["key"])


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'


@pytest.mark.parametrize(
    "raw",
    [
        ENTITIES.encode(),
        OUTSIDE.encode(),
        ENTITIES.encode("utf-16"),
        b"<a><b></a>",
        b"<a>&nothing;</a>",
        b"no xml at all",
        b'<?xml version="1.0" encoding="made-up"?><a/>',
        b"\xff\xfe\x00",
        b"<a>" * 100,
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"<a/>",
        f'<definitions xmlns="{bpmn_out.BPMN}"/>'.encode(),
        DRAWN.format(refusing=END, more='<sequenceFlow id="f9" sourceRef="b" targetRef="gone"/>').encode(),
        DRAWN.format(refusing=END, more='<sequenceFlow id="f9" sourceRef="b" targetRef="a"/>').encode(),
        DRAWN.format(refusing=END, more='<parallelGateway id="pg"/>').encode(),
        DRAWN.format(refusing=END, more='<task id="alone" name="Один"/>').encode(),
        DRAWN.format(refusing=END, more='<startEvent id="s2"/>').encode(),
        DRAWN.format(refusing=END, more='<sequenceFlow id="f9" sourceRef="g" targetRef="e"/>').encode(),
        b"x" * (safe_xml.MOST_BYTES + 1),
        b"",
        b"{",
        b'{"data": []}',
        b'{"steps": [{"kind": "nothing"}]}',
        b'{"nobody": 1}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda raw: raw[:24].decode("latin-1"),
)
@pytest.mark.usefixtures("app")
def test_a_broken_or_hostile_file_is_refused_in_words(raw: bytes):
    """DOCTYPE, entities, depth, size, broken XML, what a passport cannot say: each is told, and nothing is read."""
    with pytest.raises(Invalid) as refused:
        taking_in.read(raw)
    assert all(text for texts in refused.value.errors.values() for text in texts)


@given(st.data())
@pytest.mark.usefixtures("built_app")
def test_a_mangled_file_is_taken_or_refused(built_app, data: st.DataObject):
    """Whatever becomes of the bytes on the way, there is an answer in words and never a fault."""
    with built_app.app_context(), built_app.test_request_context():
        raw = bytearray(bpmn_out.write(passports.DATA))
        for _each in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
        with suppress(Invalid):
            assert isinstance(taking_in.read(bytes(raw)), dict)


@pytest.mark.slow
def test_a_file_is_taken_in_on_its_page(house: House, client: FlaskClient):
    """The head's and the specialist's draft takes the steps; a wrong file changes nothing and says why."""
    with house.as_("specialist"):
        made = draft.draft(passports.data(steps=[]))
    db.session.commit()
    sign_in(client, house["specialist"])
    assert client.get(f"{made.path}/import?lang=en").status_code == 200
    wrong = post(client, f"{made.path}/import?lang=en", {"file": (io.BytesIO(OUTSIDE.encode()), "a.bpmn")})
    assert (wrong.status_code, "DOCTYPE" in wrong.text) == (422, True)
    assert made.data["steps"] == []
    # What no passport can hold is said by the step, of a file that has no paths; of JSON with its path.
    long = [passports.STEPS[0] | {"name": "x" * 2001}]
    for content, said in (
        (bpmn_out.write(passports.DATA | {"steps": long}), "Entry 1, What is done, or asked: Write at most"),
        (json.dumps({"steps": long}).encode(), "steps.0.name: Write at most"),
        (b"{}", "The file holds nothing of a passport."),
    ):
        told = post(client, f"{made.path}/import?lang=en", {"file": (io.BytesIO(content), "a")}).text
        assert said in told
        assert "file: " not in told
    sent = {"file": (io.BytesIO(bpmn_out.write(passports.DATA)), "a.bpmn")}
    assert post(client, f"{made.path}/import", sent).status_code == 302
    assert len(made.data["steps"]) == len(passports.STEPS)
    written = client.get(f"{made.path}/data.json")
    assert json.loads(written.data)["steps"] == made.data["steps"]
    whole = {"file": (io.BytesIO(json.dumps({"data": passports.data(contact="1415")}).encode()), "a.json")}
    assert post(client, f"{made.path}/import", whole).status_code == 302
    assert made.data["contact"] == "1415"


@pytest.mark.slow
def test_diagram_and_bpmn_over_the_api(house: House, client: FlaskClient):
    """A draft's with a token, those of one in force without; steps are taken in by who writes the draft alone."""
    made = passports.drafted(house)
    mine, others = bearer(house["specialist"]), bearer(house["other_specialist"])
    path = f"/api/v1/passports/{made.draft_number}"
    assert client.get(f"{path}/bpmn").status_code == 404
    assert client.get(f"{path}/diagram.svg", headers=others).status_code == 404
    out = client.get(f"{path}/bpmn", headers=mine)
    assert (out.status_code, out.mimetype) == (200, "application/xml")
    with house.as_("specialist"):
        engine.save(made, {"channels": []})
    db.session.commit()
    xml = {"Content-Type": "application/xml"}
    assert client.post(f"{path}/bpmn", data=out.data, headers=others | xml).status_code == 404
    taken = client.post(f"{path}/bpmn", data=out.data, headers=mine | xml)
    assert (taken.status_code, len(taken.json["data"]["steps"])) == (200, len(passports.STEPS))
    assert taken.json["data"]["channels"] == ["portal", "paper"]
    hostile = client.post(f"{path}/bpmn", data=ENTITIES.encode(), headers=mine | xml)
    assert (hostile.status_code, list(hostile.json["errors"])) == (422, ["file"])
    assert client.post(f"{path}/bpmn", data=b"x" * (safe_xml.MOST_BYTES + 1), headers=mine | xml).status_code == 413
    assert (
        client.post(f"{path}/bpmn", data=b"{}", headers=mine | {"Content-Type": "application/json"}).status_code == 415
    )
    stale = client.post(f"{path}/bpmn", data=out.data, headers=mine | xml | {"If-Match": "99"})
    assert stale.status_code == 412
    house.take(made, "head", "approve")
    db.session.commit()
    drawn = client.get(f"/api/v1/passports/{made.number}/diagram.svg?channel=portal")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert ElementTree.fromstring(drawn.data).find("{http://www.w3.org/2000/svg}desc") is not None
    assert client.get(f"/api/v1/passports/{made.number}/bpmn").status_code == 200
    assert client.post(f"/api/v1/passports/{made.number}/bpmn", data=out.data, headers=mine | xml).status_code == 409


@pytest.mark.slow
def test_a_passport_is_begun_with_a_file(house: House, client: FlaskClient):
    """Steps from a modelling program bring their channels along; a wrong file begins nothing and says why."""
    sign_in(client, house["specialist"])
    before = db.session.query(FunctionPassport).count()
    wrong = post(client, "/passports/new?lang=en", {"file": (io.BytesIO(OUTSIDE.encode()), "a.bpmn")})
    assert (wrong.status_code, "DOCTYPE" in wrong.text) == (422, True)
    assert db.session.query(FunctionPassport).count() == before
    sent = {"file": (io.BytesIO(bpmn_out.write(passports.DATA)), "a.bpmn")}
    path = post(client, "/passports/new", sent).headers["Location"]
    held = client.get(f"{path}/data.json").json
    assert (len(held["steps"]), held["channels"]) == (len(passports.STEPS), ["portal", "paper"])
    whole = {"file": (io.BytesIO(json.dumps(passports.DATA).encode()), "a.json")}
    path = post(client, "/passports/new", whole).headers["Location"]
    assert client.get(f"{path}/data.json").json["names"] == passports.DATA["names"]
    # Without a file it begins empty, and offers no diagram of nothing.
    path = post(client, "/passports/new").headers["Location"]
    page = client.get(f"{path}?lang=en").text
    assert "/diagram.svg" not in page
    assert f"{path}/bpmn" not in page
    with house.as_("specialist"):
        made = draft.draft(passports.data(channels=[]))
    db.session.commit()
    assert "Name the channels in section 2" in client.get(f"{made.path}/check?lang=en").text
