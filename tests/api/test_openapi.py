"""openapi.json is OpenAPI 3.1, describes every route, and is true."""

import re
from typing import Any

import jsonschema
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from qyzmet.api.kinds import all_kinds
from qyzmet.requests.request.sample import OPINION, REQUEST
from tests.api.conftest import World, made

load_all_checks()
HELD = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)


@pytest.fixture
def described(world: World) -> dict[str, Any]:
    """The description, which needs no token."""
    answer = world.nobody.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every method and address that the API's blueprint serves, kinds and actions written out."""
    found = set()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("api."):
            continue
        path = rule.rule.removeprefix("/api/v1")
        path = path.replace("<public_id>", "{id}").replace("<number>", "{number}").replace("<paper>", "{paper}")
        path = re.sub(r"<any\([^>]*\):form>", "{form}", path)
        served = re.search(r"<any\(([^>]*)\):kind>", path)
        for kind in all_kinds():
            if served and kind.path not in served[1].split(","):
                continue
            if "{paper}" in path and not kind.papers.keys:
                continue
            saves = any(table.moves_of("save") for table in kind.kind.tables.values())
            taken = [*kind.actions(), *(["save"] if saves else []), "annul"]
            actions = taken if "<action>" in path else [""]
            if path.endswith("/manifest"):
                actions = [each for each in actions if kind.may_be_signed(each)]
            for action in actions:
                written = re.sub(r"<any\([^>]*\):kind>", kind.path, path).replace("<action>", action)
                found |= {(method.lower(), written) for method in rule.methods or () if method in ("GET", "POST")}
    return found


def test_every_route_is_described_and_no_other(app: Flask, described: dict[str, Any]):
    """The description has the API's routes, no fewer and no more."""
    told = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert told == routes(app)


@pytest.mark.slow
def test_it_is_openapi_3_1(described: dict[str, Any]):
    """References lead somewhere, operation ids are single, path parameters are named, schemas are good ones."""
    assert described["openapi"].startswith("3.1")
    text = repr(described)
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", text)):
        place: Any = described
        for step in reference.split("/"):
            place = place[step]
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    for path, methods in described["paths"].items():
        for operation in methods.values():
            parameters = [
                described["components"]["parameters"][p["$ref"].rpartition("/")[2]] if "$ref" in p else p
                for p in operation.get("parameters", [])
            ]
            assert {p["name"] for p in parameters if p["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
            assert operation["responses"]
            assert operation["summary"]
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def check(described: dict[str, Any], name: str, value: Any) -> None:
    """The value is as the named schema says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)


@pytest.mark.slow
def test_answers_are_as_described(world: World, described: dict[str, Any], submitted: str):
    """Objects, lists and problems are what their schemas say, before and after each act."""
    path = f"/requests/{submitted}"
    check(described, "requests", world.specialist.get(f"/requests/{made(world)}").json)
    check(described, "requests", world.head.get(path).json)
    check(described, "requests", world.integrator_specialist.post(f"{path}/draft_opinion", OPINION).json)
    check(described, "requests", world.integrator_head.post(f"{path}/give_opinion").json)
    check(described, "requests", world.authorised_head.post(f"{path}/agree", {"grounds": "Sound."}).json)
    for item in world.head.get("/requests").json["items"]:
        check(described, "requests-item", item)
    for answer in (
        world.nobody.get("/requests"),
        world.head.post(f"{path}/agree"),
        world.head.post("/requests", {"x": 1}),
    ):
        check(described, "Problem", answer.json)


def test_bodies_that_are_taken_are_as_described(described: dict[str, Any]):
    """The real request and the real opinion are what the description asks for."""
    check(described, "requests-data", REQUEST)
    opinion = described["paths"]["/requests/{number}/draft_opinion"]["post"]["requestBody"]
    jsonschema.Draft202012Validator(opinion["content"]["application/json"]["schema"]).validate(OPINION)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize(("calls", "every"), [(2, 2), pytest.param(20, 1, marks=pytest.mark.soak)])
def test_schemathesis_finds_no_fault(app: Flask, world: World, submitted: str, calls: int, every: int):
    """Requests made from the description never answer 500, nor anything that the description does not name.

    Here of every second operation, each of which takes longer to prepare than to call; in the long tests of all.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    _let_blanks_be(schema.raw_schema)
    callers = [world.specialist, world.integrator_specialist, world.auditor]

    tried = 0
    for operation in [result.ok() for result in schema.get_all_operations()][::every]:
        tried += 1

        @settings(
            max_examples=calls,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), caller=st.sampled_from(callers), real=st.booleans())
        def probe(case: Any, caller: Any, real: bool) -> None:
            if real and "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = submitted
            answer = case.call(headers=caller.headers)
            case.validate_response(answer, checks=HELD)

        probe()
    assert tried >= 10


def _let_blanks_be(part: Any) -> None:
    """Take the rule away that a text is not blank: for each length for which it stands schemathesis keeps a way of its
    own to make such texts, 70 MB of it, and takes half a second. Blank ones are refused in words, as any.
    """
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(each, dict) and each.get("pattern") == r"\S":
            del each["pattern"]
        _let_blanks_be(each)
