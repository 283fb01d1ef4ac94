"""Idempotency-Key: the same key gives the same answer, and its effects once."""

import datetime as dt
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from qyzmet import clock
from qyzmet.api import idempotency
from qyzmet.api.models import IdempotentAnswer
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.api.conftest import Caller, World, made
from tests.operations.places import place
from tests.own_database import SERVER


def drafts() -> int:
    """How many procedures there are."""
    return db.session.query(Procedure).count()


def test_the_same_key_gives_the_same_answer_once(world: World):
    """Status, body and Location are the first answer's; there is one draft."""
    first = world.specialist.post("/requests", {"data": {"function": "x"}}, Idempotency_Key="k1")
    again = world.specialist.post("/requests", {"data": {"function": "x"}}, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert first.headers["ETag"] == again.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert drafts() == 1


def test_without_a_key_each_is_its_own(world: World):
    """Two requests without a key make two drafts."""
    made(world), made(world)
    assert drafts() == 2


def test_a_key_belongs_to_a_token(world: World):
    """Another token's key of the same letters is another key."""
    first = world.specialist.post("/requests", {}, Idempotency_Key="k")
    other = world.stranger.post("/requests", {}, Idempotency_Key="k")
    assert first.json["number"] != other.json["number"]


def test_another_request_under_the_key_is_422(world: World):
    """Another body, address or version under a key is refused and changes nothing."""
    number = world.specialist.post("/requests", {}, Idempotency_Key="k").json["number"]
    for path, body, headers in (
        ("/requests", {"data": {}}, {}),
        (f"/requests/{number}/save", {}, {}),
        ("/requests", {}, {"If_Match": "1"}),
    ):
        answer = world.specialist.post(path, body, Idempotency_Key="k", **headers)
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
    assert drafts() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ключ"])
def test_what_is_no_key_is_422(world: World, key: str):
    """A key is 1 to 255 visible ASCII characters."""
    headers = world.specialist.headers | {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = world.specialist.app.test_client().post("/api/v1/requests", json={}, headers=headers)
    assert answer.status_code == 422
    assert drafts() == 0


def test_refusals_are_kept_too(world: World):
    """A refusal is an answer as well: repeated under its key although it would be taken by now."""
    number = made(world)
    refused = world.specialist.post(
        f"/requests/{number}/save", {"data": {"function": "x"}}, Idempotency_Key="k", If_Match="99"
    )
    assert refused.status_code == 412
    again = world.specialist.post(
        f"/requests/{number}/save", {"data": {"function": "x"}}, Idempotency_Key="k", If_Match="99"
    )
    assert (again.status_code, again.data) == (412, refused.data)
    assert again.content_type == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"


def test_an_error_of_ours_frees_the_key(world: World, monkeypatch: pytest.MonkeyPatch):
    """After a 500, which changed nothing, the same key may be tried again."""
    from qyzmet.api import kinds

    served = kinds.of_path("requests")
    broken = kinds.ApiKind(**{**vars(served), "create": lambda actor, body: 1 / 0})
    monkeypatch.setitem(kinds._kinds, "requests", broken)
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").status_code == 500
    monkeypatch.undo()
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").status_code == 201


def test_a_running_one_is_409_until_it_is_taken_over(world: World):
    """While the first is not answered the key is 409; a minute later its process is taken for dead."""
    world.specialist.post("/requests", {}, Idempotency_Key="k")
    age_answers(status=None, headers=None, body=None)
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").status_code == 409
    age_answers(created_at=clock.wall() - idempotency.TAKEN_OVER_AFTER)
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").status_code == 201
    assert drafts() == 2


def test_one_that_was_taken_over_cannot_answer(world: World):
    """A request that lives on after its key was taken over must not commit."""
    world.specialist.post("/requests", {}, Idempotency_Key="k")
    age_answers(status=None, headers=None, body=None, created_at=clock.wall() - idempotency.TAKEN_OVER_AFTER)
    row = db.session.query(IdempotentAnswer).one()
    slow = idempotency.Claim(row.id, row.created_at)
    taken = idempotency.claim(row.token_id, "k", row.request_hash)
    assert isinstance(taken, idempotency.Claim)
    with pytest.raises(idempotency.Running):
        idempotency.keep(slow, Response())


def test_keys_are_kept_for_a_day(world: World):
    """After 24 hours of the machine's time the key is new."""
    first = world.specialist.post("/requests", {}, Idempotency_Key="k")
    age_answers(created_at=clock.wall() - dt.timedelta(hours=23, minutes=59))
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").data == first.data
    age_answers(created_at=clock.wall() - dt.timedelta(hours=24, seconds=1))
    assert world.specialist.post("/requests", {}, Idempotency_Key="k").data != first.data


def test_uploads_have_keys_too(world: World):
    """The same file under the same key is one document, whatever the boundary of its parts; another file is 422."""

    def sent(content: bytes):
        return world.specialist.app.test_client().post(
            "/api/v1/documents",
            data={"file": (io.BytesIO(content), "act.pdf")},
            headers=world.specialist.headers | {"Idempotency-Key": "k"},
        )

    first, again = sent(b"%PDF-1.7 one"), sent(b"%PDF-1.7 one")
    assert first.status_code == 201, first.text
    assert first.data == again.data
    assert sent(b"%PDF-1.7 two").status_code == 422


def age_answers(**values: object) -> None:
    """Change every kept answer."""
    db.session.execute(update(IdempotentAnswer).values(**values))
    db.session.commit()


def Response():  # noqa: N802 - made like the class it stands for.
    """Any answer."""
    from flask import Response

    return Response("{}", status=200)


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    if not SERVER:
        pytest.skip("needs PostgreSQL")
    with place("postgresql", tmp_path) as made:
        yield made


@pytest.mark.postgresql
def test_two_at_once_make_one(own_app: Flask):
    """Two requests with one key at the same moment on PostgreSQL: one draft; the other hears 409 or the same answer."""
    with own_app.app_context():
        body = factories.organisation(OrganisationKind.STATE_BODY)
        user = factories.user(Role.SPECIALIST, body)
        caller = Caller(own_app, user)
        db.session.commit()
        before = drafts()
        db.session.rollback()
    outcomes: list[list[tuple[int, bytes]]] = []
    for round_ in range(5):
        answers: list[tuple[int, bytes]] = []
        barrier = threading.Barrier(2)

        def call(barrier=barrier, answers=answers, round_=round_) -> None:
            barrier.wait(60)
            answer = caller.post("/requests", {}, Idempotency_Key=f"at-once-{round_}")
            answers.append((answer.status_code, answer.data))

        threads = [threading.Thread(target=call) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        outcomes.append(sorted(answers))
    with own_app.app_context():
        assert drafts() - before == 5
    for (status, body_), (other_status, other_body) in outcomes:
        assert status == 201
        assert other_status == 409 or (other_status, other_body) == (status, body_)
