"""Pages and the API hand out the papers of tenders as files: public ones to everybody, others by right."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.tenders.models import Tender
from tests.conftest import SetClock
from tests.signing_in import bearer, sign_in
from tests.tenders import resolving
from tests.tenders.house import TenderHouse


@pytest.fixture
def pending(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender whose protocol waits for signatures."""
    tender = resolving.ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    db.session.commit()
    return tender


def test_public_papers_are_everybodys(pending: Tender, client: FlaskClient):
    """Signed out, over pages and the API, in the language that is asked for; the page leads to each."""
    assert f'href="{pending.path}/print"' in client.get(pending.path).text
    page = client.get(f"{pending.path}/print").text
    for paper in ("announcement", "assignment", "protocol-1", "protocol-2"):
        assert f'href="{pending.path}/print/{paper}.pdf"' in page
        answer = client.get(f"{pending.path}/print/{paper}.pdf?lang=ru")
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        assert b"/Lang(ru-KZ)" in answer.data
        assert answer.headers["Content-Disposition"].startswith("attachment")
        system = client.get(f"/api/v1{pending.path}/papers/{paper}.docx?lang=kk")
        assert system.status_code == 200
        assert system.data.startswith(b"PK")
    assert pending.protocols[0].hash in page


def test_what_is_not_published_is_not_there(tender_house: TenderHouse, pending: Tender, client: FlaskClient):
    """A protocol that waits for signatures is the Commission's; to others it is no paper, like any that is none."""
    paper = "protocol-3.pdf"
    assert client.get(f"{pending.path}/print/{paper}").status_code == 404
    for key in ("customer_head", "supplier1_head", "integrator_head"):
        assert client.get(f"/api/v1{pending.path}/papers/{paper}", headers=bearer(tender_house[key])).status_code == 404
    for key in ("chair", "member1", "auditor"):
        assert client.get(f"/api/v1{pending.path}/papers/{paper}", headers=bearer(tender_house[key])).status_code == 200
    sign_in(client, tender_house["secretary"])
    assert client.get(f"{pending.path}/print/{paper}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "protocol-0.pdf",
        "protocol-01.pdf",
        "protocol-4.pdf",
        "protocol-99999999999999999999.pdf",
        "protocol-.pdf",
        "protocol-١.pdf",
        "contract.pdf",
        "bid.pdf",
        "receipt.pdf",
        "announcement.txt",
        "announcement",
        "%00.pdf",
    ],
)
def test_what_is_no_paper_is_not_found(pending: Tender, client: FlaskClient, name: str):
    """Whatever stands in the address: 404, on pages and over the API."""
    assert client.get(f"{pending.path}/print/{name}").status_code == 404
    assert client.get(f"/api/v1{pending.path}/papers/{name}").status_code == 404


def test_a_draft_is_printed_by_those_who_see_it(tender_house: TenderHouse, client: FlaskClient):
    """¶ 42: customer and integrator; signed out and to suppliers there is none."""
    tender = tender_house.drafted()
    db.session.commit()
    path = f"{tender.path}/print/announcement.pdf"
    assert client.get(path).status_code == 404
    for key, status in (("supplier1_head", 404), ("customer_head", 200), ("integrator_specialist", 200)):
        assert sign_in(client, tender_house[key]).get(path).status_code == status, key


def test_the_description_says_which_papers_there_are(client: FlaskClient):
    """openapi.json names the words of the addresses, with the number that follows the word for a protocol."""
    paths = client.get("/api/v1/openapi.json").json["paths"]
    for kind, schema in (
        ("tenders", {"type": "string", "pattern": "^(announcement|assignment|contract|protocol-[1-9][0-9]*)$"}),
        ("bids", {"type": "string", "enum": ["bid", "receipt"]}),
    ):
        parameters = paths[f"/{kind}/{{number}}/papers/{{paper}}.{{form}}"]["get"]["parameters"]
        assert [each["schema"] for each in parameters if each.get("name") == "paper"] == [schema]
