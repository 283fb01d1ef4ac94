"""Requests over the API: the same validation and refusals as the pages, and all that a page shows."""

import copy
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.requests.request import sample
from tests.requests.conftest import House
from tests.signing_in import bearer, post, sign_in

ROOT = "/api/v1/requests"


def send(client: FlaskClient, person: Any, path: str, body: Any = None) -> Any:
    """POST JSON as that person."""
    return client.post(path, json={} if body is None else body, headers=bearer(person))


@pytest.mark.slow
def test_a_request_from_draft_to_decision(client: FlaskClient, house: House):
    """Everything that people do on pages, a system does here: draft, submit, opinion, decision."""
    made = send(client, house["specialist"], ROOT, {"data": sample.REQUEST})
    assert made.status_code == 201
    number = made.json["number"]
    assert made.headers["Location"].endswith(f"{ROOT}/{number}")
    assert made.json["data"] == sample.REQUEST
    submitted = send(client, house["head"], f"{ROOT}/{number}/submit")
    assert submitted.status_code == 200
    assert submitted.json["number"] == "AR-2026-000001"
    assert set(submitted.json["receipt"]) == {"hash", "received_at"}
    path = f"{ROOT}/AR-2026-000001"
    assert send(client, house["integrator_specialist"], f"{path}/draft_opinion", sample.OPINION).status_code == 200
    assert client.get(path, headers=bearer(house["head"])).json["opinion"] is None
    given = send(client, house["integrator_head"], f"{path}/give_opinion").json
    assert given["opinion"]["given_by"] == house["integrator_head"].public_id
    assert given["opinion"]["criteria"] == sample.OPINION["criteria"]
    assert [deadline["term"] for deadline in given["deadlines"]] == ["opinion", "decide"]
    seen = client.get(path, headers=bearer(house["authorised_head"])).json
    assert seen["actions"][:2] == ["agree", "refuse"]
    agreed = send(client, house["authorised_head"], f"{path}/agree", {"grounds": sample.AGREEMENT_GROUNDS}).json
    assert agreed["state"] == "agreed"
    assert agreed["decision"]["grounds"] == sample.AGREEMENT_GROUNDS
    undone = send(client, house["authorised_head"], f"{path}/annul", {"act": "agree", "grounds": "A mistake."}).json
    assert (undone["state"], undone["decision"]) == ("opinion_given", None)


@pytest.mark.parametrize(
    "change",
    [
        {"object_holds_state_secrets": True},
        {"results": []},
        {"acts": []},
        {"function": ""},
        {"contacts": [{"surname": "A", "email": ""}]},
    ],
)
def test_page_and_api_refuse_the_same(client: FlaskClient, house: House, change: dict[str, Any]):
    """A submission that the page refuses is refused here with the same rule, and by its field."""
    over_api, on_page = house.drafted(**change), house.drafted(**change)
    db.session.commit()
    answer = send(client, house["head"], f"{ROOT}/{over_api.public_number}/submit")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert any(path.startswith("data." + next(iter(change))) for path in answer.json["errors"])
    sign_in(client, house["head"])
    page = post(client, f"{on_page.path}/act/submit").get_data(as_text=True)
    assert answer.json["rule"] == ("¶ 3" if "object_holds_state_secrets" in change else "¶ 8.1")
    assert ("¶ 3" in page) is ("object_holds_state_secrets" in change)
    assert (over_api.state, on_page.state) == ("draft", "draft")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"function": "ф" * 100_000}, "data.function"),
        ({"function": "bad\x00text"}, "data.function"),
        ({"function": 5}, "data.function"),
        ({"unknown": 1}, "data.unknown"),
        ({"acts": [{"title": "A", "date": "2014-02-31"}]}, "data.acts.0.date"),
        ({"acts": {}}, "data.acts"),
        ({"scope": {"user_groups": [{"number": "12"}]}}, "data.scope.user_groups.0.number"),
        ({"technical_documents": [{"name": "N", "document": "D-999"}]}, "data.technical_documents.0.document"),
        ({"existing_systems": [{"name": "N", "service": "S-2026-000009"}]}, "data.existing_systems.0.service"),
        ({"tasks": ["x"] * 101}, "data.tasks"),
        ({"results": [{"problem": "p" * 41}]}, "data.results.0.problem"),
    ],
)
def test_bad_input_is_refused_by_field(client: FlaskClient, house: House, data: dict[str, Any], field: str):
    """Wrong types, unknown fields, impossible dates, other people's papers: 422 that names the field."""
    answer = send(client, house["specialist"], ROOT, {"data": data})
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_saving_replaces_the_keys_given(client: FlaskClient, house: House):
    """Top-level keys that are given replace; the others stay; an old version is 412."""
    made = house.drafted()
    db.session.commit()
    path = f"{ROOT}/{made.public_number}"
    saved = send(client, house["specialist"], f"{path}/save", {"data": {"tasks": ["One"]}})
    assert saved.json["data"] == copy.deepcopy(sample.REQUEST) | {"tasks": ["One"]}
    stale = client.post(
        f"{path}/save",
        json={"data": {"tasks": []}},
        headers=bearer(house["specialist"]) | {"If-Match": str(saved.json["version"] - 1)},
    )
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("key", "action", "status"),
    [
        ("other_head", "submit", 404),
        ("specialist", "submit", 403),
        ("integrator_head", "agree", 403),
        ("authorised_head", "agree", 409),
        ("head", "save", 409),
    ],
)
def test_moves_out_of_turn(client: FlaskClient, house: House, key: str, action: str, status: int):
    """The same answers as on the pages, in the contract's order: 404, 403, 409, before anything is validated."""
    made = house.submitted()
    db.session.commit()
    answer = send(client, house[key], f"{ROOT}/{made.number}/{action}", {})
    assert answer.status_code == status
