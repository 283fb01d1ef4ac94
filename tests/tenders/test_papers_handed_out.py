"""Pages and the API hand out the papers of tenders as files: public ones to everybody, others by right."""

import hashlib
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.tenders.announcement import fingerprint
from qyzmet.tenders.models import Tender
from tests.conftest import SetClock
from tests.signing_in import bearer, sign_in
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse


@pytest.fixture
def pending(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender whose protocol is voted on."""
    tender = resolving.ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    db.session.commit()
    return tender


@pytest.mark.slow
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


@pytest.mark.slow
def test_what_is_not_published_is_not_there(tender_house: TenderHouse, pending: Tender, client: FlaskClient):
    """A protocol that is voted on is the Commission's; to others it is no paper, like any that is none."""
    paper = "protocol-3.pdf"
    assert client.get(f"{pending.path}/print/{paper}").status_code == 404
    for key in ("customer_head", "supplier1_head", "integrator_head", "auditor"):
        assert client.get(f"/api/v1{pending.path}/papers/{paper}", headers=bearer(tender_house[key])).status_code == 404
    for key in ("chair", "member1"):
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
        "contract-service.pdf",
        "contract-work.pdf",
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


@pytest.mark.slow
def test_a_draft_is_printed_by_those_who_see_it(tender_house: TenderHouse, client: FlaskClient):
    """¶ 42: customer and integrator; signed out and to suppliers there is none."""
    tender = tender_house.drafted()
    db.session.commit()
    path = f"{tender.path}/print/announcement.pdf"
    assert client.get(path).status_code == 404
    for key, status in (("supplier1_head", 404), ("customer_head", 200), ("integrator_specialist", 200)):
        assert sign_in(client, tender_house[key]).get(path).status_code == status, key


def sha256(said: dict[str, Any]) -> str:
    """What a reader counts: sorted keys, no spaces, UTF-8."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.slow
def test_anybody_counts_the_hashes_anew(tender_house: TenderHouse, set_clock: SetClock, client: FlaskClient):
    """From the API's answer and the files come the hashes that the papers of a tender bear."""
    house, tender = tender_house, resolving.announced(tender_house)
    house.take(tender, "supplier2_head", "ask", {"text": "May the lease be longer?"})
    plan = house.document("integrator_head", "plan.pdf")
    amendment = {"material": False, "text": "The load is meant per hour.", "documents": [plan]}
    house.take(tender, "integrator_head", "amend", amendment)
    bidding.submitted(house, tender, price_lease="30000000.00", price_service="40000000.00")
    resolving.examined(house, resolving.opened(house, tender, set_clock), count=1)
    resolving.decided(house, resolving.scored(house, tender, {1: "5"}))
    resolving.signed(house, tender, "lease")
    db.session.commit()
    head = bearer(house["customer_head"])
    said = client.get(f"/api/v1{tender.path}", headers=head).json
    page = client.get(f"{tender.path}/print").text

    def hash_of(document: str) -> str:
        return str(client.get(f"/api/v1/documents/{document}", headers=head).json["sha256"])

    assignment = {
        "number": said["assignment"]["number"],
        "assignment_version": said["assignment_version"],
        "data": said["assignment"]["data"],
    }
    announcement = {key: said[key] for key in ("number", "data", *fingerprint.ANNOUNCED)}
    announcement |= {"assignment_hash": sha256(assignment), "files": {plan: hash_of(plan)}}
    (shown,) = said["contracts"]
    told = ("contract", "version", "bid", "price", "price_lease", "price_service", "starts_on", "ends_on")
    contract = {key: shown[key] for key in told}
    contract |= {
        "number": said["number"],
        "parties": {
            "operator": house.requests.operator.bin,
            "supplier": house.suppliers[0].bin,
        },
        "files": {shown["document"]: hash_of(shown["document"])},
        "signatures": {each["party"]: {"user": each["user"], "at": each["at"]} for each in shown["signatures"]},
        "in_force_at": shown["in_force_at"],
    }
    for each in (assignment, announcement, contract):
        assert sha256(each) in page
    for each in said["protocols"]:
        assert sha256({"tender": said["number"], "protocol": each["number"], "data": each["data"]}) in page


def test_the_description_says_which_papers_there_are(client: FlaskClient):
    """openapi.json names the words of the addresses, with the number that follows the word for a protocol."""
    paths = client.get("/api/v1/openapi.json").json["paths"]
    contracts = "contract-service|contract-lease|contract-ppp|contract-product"
    pattern = f"^(announcement|assignment|{contracts}|protocol-[1-9][0-9]*)$"
    for kind, schema in (
        ("tenders", {"type": "string", "pattern": pattern}),
        ("bids", {"type": "string", "enum": ["bid", "receipt"]}),
    ):
        parameters = paths[f"/{kind}/{{number}}/papers/{{paper}}.{{form}}"]["get"]["parameters"]
        assert [each["schema"] for each in parameters if each.get("name") == "paper"] == [schema]
