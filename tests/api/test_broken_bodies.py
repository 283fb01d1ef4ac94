"""What cannot be a request, and what the disk cannot hold, is told so: never a bare 500."""

import errno
import io
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from qyzmet.documents import service as documents
from qyzmet.files import disk
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.requests.conftest import PDF
from tests.signing_in import bearer, sign_in

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
