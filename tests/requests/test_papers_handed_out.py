"""The pages and the API hand out papers as files, by right, and say whose hash a paper bears."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.requests.models import AutomationRequest
from tests.requests.conftest import House
from tests.signing_in import bearer, sign_in


def open_paper(client: FlaskClient, request: AutomationRequest, name: str) -> Any:
    """Ask for a paper's file."""
    return client.get(f"/requests/{request.public_number}/print/{name}")


def test_the_page_hands_out_files(house: House, client: FlaskClient):
    """A file with a name that says what it is, kept by no browser; in the language that is asked for."""
    request = house.submitted()
    db.session.commit()
    answer = open_paper(sign_in(client, house["head"]), request, "receipt.pdf?lang=ru")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"filename*=UTF-8''{request.number}%20%D0%A0" in answer.headers["Content-Disposition"]
    assert b"/Lang(ru-KZ)" in answer.data
    assert open_paper(client, request, "request.docx").data.startswith(b"PK")


@pytest.mark.slow
def test_the_record_leads_to_its_papers(house: House, client: FlaskClient):
    """The record's page leads to the list of its papers, and the list to each as a file, with its hash."""
    request, assignment = house.decided(), house.written()
    db.session.commit()
    sign_in(client, house["head"])
    for procedure, papers in ((request, ("request", "receipt", "opinion", "decision")), (assignment, ("assignment",))):
        assert f'href="{procedure.path}/print"' in client.get(procedure.path).text
        page = client.get(f"{procedure.path}/print").text
        for paper in papers:
            assert f'href="{procedure.path}/print/{paper}.pdf"' in page
            assert f'href="{procedure.path}/print/{paper}.docx"' in page
    assert str(request.receipt_hash) in client.get(f"{request.path}/print").text


@pytest.mark.slow
def test_what_one_may_not_know_of_is_not_there(house: House, client: FlaskClient):
    """404 for strangers, for papers that do not exist yet, for those of others, and for other kinds of file."""
    request = house.with_draft_opinion()
    db.session.commit()
    sign_in(client, house["head"])
    for name in ("opinion.pdf", "decision.docx", "assignment.pdf", "nothing.pdf", "request.txt", "request"):
        assert open_paper(client, request, name).status_code == 404, name
    assert open_paper(sign_in(client, house["other_head"]), request, "request.pdf").status_code == 404
    assert client.get("/requests/AR-2026-999999/print/request.pdf").status_code == 404


@pytest.mark.slow
def test_the_page_says_whether_a_hash_is_the_records(house: House, client: FlaskClient):
    """Who follows the code of a paper reads whether the paper is this record's."""
    request = house.submitted()
    db.session.commit()
    sign_in(client, house["head"])
    page = f"/requests/{request.number}?lang=en&sha256="
    assert "This is the hash of the paper “Request”" in client.get(page + str(request.receipt_hash)).text
    assert "bears this hash" in client.get(page + "0" * 64).text
    assert "<script>" not in client.get(page + "<script>").text
    assert "bears this hash" not in client.get(page).text


@pytest.mark.slow
def test_systems_get_the_same_papers(house: House, client: FlaskClient):
    """The API hands out the same files by the same rights."""
    request = house.decided()
    db.session.commit()
    path = f"/api/v1/requests/{request.number}/papers"
    head, other = bearer(house["head"]), bearer(house["other_head"])
    answer = client.get(f"{path}/decision.pdf?lang=kk", headers=head)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert b"/Lang(kk-KZ)" in answer.data
    assert client.get(f"{path}/opinion.docx", headers=head).status_code == 200
    assert client.get(f"{path}/nothing.pdf", headers=head).status_code == 404
    assert client.get(f"{path}/decision.pdf", headers=other).status_code == 404
    assert client.get(f"{path}/decision.pdf").status_code == 401
    assert client.get(f"/api/v1/proposals/{request.number}/papers/proposal.pdf", headers=head).status_code == 404
