"""A token that calls too often waits."""

import pytest
from flask import Flask

from qyzmet.api import throttling
from qyzmet.vocabulary import Role
from qyzmet.web import sent_bytes
from tests import factories
from tests.api.conftest import Caller, World


@pytest.fixture(autouse=True)
def _counting_anew():
    throttling.forget()
    yield
    throttling.forget()


def test_too_many_calls_are_429_with_the_time_to_wait(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch):
    """Over the limit a token hears 429 with Retry-After, as problem+json; other tokens go on."""
    monkeypatch.setitem(app.config, "API_CALLS_A_MINUTE", 3)
    assert [world.head.get("/requests").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = world.head.post("/requests", {}, Idempotency_Key="k")
    assert answer.status_code == 429
    assert answer.content_type == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert world.specialist.post("/requests", {}).status_code == 201
    throttling.forget()
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").status_code == 201


def test_an_organisation_has_so_many_by_all_its_tokens(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch):
    """A23: many tokens of one organisation are no way round; another organisation goes on."""
    monkeypatch.setitem(app.config, "API_CALLS_A_MINUTE", 3)
    monkeypatch.setattr(throttling, "TIMES_AS_MANY", 2)
    colleagues = [world.head, world.specialist, world.head, world.specialist, world.specialist, world.head]
    assert {each.get("/requests").status_code for each in colleagues} == {200}
    third = Caller(app, factories.user(Role.HEAD, world.state_body))
    assert third.get("/requests").status_code == 429
    assert world.integrator_head.get("/requests").status_code == 200


def test_an_organisation_sends_so_many_bytes_an_hour(world: World, monkeypatch: pytest.MonkeyPatch):
    """A23: what drafts leave in the trail fills no disk for the others; who has sent too much hears when to go on."""
    monkeypatch.setattr(sent_bytes, "MOST_AN_HOUR", 1_500)
    draft = {"data": {"function": "ы" * 160}}
    assert world.head.post("/requests", draft).status_code == 201
    answer = world.specialist.post("/requests", draft)
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert 3_500 < int(answer.headers["Retry-After"]) <= 3_600
    assert world.specialist.get("/requests").status_code == 200
    assert world.stranger.post("/requests", draft).status_code == 201
