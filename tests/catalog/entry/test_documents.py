"""An entry names documents that everybody reads: proposed with the notice (¶ 98), kept by the integrator afterwards."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.procedure import engine
from tests.catalog import forming
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


def named(house: TenderHouse, name: str = "Руководство пользователя") -> dict[str, Any]:
    """A row of the entry with a document of the integrator's."""
    return {"name": name, "document": house.document("integrator_specialist", "guide.pdf")}


@pytest.mark.slow
def test_they_come_with_the_notice_and_are_everybodys_from_the_approval_on(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """Until then they are the parties'; then they stand on the service's page and in its extract, with their hash."""
    formation = forming.notified(tender_house, set_clock)
    tender_house.take(formation, "authorised_head", "return", {"reasons": "Нет руководства."})
    row = named(tender_house)
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry(documents=[row]))
    db.session.commit()
    assert client.get(f"/documents/{row['document']}").status_code != 200
    with tender_house.as_("authorised_head"):
        assert documents.readable(row["document"]) is not None
    tender_house.take(formation, "authorised_head", "include")
    service = formation.service
    assert service is not None
    db.session.commit()
    page = client.get(f"{service.path}?lang=en").text
    assert "Documents of the service" in page
    assert f"/documents/{row['document']}" in page
    with client.get(f"/documents/{row['document']}") as answer:
        assert answer.status_code == 200
    shown = client.get(f"/api/v1/services/{service.public_number}").json
    assert shown is not None
    assert shown["data"]["documents"] == [row]
    assert client.get(f"/api/v1/services/{service.public_number}/papers/extract.pdf").status_code == 200


@pytest.mark.slow
def test_the_integrator_keeps_them(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Another list takes the place of the one before."""
    service = living.entered(tender_house, set_clock)
    row = named(tender_house, "Условия пользования")
    with tender_house.as_("integrator_specialist"):
        engine.save(service, {"documents": [row]})
    db.session.commit()
    assert "Условия пользования" in client.get(f"{service.path}?lang=ru").text
    with tender_house.as_("integrator_specialist"):
        engine.save(service, {"documents": []})
    db.session.commit()
    assert "Условия пользования" not in client.get(f"{service.path}?lang=ru").text
