"""What a programme's money became: the request that cites a point, its tender and its service, for each reader."""

import pytest
from flask.testing import FlaskClient

from qyzmet.context import NOBODY, Actor, acting, actor_of
from qyzmet.database import db
from qyzmet.programmes.citations import cited_by, keeping
from qyzmet.programmes.models import Programme
from qyzmet.programmes.programme import sample
from qyzmet.programmes.programme.draft import draft
from qyzmet.requests.models import AutomationRequest
from qyzmet.tenders.models import Tender
from tests.catalog import developing
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


def _told(programme: Programme, actor: Actor) -> list[tuple[str, str, tuple[str, ...]]]:
    with acting(actor):
        return [(each.kind, each.number, each.points) for each in cited_by.cited_by(programme, actor)]


@pytest.mark.slow
def test_a_point_leads_from_the_request_to_the_service(
    tender_house: TenderHouse, client: FlaskClient, set_clock: SetClock
):
    """Everybody sees tender and service with the point; the request itself is told to its parties alone."""
    house = tender_house
    service = developing.service(house, set_clock)
    request = db.session.get(AutomationRequest, service.source_id)
    assert request is not None
    with house.as_("customer_specialist"):
        programme = draft(sample.sample(sample.KOTOVSK))
    house.take(programme, "customer_head", "approve")
    keeping.keep(request, [{"programme": programme.public_number, "points": "2.1, 9"}])
    db.session.commit()
    (tender,) = db.session.query(Tender).all()
    points = ("2.1", "9")
    public = [("tenders", tender.public_number, points), ("services", service.public_number, points)]
    assert _told(programme, NOBODY) == public
    for key in ("customer_specialist", "authorised_head"):
        assert _told(programme, actor_of(house[key])) == [("requests", request.public_number, points), *public]
    page = client.get(f"{programme.path}?lang=en").text
    assert f'href="/tenders/{tender.public_number}"' in page
    assert f'href="/catalog/{service.public_number}"' in page
    assert "not in the programme: 9" in page
    assert request.public_number not in page
    answer = client.get(f"/api/v1/programmes/{programme.public_number}").json["cited_by"]
    assert [(each["kind"], each["number"]) for each in answer] == [(kind, number) for kind, number, _points in public]
