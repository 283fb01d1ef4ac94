"""A request is read and noted before it waits for anything; what is wrong with it is still told in its turn."""

import datetime as dt
import io

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.api.bodies import MOST_BYTES
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.requests.conftest import PDF
from tests.signing_in import bearer

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def headers(app: Flask) -> dict[str, str]:
    """A supplier's token."""
    return bearer(factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER)))


def test_the_order_of_answers_stays(app: Flask, headers: dict[str, str]):
    """Without a token 401 whatever the body; with one 413, 415 and 422 as before."""
    client, large = app.test_client(), b'"' + b"x" * MOST_BYTES + b'"'
    assert client.post("/api/v1/bids", data=large, headers=JSON).status_code == 401
    assert client.post("/api/v1/bids", data=large, headers=headers | JSON).status_code == 413
    assert client.post("/api/v1/bids", data={"tender": "T-1"}, headers=headers).status_code == 415
    assert client.post("/api/v1/bids", data=b"{", headers=headers | JSON).status_code == 422
    files = {"file": (io.BytesIO(PDF), "act.pdf")}
    assert client.post("/api/v1/documents", data=files).status_code == 401


def test_a_file_that_was_read_early_is_kept_whole(app: Flask, headers: dict[str, str]):
    """An upload is taken in before the database is asked, and comes out as it was sent."""
    client, content = app.test_client(), PDF + b"%" * 400_000
    made = client.post("/api/v1/documents", data={"file": (io.BytesIO(content), "act.pdf")}, headers=headers)
    assert made.status_code == 201, made.text
    assert client.get(f"/api/v1/documents/{made.json['id']}/content", headers=headers).data == content


def test_what_a_request_says_of_its_instant_ends_with_it(app: Flask, set_clock: SetClock):
    """Within a request the instant stands still; outside of one it is the present."""
    seen: list[dt.datetime] = []

    def look() -> None:
        set_clock.forward(minutes=5)
        seen.append(context.received_at())

    app.before_request_funcs.setdefault(None, []).append(look)
    try:
        before = clock.now()
        app.test_client().get("/about/contact")
    finally:
        app.before_request_funcs[None].remove(look)
    assert seen == [before]
    assert context.received_at() == clock.now()
