"""¶ 92, H51: how additions to contracts are shown: their pages, whose turn it is, and their papers."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.printing import pdf, word
from tests.catalog import adding
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import bearer, sign_in
from tests.tenders.house import TenderHouse
from tests.tenders.printing import LANGUAGES, keys, printed, text_of

PEOPLE = ("customer_head", "integrator_head", "authorised_head", "operator_head", "supplier1_head", "auditor")


def declined(house: TenderHouse, set_clock: SetClock) -> Any:
    """The supplier has declined."""
    assignment = adding.half_signed(house, set_clock)
    house.take(assignment, "supplier1_head", "decline_contract", {"reason": "Дорого."})
    return assignment


@pytest.mark.slow
@pytest.mark.parametrize(
    "step",
    sampled([adding.approved, adding.half_signed, adding.begun, declined, adding.in_production], 5, asking_alike=True),
)
def test_everybody_reads_it(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step: Any):
    """The assignment, what led to it and what it led to have their pages, for each of them; the other supplier 404."""
    found = step(tender_house, set_clock)
    assignment = found.assignment if isinstance(found, Formation) else found
    db.session.commit()
    shown = [assignment, assignment.source, assignment.source.service, *assignment.formations]
    for place, key in enumerate(PEOPLE):
        sign_in(client, tender_house[key])
        for each in shown:
            answer = client.get(f"{each.path}?lang={LANGUAGES[place % 3]}")
            assert answer.status_code == 200, (key, each.path)
    sign_in(client, tender_house["supplier2_head"])
    assert client.get(assignment.path).status_code == 404
    headers = bearer(tender_house["supplier2_head"])
    assert client.get(f"/api/v1/assignments/{assignment.public_number}", headers=headers).status_code == 404


@pytest.mark.slow
def test_the_pages_of_signing(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Who gives the terms is told the bounds of the price; the other party reads the terms without a field for them."""
    assignment = adding.half_signed(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    page = client.get(f"{assignment.path}/act/sign_contract?contract=lease&lang=en").text
    assert "Sign the addition to the contract of the lease" in page
    assert "Sign the contract of the IC service" not in page
    assert "33,000,000" in page
    assert 'name="price"' not in page
    assert "agree to version 1" in page
    sign_in(client, tender_house["customer_head"])
    own = client.get(f"{assignment.path}?lang=en").text
    assert "Addition to the contract of the IC service" in own
    sign_in(client, tender_house["operator_head"])
    anew = client.get(f"{assignment.path}/act/sign_contract?contract=lease&lang=en").text
    assert 'name="price"' in anew
    assert "what was offered for the development" in anew


@pytest.mark.slow
def test_whose_turn_it_is(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Each is told of its own signature, with its term; who has signed is asked for nothing."""
    assignment = adding.approved(tender_house, set_clock)
    db.session.commit()

    def tasks(key: str) -> list[str]:
        answer = client.get("/api/v1/me/tasks", headers=bearer(tender_house[key])).get_json()
        here = [each for each in answer["items"] if each["object"]["number"] == assignment.public_number]
        return [action for each in here for action in each["actions"]]

    assert tasks("customer_head") == ["sign_contract"]
    assert tasks("operator_head") == ["sign_contract"]
    assert tasks("supplier1_head") == []
    adding.sign(tender_house, assignment, "service")
    tender_house.take(assignment, "operator_head", "sign_contract", adding.terms(tender_house, "lease"))
    db.session.commit()
    assert tasks("customer_head") == []
    assert tasks("operator_head") == []
    assert tasks("supplier1_head") == ["sign_contract"]
    tender_house.take(assignment, "supplier1_head", "decline_contract", {"reason": "Дорого."})
    db.session.commit()
    assert tasks("supplier1_head") == []
    assert set(tasks("integrator_head")) >= {"reopen", "discuss_again"}


@pytest.mark.slow
def test_their_papers(tender_house: TenderHouse, set_clock: SetClock):
    """Each addition is printed; until all are signed it says so, then it bears the hash of what was signed."""
    assignment = adding.half_signed(tender_house, set_clock)
    names = ["addition-service", "addition-lease"]
    assert [key for key in keys(tender_house, assignment, "supplier1_head") if key.startswith("addition")] == names
    for key in names:
        paper = printed(tender_house, assignment, key, "supplier1_head")
        assert paper.check.fingerprint is None
        assert "Not in force" in text_of(paper)
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding.reading("lease"))
    for key in names:
        hashes = set()
        for language in LANGUAGES:
            paper = printed(tender_house, assignment, key, "supplier1_head", language)
            assert pdf.write(paper).startswith(b"%PDF")
            assert word.write(paper).startswith(b"PK")
            hashes.add(paper.check.fingerprint)
        assert len(hashes) == 1
        assert None not in hashes
    assert tender_house.suppliers[0].name_en in text_of(
        printed(tender_house, assignment, "addition-lease", "customer_head")
    )
