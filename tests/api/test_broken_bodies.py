"""What cannot be a request, and what the disk cannot hold, is told so: never a bare 500."""

import errno
import io
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.unreader import IterUnreader
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from qyzmet import disk
from qyzmet.documents import service as documents
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.requests.conftest import PDF
from tests.signing_in import bearer, sign_in

BROKEN = {
    "no number": b"ZZ\r\nabc\r\n0\r\n\r\n",
    "less than nothing": b"-1\r\nabc\r\n0\r\n\r\n",
    "a wrong end": b"3\r\nabcXY0\r\n\r\n",
    "no end": b"3\r\nabc\r\n",
    "cut off": b"fff\r\nabc",
}
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=b"
ADDRESSES = [
    ("/account/sign-in", FORM),
    ("/account/sign-in", FILES),
    ("/nowhere", FORM),
    ("/api/v1/requests", "application/json"),
    ("/api/v1/bids", "application/json"),
    ("/api/v1/documents", FILES),
    ("/api/v1/nowhere", "application/json"),
]


def post_chunked(app: Flask, address: str, media_type: str, sent: bytes, headers: dict[str, str]) -> TestResponse:
    """Send these bytes as a chunked body, read as the server's own reader gives it to the application."""
    request = SimpleNamespace(parse_headers=lambda *_given, **_more: [])
    body = Body(ChunkedReader(request, IterUnreader(iter([sent]))))
    return app.test_client().post(
        address,
        headers=headers | {"Transfer-Encoding": "chunked"},
        content_type=media_type,
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
    )


@pytest.mark.parametrize("sent", BROKEN)
@pytest.mark.parametrize(("address", "media_type"), ADDRESSES)
def test_a_broken_chunked_body_is_400(app: Flask, address: str, media_type: str, sent: str):
    """B29: a wrong size, a wrong end or none, on pages and over the API, whoever sends it."""
    person = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    answer = post_chunked(app, address, media_type, BROKEN[sent], bearer(person) if "/api/" in address else {})
    assert answer.status_code == 400
    assert ("problem+json" in answer.content_type) == address.startswith("/api/")


def test_a_whole_chunked_body_is_read(app: Flask):
    """The same way in, rightly sent, is understood."""
    person = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    sent = b"10\r\n" + b'{"tender":"T-1"}' + b"\r\n0\r\n\r\n"
    answer = post_chunked(app, "/api/v1/bids", "application/json", sent, bearer(person))
    assert answer.status_code == 422
    assert "tender" in answer.json["errors"]


FULL: dict[str, Exception] = {
    "a file": OSError(errno.ENOSPC, "No space left on device"),
    "a quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "SQLite": OperationalError("INSERT", {}, Exception("database or disk is full")),
    "PostgreSQL": OperationalError("INSERT", {}, cast(Any, type("Full", (Exception,), {"sqlstate": "53100"})())),
}


@pytest.mark.parametrize("cause", FULL)
def test_a_full_disk_says_so(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, cause: str):
    """C20: 507 on pages and over the API, that names the disk; not 500, and not "the database is busy"."""

    def full(*_given: object, **_named: object) -> None:
        raise FULL[cause]

    person = factories.user(Role.HEAD, factories.organisation(OrganisationKind.STATE_BODY))
    browser, headers = sign_in(client, person), bearer(person)
    monkeypatch.setattr(documents, "receive", full)
    sent = app.test_client().post(
        "/api/v1/documents", data={"file": (io.BytesIO(PDF), "act.pdf")}, headers=headers | {"Accept-Language": "en"}
    )
    assert sent.status_code == disk.STATUS
    assert "disk is full" in sent.json["detail"]
    app.before_request_funcs.setdefault(None, []).append(cast(Any, full))
    try:
        page = browser.get("/about/contact")
    finally:
        app.before_request_funcs[None].remove(cast(Any, full))
    assert page.status_code == disk.STATUS
    assert "disk is full" in page.text


def test_other_faults_are_no_full_disk():
    """What else goes wrong with files and databases is told as before."""
    assert not disk.is_full(OSError(errno.EACCES, "Permission denied"))
    assert not disk.is_full(OperationalError("SELECT", {}, Exception("database is locked")))
    assert not disk.is_full(None)
