"""`GET /me/tasks`: what the caller is to do now, and nothing that the caller cannot do."""

import pytest
from flask import Flask

from qyzmet.requests.request import sample
from tests.api.conftest import World


@pytest.mark.slow
def test_the_tasks_of_each_person(app: Flask, world: World):
    """The writer's until it is handed over, then the head's with the word; then the integrator's, with the term."""
    made = world.specialist.post("/requests", {"data": sample.REQUEST}).get_json()
    path = f"/requests/{made['number']}"
    (task,) = world.specialist.get("/me/tasks").get_json()["items"]
    assert (task["object"]["number"], task["action"], task["deadline"]) == (made["number"], "save", None)
    assert world.head.get("/me/tasks").get_json() == {"items": [], "next": None}
    assert world.specialist.post(f"{path}/hand_over", {"note": "Read row 4."}).status_code == 200
    (task,) = world.head.get("/me/tasks").get_json()["items"]
    assert (task["action"], task["actions"]) == ("submit", ["submit", "save"])
    assert task["handed_over"]["note"] == "Read row 4."
    assert task["links"]["action"].endswith("/submit")
    number = world.head.post(f"{path}/submit").get_json()["number"]
    assert world.head.get("/me/tasks").get_json()["items"] == []
    (task,) = world.integrator_specialist.get("/me/tasks").get_json()["items"]
    assert (task["object"]["number"], task["action"], task["rule"]) == (number, "draft_opinion", "¶ 11")
    assert (task["deadline"]["term"], task["until"]) == ("opinion", task["deadline"]["due_at"])
    assert world.authorised_head.get("/me/tasks").get_json()["items"] == []


def test_nobody_has_no_tasks(app: Flask, world: World):
    """Without a token it is 401; an auditor, who takes nothing on, has none."""
    assert world.nobody.get("/me/tasks").status_code == 401
    assert world.auditor.get("/me/tasks").get_json() == {"items": [], "next": None}


def test_page_by_page(app: Flask, world: World):
    """The cursor goes on where the page ended."""
    for _each in range(3):
        world.specialist.post("/requests", {"data": {}})
    first = world.specialist.get("/me/tasks?limit=2").get_json()
    second = world.specialist.get(f"/me/tasks?limit=2&after={first['next']}").get_json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert world.specialist.get("/me/tasks?limit=0").status_code == 422
