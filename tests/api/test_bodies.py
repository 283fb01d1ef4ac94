"""What a request carries: bodies that are no JSON, too large or too deep, and anything else, never answer 500."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.requests.request.sample import REQUEST
from tests.api.conftest import Caller, World, made
from tests.sampled import examples


def sent(caller: Caller, path: str, body: bytes, media_type: str = "application/json") -> tuple[int, Any]:
    """Status and answer of a raw body."""
    answer = caller.app.test_client().post(f"/api/v1{path}", data=body, content_type=media_type, headers=caller.headers)
    assert answer.content_type == ("application/problem+json" if answer.status_code >= 400 else "application/json")
    return answer.status_code, answer.json


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"7",
        b'{"data": NaN}',
        b'{"data": Infinity}',
        b'{"data": {}, "data": {}}',
        b"\xff\xfe{\x00}\x00",
        b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"data": {"tasks": ' + b"[" * 30 + b"]" * 30 + b"}}",
        b'{"data": {"scope": {"need": ' + b"9" * 10_000 + b"}}}",
        b'{"data": {"function": "\\ud800"}}',
        b'{"data": {"function": "\\u0000"}}',
        b'{"\\ud800": 1}',
    ],
)
def test_bodies_that_cannot_be_taken_are_422(world: World, body: bytes):
    """What is no JSON object, or holds what cannot be kept, is 422 with words, and nothing is made."""
    status, answer = sent(world.specialist, "/requests", body)
    assert status == 422
    assert answer["detail"]
    assert db.session.query(Procedure).count() == 0


def test_a_byte_order_mark_is_no_part_of_json(world: World):
    """Windows programs write one before the first brace."""
    status, answer = sent(world.specialist, "/requests", b'\xef\xbb\xbf{"data": {"function": "A\xe2\x80\x8b"}}')
    assert (status, answer["data"]["function"]) == (201, "A")


def test_other_media_types_and_sizes(world: World):
    """A form is 415; more than 2 MB is 413; JSON without a media type, and none at all, are taken."""
    assert sent(world.specialist, "/requests", b"a=b", "application/x-www-form-urlencoded")[0] == 415
    assert sent(world.specialist, "/requests", b" " * (2 * 1024 * 1024 + 1))[0] == 413
    assert sent(world.specialist, "/requests", b"{}", "")[0] == 201
    assert sent(world.specialist, "/requests", b"", "text/plain")[0] == 201
    assert sent(world.specialist, "/requests", b"{}", "application/merge-patch+json")[0] == 201


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*REQUEST, "data", "title"]) | st.text(), inner, max_size=5)
    ),
    max_leaves=15,
)


@pytest.fixture
def draft(world: World) -> tuple[World, str]:
    """A draft to save into."""
    return world, made(world)


@pytest.mark.slow
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(value=_VALUES, path=st.sampled_from(["/requests", "save", "submit", "withdraw", "annul"]))
def test_any_json_answers_below_500(draft: tuple[World, str], value: Any, path: str):
    """Whatever JSON is sent to whatever action, the answer is one of the contract's."""
    world, number = draft
    address = path if path == "/requests" else f"/requests/{number}/{path}"
    body = {"data": value} if isinstance(value, dict) and "data" not in value else value
    caller = world.specialist if path in ("/requests", "save") else world.head
    status, _ = sent(caller, address, json.dumps(body).encode())
    assert status in (200, 201, 404, 409, 422)


@pytest.mark.slow
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(number=st.text(min_size=1, max_size=40), key=st.text(max_size=20), match=st.text(max_size=20))
def test_any_address_and_header_answers_below_500(world: World, number: str, key: str, match: str):
    """Whatever stands in the address or the headers, the answer is one of the contract's."""
    from urllib.parse import quote

    address = quote(number.encode("utf-8", "surrogatepass"), safe="")
    headers = {
        name: value.encode("utf-8", "surrogatepass").decode("latin-1").replace("\n", "").replace("\r", "")
        for name, value in (("Idempotency-Key", key), ("If-Match", match))
    }
    for method, path in (("GET", address), ("POST", f"{address}/save"), ("GET", f"?q={address}&after={address}")):
        separator = "" if path.startswith("?") else "/"
        answer = world.head.app.test_client().open(
            f"/api/v1/requests{separator}{path}", method=method, headers=world.head.headers | headers
        )
        assert answer.status_code < 500, (method, path)


def test_an_error_nobody_foresaw_is_500_as_a_problem(world: World, monkeypatch: pytest.MonkeyPatch, app: Flask):
    """It names the request's number, tells no secret, is rolled back, and is logged."""
    from qyzmet.api import views

    def broken(*_: object) -> None:
        db.session.add(Procedure())
        raise RuntimeError("a secret")

    monkeypatch.setattr(views, "_create", broken)
    answer = world.specialist.post("/requests", {})
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert answer.json["request_id"]
    assert "secret" not in answer.text
    assert db.session.query(Procedure).count() == 0


def test_errors_of_the_database_have_answers(world: World, monkeypatch: pytest.MonkeyPatch):
    """Lost races are 409 or 412, values that cannot be kept 422, a busy database 503 with Retry-After."""
    from sqlalchemy.exc import DataError, IntegrityError, OperationalError
    from sqlalchemy.orm.exc import StaleDataError

    from qyzmet.api import views

    for error, status in (
        (IntegrityError("x", {}, Exception()), 409),
        (StaleDataError(), 412),
        (DataError("x", {}, Exception()), 422),
        (OperationalError("x", {}, Exception()), 503),
    ):

        def broken(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(views, "_create", broken)
        answer = world.specialist.post("/requests", {})
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert ("Retry-After" in answer.headers) == (status == 503)
