"""What the log says of suppliers' requests: that there was one. Neither who nor which address, nor any number."""

import io
import logging
from dataclasses import replace

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import context
from qyzmet.api import kinds
from qyzmet.operations import logs, sealed_lines
from qyzmet.people.models import Organisation, User
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.documents.test_documents import PDF
from tests.operations.test_supervision import Log, written
from tests.signing_in import bearer, post, sign_in

__all__ = ["written"]
DOCUMENT, TENDER, BID = "D-123456789012345", "T-2026-000003", "B-7K2M9Q"


@pytest.fixture
def supplier(app: Flask) -> Organisation:
    """A supplier."""
    return factories.organisation(OrganisationKind.SUPPLIER)


@pytest.fixture
def user(supplier: Organisation) -> User:
    """Its head."""
    return factories.user(Role.HEAD, supplier)


def is_sealed(log: Log) -> bool:
    """Whether the newest line of a request is hidden, and holds what it may hold alone."""
    line = log.requests()[-1]
    if line["path"] != sealed_lines.SEALED:
        return False
    assert line["user"] is None
    assert set(line) == {"event", "request_id", "level", "logger", "time", "method", "status", "ms", "path", "user"}
    return True


PATHS = [
    f"/tenders/{TENDER}",
    f"/documents/{DOCUMENT}",
    f"/api/v1/tenders/{TENDER}/bids",
    "/api/v1/tenders",
    f"/api/v1/bids/{BID}",
    f"/api/v1/documents/{DOCUMENT}/content",
    "/api/v1/proposals",
    "/account",
    "/nowhere",
]


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_what_a_supplier_reads_is_hidden(client: FlaskClient, user: User, written: Log, path: str):
    """Tenders, bids, documents and all that needs signing in, through the API as on pages, found or not."""
    sign_in(client, user)
    answer = client.get(path, headers=bearer(user) if path.startswith("/api/") else {})
    assert is_sealed(written)
    assert written.requests()[-1]["request_id"] == answer.headers["X-Request-ID"]
    for what in (user.public_id, DOCUMENT, TENDER, BID):
        assert what not in written.text()


def test_what_a_supplier_writes_is_hidden(client: FlaskClient, user: User, supplier: Organisation, written: Log):
    """An upload, a draft and a page's form: neither person nor organisation nor the new number stands in the log."""
    headers = bearer(user) | {"Idempotency-Key": "k"}
    sent = {"data": {"file": (io.BytesIO(PDF), "secret.pdf")}, "headers": headers}
    number = client.post("/api/v1/documents", **sent).json["id"]  # type: ignore[arg-type]
    assert is_sealed(written)
    draft = client.post("/api/v1/proposals", json={}, headers=bearer(user)).json["number"]
    assert is_sealed(written)
    post(sign_in(client, user), "/account/language", {"language": "ru"})
    assert is_sealed(written)
    for what in (user.public_id, supplier.bin, number, draft, "secret", "/api/v1", "/account"):
        assert what not in written.text()


def test_the_plain_reading_of_a_public_page_stays_as_it_is(client: FlaskClient, user: User, written: Log):
    """What anybody reads and no bid needs is logged as of everybody else."""
    sign_in(client, user).get("/about/contact")
    line = written.requests()[-1]
    assert (line["path"], line["user"]) == ("/about/contact", user.public_id)


def test_a_supplier_that_is_not_checked_yet_is_hidden_too(client: FlaskClient, written: Log):
    """Its people read tenders before an administrator has checked the registration."""
    new = factories.organisation(OrganisationKind.SUPPLIER, checked_at=None)
    sign_in(client, factories.user(Role.HEAD, new)).get(f"/tenders/{TENDER}")
    assert is_sealed(written)


