"""However much stands around a service, its page and its object of the API ask as often as where little does."""

import datetime as dt
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.catalog.models import (
    Development,
    PriceGround,
    RelationKind,
    Service,
    ServicePrice,
    ServiceRelation,
    ServiceSupplier,
)
from qyzmet.database import db
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.vocabulary import Channel, OrganisationKind, Role
from tests import factories
from tests.catalog import developing
from tests.conftest import SetClock
from tests.counting import hold
from tests.tenders.house import TenderHouse
from tests.tenders.test_queries import _kept_badge as _kept_badge
from tests.tenders.test_queries import asked_too_much

pytestmark = pytest.mark.slow

MANY = 50
READERS = ("customer_head", "integrator_head", "operator_head", "supplier1_head", "authorised_head")
LISTS = (
    "/catalog/",
    "/catalog/developments",
    "/under-way/",
    "/statistics/",
    "/account/notifications/",
    "/deadlines/mine",
    "/api/v1/services?limit=200",
    "/api/v1/developments?limit=200",
    "/api/v1/formations?limit=200",
    "/api/v1/me/tasks",
)


def addresses_of(development: Development) -> list[str]:
    """The pages and objects around a service and its development."""
    service = development.service
    formation = service.formations[-1]
    found = [each.path for each in (service, development, formation)]
    found += [f"{service.path}/print", f"{development.path}/print"]
    found += [f"/api/v1/{each.kind}/{each.public_number}" for each in (service, development, formation)]
    return [*found, *LISTS]


def fill(development: Development) -> None:
    """Fifty services, developments, versions of prices, suppliers and relations, as rows: how they came there is not
    what is counted.
    """
    service = development.service
    for place in range(MANY):
        other, supplier = _service(service, place), factories.organisation(OrganisationKind.SUPPLIER)
        db.session.add(other)
        db.session.add(_development(development, service, place))
        day = service.prices[0].from_on - dt.timedelta(place + 1)
        price = {"price_lease": Decimal(1), "price_service": Decimal(2), "ground": PriceGround.PUBLISHED}
        db.session.add(ServicePrice(service_id=service.id, from_on=day, at=clock.now(), **price))
        db.session.add(ServiceSupplier(service_id=service.id, organisation=supplier, since=day, until=day))
        db.session.flush()
        for one, two in ((service, other), (other, service)):
            kind = RelationKind.NEEDS if one is service else RelationKind.PART_OF
            db.session.add(ServiceRelation(service_id=one.id, other_id=two.id, kind=kind))
    db.session.commit()


def _common(of: Procedure, place: int) -> dict[str, object]:
    return {
        "draft_number": f"{of.draft_number}-{place}",
        "number": f"{of.number}-{place}",
        "state": of.state,
        "edition_key": of.edition_key,
        "channel": Channel.PORTAL,
        "title": of.title,
        "data": of.data,
        "created_by_id": of.created_by_id,
        "created_at": clock.now(),
        "submitted_at": clock.now(),
        "party_rows": [ProcedureParty(party=row.party, organisation=row.organisation) for row in of.party_rows],
    }


def _service(service: Service, place: int) -> Service:
    return Service(
        **_common(service, place),
        is_public=True,
        kind_key=service.kind_key,
        recipient_key=service.recipient_key,
        name_kk=service.name_kk,
        name_ru=service.name_ru,
        name_en=service.name_en,
        confirmed_on=clock.today(),
    )


def _development(development: Development, service: Service, place: int) -> Development:
    made = Development(**_common(development, place))
    made.service_id = service.id
    return made


# One step is counted on PostgreSQL too: nothing of what stands around a service is asked for in another way there.
STEPS = (developing.submitted, developing.offered, developing.discussed, developing.decided)


@pytest.mark.parametrize("step", [STEPS[0], *(pytest.param(step, marks=pytest.mark.once) for step in STEPS[1:])])
def test_a_service_with_much_around_it(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step):
    """With fifty services, developments, prices, suppliers and relations, and with one: twelve and six questions."""
    development = step(tender_house, set_clock)
    auditor = factories.user(Role.AUDITOR, tender_house.requests.authorised_body)
    db.session.commit()
    addresses, key = addresses_of(development), development.id
    readers = [None, auditor.id, *(tender_house[each].id for each in READERS)]
    hold([asked_too_much(client, addresses, readers[-1])])
    fill(db.session.get_one(Development, key))
    assert client.get(addresses[0]).text.count("S-2026-") > MANY
    hold([asked_too_much(client, addresses, reader) for reader in readers])
