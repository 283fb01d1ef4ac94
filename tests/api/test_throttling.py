"""A token that calls too often waits."""

import pytest
from flask import Flask

from qyzmet.api import throttling
from tests.api.conftest import World


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
