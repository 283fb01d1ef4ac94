"""Developments of a PPP project that keep the private partner, for tests (¶ 92, H54): one addition of three parties."""

import datetime as dt
from typing import Any

from qyzmet import clock
from qyzmet.catalog.models import Development, Service
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from tests.catalog import adding, developing, forming
from tests.conftest import SetClock
from tests.stages import stage
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse

SIGNERS = ("customer_head", "operator_head", "supplier1_head")
PRICES = {"price_lease": "33000000.00", "price_service": "43000000.00"}


def written() -> dict[str, Any]:
    """What the integrator writes of a PPP project: without criteria, as nobody is selected."""
    return sample.ppp() | {"integrations": [], "criteria": []}


@stage
def entered(house: TenderHouse, set_clock: SetClock) -> Service:
    """An IC service of a PPP project in the Catalogue: its contract is one of three parties."""
    project = house.requests.approved(sample.ppp() | {"integrations": [], "criteria": resolving.CRITERIA})
    house.list_ppp(project)
    tender = resolving.announced(house, project)
    lease, service, points = resolving.OFFERS[0]
    bidding.submitted(house, tender, 1, price_lease=lease, price_service=service)
    resolving.examined(house, resolving.opened(house, tender, set_clock), count=1)
    resolving.decided(house, resolving.scored(house, tender, {1: points}))
    for key in ("chair", "secretary"):
        minutes = next(each for each in tender.protocols if each.kind.value == "opening")
        house.take(tender, key, "sign_minutes", {"hash": minutes.hash})
    resolving.signed(house, tender, "ppp")
    formation = forming.formation_of(project)
    adding.tested(house, set_clock, formation)
    adding.produced(house, formation)
    house.take(formation, "integrator_specialist", "notify_authority", forming.entry())
    house.take(formation, "authorised_head", "include")
    assert formation.service is not None
    return formation.service


@stage
def decided(house: TenderHouse, set_clock: SetClock) -> Development:
    """All four have signed the decision to develop it with the same private partner."""
    made = developing.drafted(house, entered(house, set_clock))
    house.take(made, "customer_head", "submit")
    house.take(made, "operator_head", "offer_price", {"amount": "1000000.00", "document": None})
    house.take(made, "supplier1_head", "offer_price", {"amount": "4000000.00", "document": None})
    house.take(made, "integrator_head", "give_opinion", {"favourable": True, "text": "Целесообразно."})
    house.take(made, "integrator_specialist", "discuss", developing.meeting())
    for key in developing.SIGNERS:
        house.take(made, key, "discuss", {"position": "for", "text": "Согласны."})
    set_clock.forward(days=1, minutes=1)
    house.take(made, "integrator_head", "decide", developing.decision())
    developing.sign(house, made, *developing.SIGNERS)
    return made


@stage
def approved(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """Its approved design assignment: one addition is to be signed."""
    assignment = adding.ordered(decided(house, set_clock))
    return adding.approve(house, assignment, written())


def terms(house: TenderHouse, **changes: Any) -> dict[str, Any]:
    """The addition as the customer gives its terms."""
    starts = clock.today() + dt.timedelta(days=30)
    return {
        "contract": "ppp",
        **PRICES,
        "starts_on": starts.isoformat(),
        "ends_on": starts.replace(year=starts.year + 2).isoformat(),
        "document": house.document("customer_head", "addition.pdf"),
    } | changes


def reading(version: int = 1) -> dict[str, Any]:
    """What operator and supplier carry: the version that they have read."""
    return {"contract": "ppp", "version": version}


@stage
def half_signed(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """Customer and operator have signed; the supplier signs next."""
    assignment = approved(house, set_clock)
    house.take(assignment, "customer_head", "sign_contract", terms(house))
    house.take(assignment, "operator_head", "sign_contract", reading())
    return assignment
