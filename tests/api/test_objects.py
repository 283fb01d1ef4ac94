"""Procedures as the API shows and changes them."""

import pytest

from qyzmet.requests.request.sample import REQUEST
from tests.api.conftest import World, made, procedure


def test_the_object_has_the_fields_of_the_contract(world: World, submitted: str):
    """GET shows what the contract prints, instants with their offset."""
    shown = world.authorised_head.get(f"/requests/{submitted}").json
    assert {key: shown[key] for key in ("number", "kind", "state", "edition", "channel")} == {
        "number": submitted,
        "kind": "requests",
        "state": "submitted",
        "edition": "kz-2022-03-31",
        "channel": "portal",
    }
    assert shown["submitted_at"] == "2026-03-02T09:00:00+05:00"
    assert shown["data"] == REQUEST
    assert shown["actions"] == []
    assert shown["links"] == {
        "self": f"/api/v1/requests/{submitted}",
        "page": f"/requests/{submitted}",
        **dict.fromkeys(("request", "assignment", "tender", "formation", "service", "next")),
    }
    (deadline,) = shown["deadlines"]
    assert deadline["skipped"][:3] == [
        {"on": "2026-03-07", "reason": "Saturday"},
        {"on": "2026-03-08", "reason": deadline["skipped"][1]["reason"]},
        {"on": "2026-03-09", "reason": deadline["skipped"][2]["reason"]},
    ]
    assert {key: value for key, value in deadline.items() if key not in ("skipped", "due_on", "due_at")} == {
        "term": "opinion",
        "rule": "H1",
        "working_days": 15,
        "owner": "integrator",
        "event_on": "2026-03-02",
        "starts_on": "2026-03-03",
        "closed_at": None,
        "overdue": False,
        "provisional": False,
    }
    assert deadline["due_at"].endswith("T00:00:00+05:00")


def test_both_numbers_lead_to_it(world: World):
    """A draft's address still works after the submission."""
    draft = made(world, REQUEST)
    registered = world.head.post(f"/requests/{draft}/submit").json["number"]
    assert draft != registered
    assert world.head.get(f"/requests/{draft}").json == world.head.get(f"/requests/{registered}").json


@pytest.mark.slow
def test_actions_are_those_that_can_be_taken(world: World, submitted: str):
    """Whatever `actions` names is not refused by right, version or state; whatever it does not name is."""
    everything = ["save", "submit", "withdraw", "draft_opinion", "give_opinion", "agree", "refuse", "annul"]
    for name, caller in world.callers.items():
        shown = caller.get(f"/requests/{submitted}")
        if shown.status_code != 200:
            continue
        for action in everything:
            # An unknown field: 422 tells that right and state were passed.
            passed = caller.post(f"/requests/{submitted}/{action}", {"no such field": 1}).status_code == 422
            named = bool(shown.json["annullable"]) if action == "annul" else action in shown.json["actions"]
            assert passed == named, (name, action)


def test_creating_answers_201_with_its_address(world: World):
    """POST /KIND answers 201, Location and the object; {} and no body make an empty draft."""
    answer = world.specialist.post("/requests", {"data": {"function": "x"}})
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/v1/requests/{answer.json['number']}")
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    assert answer.json["data"] == {"function": "x"}
    assert "save" in answer.json["actions"]
    assert world.specialist("POST", "/requests").json["data"] == {}


def test_saving_replaces_given_keys_only(world: World):
    """Top-level keys that are given replace; the others stay; the version rises."""
    number = made(world, {"function": "a", "purpose": "b"})
    before = procedure(number).version
    answer = world.specialist.post(f"/requests/{number}/save", {"data": {"purpose": "c", "tasks": ["d"]}})
    assert answer.status_code == 200
    assert answer.json["data"] == {"function": "a", "purpose": "c", "tasks": ["d"]}
    assert answer.json["version"] > before


def test_saving_needs_data(world: World):
    """A save without data, or with data that is no object, is 422 by field."""
    number = made(world)
    for body in ({}, {"data": None}, {"data": []}, {"data": "x"}, {"data": {}, "more": 1}):
        answer = world.specialist.post(f"/requests/{number}/save", body)
        assert answer.status_code == 422, body
        assert answer.json["errors"]


def test_errors_are_told_by_field(world: World):
    """Wrong types and unknown fields at any depth are named by their path."""
    answer = world.specialist.post(
        "/requests",
        {
            "data": {
                "function": 7,
                "acts": [{"title": "x", "colour": "red"}],
                "tasks": "x",
                "scope": {"need": None, "user_groups": [{"number": "9"}]},
                "x": 1,
            }
        },
    )
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {
        "data.function",
        "data.acts.0.colour",
        "data.tasks",
        "data.scope.need",
        "data.scope.user_groups.0.number",
        "data.x",
    }


@pytest.mark.slow
def test_the_whole_way_with_annulment(world: World, submitted: str):
    """Opinion, decision, and its annulment: the term that the decision closed runs on from its old event."""
    from qyzmet.requests.request.sample import OPINION

    path = f"/requests/{submitted}"
    assert world.integrator_specialist.post(f"{path}/draft_opinion", OPINION).status_code == 200
    given = world.integrator_head.post(f"{path}/give_opinion")
    assert given.status_code == 200, given.text
    assert [d["term"] for d in given.json["deadlines"]] == ["opinion", "decide"]
    assert given.json["deadlines"][1]["working_days"] == 3
    agreed = world.authorised_head.post(f"{path}/agree", {"grounds": "The opinion is sound."})
    assert agreed.json["state"] == "agreed"
    assert agreed.json["actions"] == ["order_creation"]
    assert agreed.json["annullable"][0] == "agree"
    back = world.authorised_head.post(f"{path}/annul", {"act": "agree", "grounds": "Sent by mistake."})
    assert back.status_code == 200, back.text
    assert back.json["state"] == "opinion_given"
    assert set(back.json["actions"]) >= {"agree", "refuse"}
    assert [d["closed_at"] is None for d in back.json["deadlines"] if d["term"] == "decide"] == [False, True]
