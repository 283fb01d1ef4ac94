"""Idempotency-Key of a supplier's token: the same outwards, and a row that shows neither whose it is nor what."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from qyzmet import clock
from qyzmet.api import idempotency
from qyzmet.api.blind_answers import Blind
from qyzmet.api.models import IdempotentAnswer
from qyzmet.database import db
from qyzmet.documents.sealed_models import SealedDocument
from qyzmet.people.accounts.credentials import ApiToken
from qyzmet.procedure.models import Procedure
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.api.conftest import Caller


@pytest.fixture
def caller(app: Flask) -> Caller:
    """A supplier's specialist."""
    made = Caller(app, factories.user(Role.SPECIALIST, factories.organisation(OrganisationKind.SUPPLIER)))
    db.session.commit()
    return made


def row() -> IdempotentAnswer:
    """The only answer that is kept."""
    return db.session.query(IdempotentAnswer).populate_existing().one()


def age(**values: object) -> None:
    """Change every kept answer."""
    db.session.execute(update(IdempotentAnswer).values(**values))
    db.session.commit()


def unanswered(caller: Caller) -> Blind:
    """Claim the key `k` for a draft of a proposal, as a request that dies before it is answered."""
    caller.post("/proposals", {}, Idempotency_Key="k")
    assert caller.user is not None
    (token,) = db.session.query(ApiToken).filter_by(user_id=caller.user.id)
    blind = Blind.of(token.id, "k", [caller.user.memberships[0].organisation.bin])
    age(status=None, **blind.claimed(clock.wall()))
    return blind


def drafts() -> int:
    """How many procedures there are."""
    return db.session.query(Procedure).count()


BODY = {"data": {"function": "x"}}


@pytest.mark.slow
def test_the_same_key_gives_the_same_answer_once(caller: Caller):
    """Status, body and headers are the first answer's; there is one draft."""
    first = caller.post("/proposals", BODY, Idempotency_Key="k1")
    again = caller.post("/proposals", BODY, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    for name in ("Location", "ETag", "Content-Type"):
        assert first.headers[name] == again.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert drafts() == 1


def test_the_row_shows_nothing(caller: Caller):
    """No token, no key, no answer, no status; the hash of the request cannot be tried without the seal key."""
    caller.post("/proposals", BODY, Idempotency_Key="k1")
    kept = row()
    assert (kept.token_id, kept.key, kept.headers, kept.body, kept.status) == (None, None, None, None, 0)
    assert kept.blind_key
    assert kept.sealed
    assert kept.own
    hashes = kept.request_hash
    db.session.delete(kept)
    db.session.commit()
    caller.post("/proposals", BODY, Idempotency_Key="k2")
    assert row().request_hash != hashes, "the same request under another key"


def test_another_request_under_the_key_is_422(caller: Caller):
    """Another body under a key is refused and changes nothing."""
    caller.post("/proposals", BODY, Idempotency_Key="k")
    answer = caller.post("/proposals", {"data": {}}, Idempotency_Key="k")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert drafts() == 1


def test_a_key_belongs_to_a_token(caller: Caller):
    """A colleague's key of the same letters is another key."""
    assert caller.user is not None
    colleague = Caller(caller.app, factories.user(Role.HEAD, caller.user.memberships[0].organisation))
    first, other = (each.post("/proposals", {}, Idempotency_Key="k") for each in (caller, colleague))
    assert first.json["number"] != other.json["number"]


def test_refusals_are_kept_too(caller: Caller):
    """A refusal is repeated under its key, with its status."""
    number = caller.post("/proposals", {}).json["number"]
    refused, again = (
        caller.post(f"/proposals/{number}/save", BODY, Idempotency_Key="k", If_Match="99") for _ in range(2)
    )
    assert refused.status_code == again.status_code == 412
    assert refused.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_running_one_is_409_until_it_is_taken_over(caller: Caller):
    """While the first is not answered the key is 409; a minute later its process is taken for dead."""
    blind = unanswered(caller)
    assert caller.post("/proposals", {}, Idempotency_Key="k").status_code == 409
    age(**blind.claimed(clock.wall() - idempotency.TAKEN_OVER_AFTER))
    taken = caller.post("/proposals", {}, Idempotency_Key="k")
    assert taken.status_code == 201
    assert caller.post("/proposals", {}, Idempotency_Key="k").data == taken.data
    assert drafts() == 2


def test_one_that_was_taken_over_cannot_answer(caller: Caller):
    """A request that lives on after its key was taken over must not commit."""
    from flask import Response

    suppliers = ("200140000017",)
    slow = idempotency.claim(1, "k", b"x" * 32, suppliers)
    assert isinstance(slow, idempotency.Claim)
    assert slow.blind is not None
    age(**(old := slow.blind.claimed(clock.wall() - idempotency.TAKEN_OVER_AFTER)))
    slow = replace(slow, sealed=old["sealed"])
    assert isinstance(idempotency.claim(1, "k", b"x" * 32, suppliers), idempotency.Claim)
    with pytest.raises(idempotency.Running):
        idempotency.keep(slow, Response("{}"))


def test_keys_are_kept_for_a_day(caller: Caller):
    """After 24 hours of the machine's time the key is new."""
    instant = clock.wall()
    before = clock.use_wall(lambda: instant)
    try:
        first = caller.post("/proposals", {}, Idempotency_Key="k")
        instant += dt.timedelta(hours=23, minutes=59)
        assert caller.post("/proposals", {}, Idempotency_Key="k").data == first.data
        instant += dt.timedelta(minutes=1, seconds=1)
        assert caller.post("/proposals", {}, Idempotency_Key="k").data != first.data
        assert db.session.query(IdempotentAnswer).count() == 1
        instant += dt.timedelta(days=2)
        caller.post("/proposals", {}, Idempotency_Key="another")
        assert db.session.query(IdempotentAnswer).count() == 1
    finally:
        clock.use_wall(before)


def test_the_same_file_is_one_document(caller: Caller):
    """A repeated upload is one sealed document; another file under the key is 422."""

    def sent(content: bytes):
        return caller.app.test_client().post(
            "/api/v1/documents",
            data={"file": (io.BytesIO(content), "act.pdf")},
            headers=caller.headers | {"Idempotency-Key": "k"},
        )

    first, again = sent(b"%PDF-1.7 one"), sent(b"%PDF-1.7 one")
    assert first.status_code == 201, first.text
    assert first.data == again.data
    assert sent(b"%PDF-1.7 two").status_code == 422
    assert db.session.query(SealedDocument).count() == 1


def test_an_answer_that_cannot_be_read_is_not_carried_out_again(caller: Caller):
    """Changed, or of a lost seal key: 409 in words, and nothing happens twice."""
    caller.post("/proposals", {}, Idempotency_Key="k")
    age(own=b"\1" * 150)
    answer = caller.post("/proposals", {}, Idempotency_Key="k")
    assert answer.status_code == 409
    assert "cannot be read any more" in answer.json["detail"]
    assert drafts() == 1


def test_a_row_is_of_one_sort(caller: Caller):
    """Either token and key, or their blind hash, each once: the database holds it."""
    caller.post("/proposals", {}, Idempotency_Key="k")
    kept = row()
    blind, facts = kept.blind_key, {"request_hash": b"x" * 32, "created_at": clock.wall()}
    for values in ({"blind_key": blind}, {"blind_key": b"y" * 32, "token_id": 1, "key": "k"}, {"key": "k"}, {}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(insert(IdempotentAnswer).values(**facts, **values))
