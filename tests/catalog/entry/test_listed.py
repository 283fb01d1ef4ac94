"""What the Catalogue's list says of a service that came there by the moves themselves (Law 46)."""

import datetime as dt
from decimal import Decimal
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.catalog.models import Service
from qyzmet.database import db
from qyzmet.deadlines.worker.worker import Worker
from tests.catalog import forming
from tests.catalog.entry import living
from tests.catalog.register.listed import forget, numbers
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


def listed(client: FlaskClient, query: str) -> list[str]:
    """The numbers that the list has to that question."""
    db.session.commit()
    forget(client.application)
    return numbers(client.get(f"/catalog/?lang=ru&{query}").text)


@pytest.mark.slow
def test_it_is_found_from_its_entry_on(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """By the words of its three names, its parties, and the region that its request named (Annex 1, row 4)."""
    service = living.entered(tender_house, set_clock)
    assert service.region == "75"
    for name in forming.NAMES.values():
        assert listed(client, f"q={quote(name)}") == [service.number]
    for query in (
        "region=75",
        f"region={quote('Город Алматы')}",
        "region=Almaty",
        f"supplier={tender_house.suppliers[0].bin}",
        "state=active",
    ):
        assert listed(client, query) == [service.number]
    assert listed(client, f"supplier={tender_house.suppliers[1].bin}") == []
    assert service.number in client.get("/api/v1/services?region=Almaty").text
    assert client.get("/api/v1/services?region=Atlantis").status_code == 422
    kept = client.get("/api/v1/classifiers").json
    assert kept is not None
    assert {"75", "71", "59"} <= {each["key"] for each in kept["regions"]}


def test_what_is_kept_and_published_is_found(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """The integrator's names and the operator's descriptions are found by their new words, and no longer by the old."""
    service = living.entered(tender_house, set_clock)
    tender_house.take(service, "operator_head", "publish", {"descriptions": {"ru": "Свидетельства о вывозе"}})
    assert listed(client, f"q={quote('свидетельством')}") == [service.number]
    tender_house.take(service, "operator_head", "publish", {"descriptions": {"ru": "Справки"}})
    assert listed(client, f"q={quote('свидетельством')}") == []


def shown_price(client: FlaskClient, service: Service) -> str:
    """The price of the IC service in the file of the list."""
    (line,) = client.get("/catalog/list.csv?lang=en").text.splitlines()[1:]
    assert line.startswith(str(service.number))
    return next(cell for cell in line.split(",") if cell.endswith(".00") and cell != str(service.price_lease))


@pytest.mark.slow
def test_a_price_holds_in_lists_from_its_day(
    app: Flask, client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """Law 46: a price that was published for a day to come is listed and sorted by from that day on, without an act."""
    service = living.entered(tender_house, set_clock)
    day = (clock.today() + dt.timedelta(days=40)).isoformat()
    tender_house.take(service, "operator_head", "publish", {"price_service": "35000000.00", "from": day})
    db.session.commit()
    worker = Worker(app)
    for days, price in ((0, "39000000.00"), (39, "39000000.00"), (1, "35000000.00"), (0, "35000000.00")):
        set_clock.forward(days=days)
        worker.tick()
        db.session.expire_all()
        assert service.price_service == Decimal(price)
        assert service.sort_price == 100 * Decimal(price)
        assert shown_price(client, service) == price
