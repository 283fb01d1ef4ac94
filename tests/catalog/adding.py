"""Developments that keep the supplier, for tests (¶ 92, H51): additions to the contracts, and what they lead to."""

import datetime as dt
from typing import Any

from qyzmet import clock
from qyzmet.catalog.models import Development, Formation
from qyzmet.procedure import engine
from qyzmet.requests.assignment import led_to, sample
from qyzmet.requests.assignment.without_tender import contracts
from qyzmet.requests.models import DesignAssignment
from tests.catalog import developing, forming
from tests.conftest import SetClock
from tests.requests.conftest import WAY
from tests.stages import stage
from tests.tenders.house import TenderHouse

GIVES = {"service": "customer_head", "lease": "operator_head"}
SIGNS = {"service": "operator_head", "lease": "supplier1_head"}
# What the contracts of now cost, and what operator and supplier have offered: see forming.py and developing.py.
PRICES = {"service": "43000000.00", "lease": "33000000.00"}


def ordered(development: Development) -> DesignAssignment:
    """The design assignment that the decision began."""
    assignment = led_to.assignment_of(development)
    assert assignment is not None
    return assignment


def written(**changes: Any) -> dict[str, Any]:
    """What the integrator writes: a lease as the service has, without criteria, as nobody is selected."""
    lease = sample.lease()
    commissioning = lease["commissioning"] | {"property_after_3_years": False}
    return lease | {"commissioning": commissioning, "integrations": [], "criteria": []} | changes


def approve(house: TenderHouse, assignment: DesignAssignment, data: dict[str, Any] | None = None) -> DesignAssignment:
    """It is written, proposed, consented to, agreed and approved."""
    with house.as_("integrator_specialist"):
        engine.save(assignment, data or written())
    for key, action in WAY:
        house.take(assignment, key, action)
    return assignment


@stage
def approved(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The approved design assignment of a development that keeps its supplier: additions are to be signed."""
    return approve(house, ordered(developing.decided(house, set_clock)))


def terms(house: TenderHouse, contract: str, **changes: Any) -> dict[str, Any]:
    """An addition as whoever begins it gives its terms."""
    starts = clock.today() + dt.timedelta(days=30)
    return {
        "contract": contract,
        "price": PRICES[contract],
        "starts_on": starts.isoformat(),
        "ends_on": starts.replace(year=starts.year + 2).isoformat(),
        "document": house.document(GIVES[contract], "addition.pdf"),
    } | changes


def reading(contract: str, version: int = 1) -> dict[str, Any]:
    """What the other party carries: the version that it has read."""
    return {"contract": contract, "version": version}


def sign(house: TenderHouse, assignment: DesignAssignment, contract: str) -> None:
    """Both parties sign that addition."""
    house.take(assignment, GIVES[contract], "sign_contract", terms(house, contract))
    (version,) = (each.version for each in contracts.rows_of(assignment) if each.name == contract)
    house.take(assignment, SIGNS[contract], "sign_contract", reading(contract, version))


@stage
def half_signed(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The addition of customer and operator is signed; that to the lease waits for the supplier."""
    assignment = approved(house, set_clock)
    sign(house, assignment, "service")
    house.take(assignment, "operator_head", "sign_contract", terms(house, "lease"))
    return assignment


@stage
def begun(house: TenderHouse, set_clock: SetClock) -> Formation:
    """All additions are in force: the supplier creates what was developed."""
    assignment = half_signed(house, set_clock)
    house.take(assignment, "supplier1_head", "sign_contract", reading("lease"))
    return forming.formation_of(assignment)


def tested(house: TenderHouse, set_clock: SetClock, formation: Formation) -> None:
    """Ready, tested and passed; the Commission is called, its hour has come, and the papers lie before it."""
    house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    house.take(formation, "operator_head", "record_test", forming.operability(house))
    house.take(formation, "operator_head", "allocate_environment", forming.environment())
    house.take(formation, "operator_head", "record_security_test", forming.security(house))
    forming.notify_passed(house, formation)
    house.take(formation, "integrator_specialist", "call_meeting", forming.meeting())
    set_clock.forward(days=1, minutes=1)
    house.take(formation, "integrator_specialist", "present", forming.papers(formation))


@stage
def called(house: TenderHouse, set_clock: SetClock) -> Formation:
    """Tested and passed; the Commission is called, and its hour has come."""
    formation = begun(house, set_clock)
    tested(house, set_clock, formation)
    return formation


def produced(house: TenderHouse, formation: Formation) -> None:
    """The Commission decides to form, operator and supplier put it into production, the integrator is told."""
    forming.decide(house, formation)
    house.take(formation, "operator_head", "commission", forming.commissioning(house, formation))
    house.take(formation, "supplier1_head", "commission")
    house.take(formation, "operator_head", "notify_integrator")


@stage
def in_production(house: TenderHouse, set_clock: SetClock) -> Formation:
    """The Commission has decided to form, operator and supplier have put it into production."""
    formation = called(house, set_clock)
    produced(house, formation)
    return formation