@pytest.mark.parametrize("kind", [each for each in OrganisationKind if each is not OrganisationKind.SUPPLIER])
def test_the_lines_of_others_stay_as_they_are(client: FlaskClient, written: Log, kind: OrganisationKind):
    """Who works for no supplier is logged with number and address."""
    person = factories.user(Role.HEAD, factories.organisation(kind))
    sign_in(client, person).get(f"/documents/{DOCUMENT}")
    line = written.requests()[-1]
    assert (line["path"], line["user"]) == (f"/documents/{DOCUMENT}", person.public_id)


@pytest.mark.parametrize(
    ("method", "path", "hidden"),
    [
        ("GET", f"/documents/{DOCUMENT}", True),
        ("GET", f"/api/v1/bids/{BID}", True),
        ("POST", f"/tenders/{TENDER}/bid", True),
        ("GET", f"/tenders/{TENDER}", False),
        ("GET", "/requests", False),
    ],
)
def test_somebody_whose_session_has_ended_may_be_a_supplier(
    client: FlaskClient, written: Log, method: str, path: str, hidden: bool
):
    """Of nobody's requests the addresses of bids and documents are hidden, and what is sent to a tender."""
    client.open(path, method=method)
    assert is_sealed(written) is hidden


def test_an_exception_shows_where_it_happened_and_nothing_more(
    client: FlaskClient, user: User, written: Log, monkeypatch: pytest.MonkeyPatch
):
    """Traceback and request id stay; the address and the text of the exception, which may hold anything, do not."""
    served, price = kinds.of_path("proposals"), "48713902"

    def fail(*_arguments: object) -> None:
        try:
            raise KeyError(DOCUMENT)
        except KeyError as cause:
            raise ValueError(f"{BID} of {user.public_id} costs {price}") from cause

    monkeypatch.setitem(kinds._kinds, "proposals", kinds.ApiKind(**{**vars(served), "create": fail}))
    answer = client.post("/api/v1/proposals", json={}, headers=bearer(user))
    assert answer.status_code == 500
    (line,) = [each for each in written.lines() if each["event"] == "unforeseen"]
    assert line["request_id"] == answer.json["request_id"]
    assert line["path"] == sealed_lines.SEALED
    assert "in fail" in line["exception"]
    assert line["exception"].endswith("builtins.ValueError")
    assert "builtins.KeyError\n" in line["exception"]
    for what in (DOCUMENT, BID, user.public_id, price):
        assert what not in written.text()


def test_whatever_is_logged_in_such_a_request_is_hidden(app: Flask, user: User, written: Log):
    """Other fields are left out, numbers in sentences masked, and of an error its first line stays without values."""
    error = f'duplicate key value violates unique constraint "uq_x"\nDETAIL:  Key (number)=({DOCUMENT[2:]}) exists.'
    with (
        app.test_request_context(f"/bids/{BID}/submit", method="POST"),
        context.acting(context.actor_of(user)),
    ):
        structlog.get_logger("qyzmet.test").warning(f"{DOCUMENT} is not {BID}", bidder=user.public_id, error=error)
    (line,) = written.lines()
    assert line["event"] == "… is not …"
    assert line["error"] == "duplicate key value violates unique constraint …"
    assert set(line) == {"event", "level", "logger", "time", "error"}


def test_the_log_as_text_is_hidden_too(app: Flask, user: User, written: Log, capsys: pytest.CaptureFixture[str]):
    """A terminal's lines go the same way, with the traceback."""
    logs.configure(replace(app.config["QYZMET"], log_format="text", log_level="info"))
    with app.test_request_context(f"/bids/{BID}"), context.acting(context.actor_of(user)):
        try:
            raise ValueError(BID)
        except ValueError:
            structlog.get_logger("qyzmet.test").exception("unforeseen", path=f"/bids/{BID}")
    text = capsys.readouterr().err
    assert "path=sealed" in text
    assert "builtins.ValueError" in text
    assert BID not in text


def test_gunicorn_names_no_address(written: Log):
    """What fails outside of the application is logged by gunicorn, which writes the address into its sentence."""
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", f"/bids/{BID}")
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=203.0.113.9: GET /bids/{BID} HTTP/9")
    assert [line["event"] for line in written.lines()] == ["Error handling request", "Invalid request"]
