"""Announcements over the API: the same validation and refusals as the pages, and all that a page shows."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from tests.sampled import sampled
from tests.signing_in import bearer
from tests.tenders.house import COMPLETE, TenderHouse

ROOT = "/api/v1/tenders"


def send(client: FlaskClient, house: TenderHouse, key: str, path: str, body: Any = None) -> Any:
    """POST JSON as that person."""
    return client.post(path, json={} if body is None else body, headers=bearer(house[key]))


@pytest.fixture
def begun(client: FlaskClient, tender_house: TenderHouse) -> tuple[str, Any]:
    """The address of a draft made over the API, and the answer that made it."""
    assignment = tender_house.approved_assignment()
    db.session.commit()
    data = {"assignment": assignment.number, **COMPLETE}
    made = send(client, tender_house, "integrator_specialist", ROOT, {"data": data})
    assert made.status_code == 201
    return f"{ROOT}/{made.json['number']}", made.json


@pytest.mark.slow
def test_from_the_draft_to_a_published_tender(client: FlaskClient, tender_house: TenderHouse, begun):
    """Created, consented, published: the dates of the window, the frozen assignment, read by everybody."""
    path, made = begun
    assert (made["number"], made["state"], made["announcement"], made["family"]) == (
        "T-2026-000001",
        "draft",
        1,
        ["T-2026-000001"],
    )
    assert made["links"]["assignment"] == "/api/v1/assignments/DA-2026-000001"
    assert (made["accepts_until"], made["questions"], made["published_at"]) == (None, [], None)
    assert [each["term"] for each in made["deadlines"]] == ["consent_to_announce"]
    assert client.get(path).status_code == 404
    assert send(client, tender_house, "customer_head", f"{path}/consent").json["state"] == "consented"
    assert send(client, tender_house, "integrator_specialist", f"{path}/publish").status_code == 403
    assert send(client, tender_house, "integrator_head", f"{path}/publish").status_code == 200
    seen = client.get(path).json
    assert seen["state"] == "published"
    assert seen["assignment_version"] == 1
    assert seen["accepts_until"] == "2026-03-28T00:00:00+05:00"
    assert seen["opening_at"] == "2026-03-30T10:00:00+05:00"
    assert seen["paper_until"] == "2026-03-27T18:00:00+05:00"
    assert seen["questions_until"] == "2026-03-18T00:00:00+05:00"
    assert seen["ceilings"] == {"lease": "50400000.00", "service": "61200000.00"}
    assert sum(float(each["weight"] or 0) for each in seen["criteria"]) == 100
    assert seen["mechanism"] == "lease"
    assert seen["links"]["assignment"] is None
    assert seen["actions"] == []


@pytest.mark.slow
def test_questions_over_the_api(client: FlaskClient, tender_house: TenderHouse, begun):
    """A supplier asks, the integrator answers; the contract's fields; nobody sees who asked."""
    path, _made = begun
    send(client, tender_house, "customer_head", f"{path}/consent")
    send(client, tender_house, "integrator_head", f"{path}/publish")
    asked = send(client, tender_house, "supplier1_specialist", f"{path}/ask", {"text": "Which load?"})
    assert asked.status_code == 200
    assert [(each["id"], each["text"], each["answer"]) for each in asked.json["questions"]] == [
        ("Q-1", "Which load?", None)
    ]
    answer = {"question": "Q-1", "text": "That of part 7."}
    assert send(client, tender_house, "supplier1_head", f"{path}/answer", answer).status_code == 403
    answered = send(client, tender_house, "integrator_specialist", f"{path}/answer", answer)
    assert answered.json["questions"][0]["answer"] == "That of part 7."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "action", "body", "field"),
    sampled(
        [
            ("customer_head", "decline", {}, "reason"),
            ("supplier1_head", "ask", {"text": " "}, "text"),
            ("supplier1_head", "ask", {"text": 5}, "text"),
            ("supplier1_head", "ask", {"text": "?", "who": "me"}, "who"),
            ("integrator_head", "amend", {"text": "Other."}, "material"),
            ("integrator_head", "amend", {"material": False, "text": "Other.", "documents": ["D-999"]}, "documents.0"),
            ("integrator_head", "amend", {"material": True, "text": "Other.", "documents": []}, "material"),
            ("integrator_head", "extend", {"reason": "An outage."}, "until"),
            ("integrator_head", "extend", {"until": "2026-03-31T18:00:00", "reason": "An outage."}, "until"),
            ("integrator_head", "extend", {"until": "9999-12-31T18:00:00+05:00", "reason": "An outage."}, "until"),
            ("integrator_head", "extend", {"until": "2026-02-31T18:00:00+05:00", "reason": "An outage."}, "until"),
            ("integrator_head", "extend", {"until": "2026-03-20T18:00:00+05:00", "reason": "An outage."}, "until"),
        ],
        6,
        asking_alike=True,
    ),
)
def test_what_is_wrong_is_told_by_its_field(
    client: FlaskClient, tender_house: TenderHouse, begun, key, action, body, field
):
    """422 with the path of the field; the tender stays as it was."""
    path, _made = begun
    if key != "customer_head":
        send(client, tender_house, "customer_head", f"{path}/consent")
        send(client, tender_house, "integrator_head", f"{path}/publish")
    version = client.get(path, headers=bearer(tender_house["integrator_head"])).json["version"]
    refused = send(client, tender_house, key, f"{path}/{action}", body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert client.get(path, headers=bearer(tender_house["integrator_head"])).json["version"] == version


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"data.assignment"}),
        ({"assignment": "DA-2026-000099"}, {"data.assignment"}),
        ({"assignment": 45}, {"data.assignment"}),
        ({"assignment": "DA-2026-000001", "dates": "soon"}, {"data.dates"}),
    ],
)
def test_a_draft_that_cannot_be_made(client: FlaskClient, tender_house: TenderHouse, data, errors):
    """422 by the field; nothing is made."""
    refused = send(client, tender_house, "integrator_head", ROOT, {"data": data})
    assert (refused.status_code, set(refused.json["errors"])) == (422, errors)


def test_an_old_page_is_told(client: FlaskClient, tender_house: TenderHouse, begun):
    """If-Match of a version that was changed meanwhile is 412, for a publication too."""
    path, made = begun
    sent = client.post(
        f"{path}/save",
        json={"data": {"title": "Another"}},
        headers=bearer(tender_house["integrator_specialist"]) | {"If-Match": f'"{made["version"]}"'},
    )
    assert sent.status_code == 200
    late = client.post(
        f"{path}/consent", json={}, headers=bearer(tender_house["customer_head"]) | {"If-Match": f'"{made["version"]}"'}
    )
    assert late.status_code == 412


@pytest.mark.slow
def test_the_links_of_the_whole_life(client: FlaskClient, tender_house: TenderHouse, begun):
    """Request and assignment lead to the tender, for those who may know of it."""
    path, _made = begun
    headers = bearer(tender_house["integrator_head"])
    assignment = client.get("/api/v1/assignments/DA-2026-000001", headers=headers).json
    assert assignment["links"]["tender"] == path
    request = client.get(assignment["links"]["request"], headers=headers).json
    assert request["links"]["tender"] == path
    # The operator knows of the assignment, and not yet of the draft.
    hidden = client.get("/api/v1/assignments/DA-2026-000001", headers=bearer(tender_house["operator_head"])).json
    assert hidden["links"]["tender"] is None
