"""B20: a file over the limit costs nothing that was typed beside it, and the page says what the limit is."""

import dataclasses
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from qyzmet.database import db
from tests.requests.conftest import House
from tests.signing_in import csrf_token, sign_in

MB = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def section(app: Flask, client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """Row 8 of a draft, whose specialist is signed in; a file may have 1 MB."""
    monkeypatch.setitem(app.config, "QYZMET", dataclasses.replace(app.config["QYZMET"], upload_limit_mb=1))
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["specialist"])
    return f"{made.path}/section/8"


def send(client: FlaskClient, path: str, files: dict[str, Any], **typed: str) -> TestResponse:
    sent = {name: FileStorage(io.BytesIO(content), f"{name}.pdf") for name, content in files.items()}
    boundary, body = encode_multipart({**typed, **sent, "csrf_token": csrf_token(client)})
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("button", [{}, {"add": "technical_documents"}])
def test_the_form_comes_back_with_all_else(client: FlaskClient, section: str, button: dict[str, str]):
    """The file and the limit are named; the texts stand there, and so does the other file, which was kept at once.

    So too where the button pressed was that for one more row.
    """
    files = {"technical_documents-0-document-file": PDF, "technical_documents-1-document-file": PDF + b" " * 3 * MB}
    typed = {"technical_documents-0-name": "Small one", "technical_documents-1-name": "Large one"}
    answer = send(client, f"{section}?lang=en", files, **typed, **button)
    assert answer.status_code in (200, 422)
    assert "“technical_documents-1-document-file.pdf” is larger than 1 MB" in answer.text
    assert 'value="Small one"' in answer.text
    assert 'value="Large one"' in answer.text
    assert re.search(r'href="/documents/D-[0-9]+"', answer.text)
    assert "up to 1 MB" in answer.text


def test_several_files_of_the_largest_size_come_together(client: FlaskClient, section: str):
    """The limit is of each file: a form with three files just under it is taken."""
    files = {f"technical_documents-{at}-document-file": PDF + b" " * (MB - 100) for at in range(3)}
    typed = {f"technical_documents-{at}-name": f"Paper {at}" for at in range(3)}
    assert send(client, section, files, **typed).status_code == 302


def test_files_that_are_too_large_together_are_refused_with_the_limits(client: FlaskClient, section: str):
    """The page of the refusal names both limits and the way back."""
    files = {f"technical_documents-{at}-document-file": PDF + b" " * (MB - 100) for at in range(6)}
    answer = send(client, f"{section}?lang=en", files)
    assert answer.status_code == 413
    assert "up to 1 MB" in answer.text
    assert "up to 4 MB" in answer.text
    assert f'href="{section}"' in answer.text


def test_of_somebody_unknown_no_file_is_kept(app: Flask, section: str):
    """Their files are read and forgotten, so that nobody fills the disk who was never signed in."""
    sent = {"paper": (io.BytesIO(PDF), "a.pdf"), "text": "t"}
    with app.test_request_context(section, method="POST", data=sent) as context:
        assert context.request.files["paper"].read() == b""
        assert context.request.files["paper"].filename == "a.pdf"
        assert context.request.form["text"] == "t"
