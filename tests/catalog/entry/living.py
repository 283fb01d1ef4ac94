"""Services of the Catalogue for tests, entered and led on by the moves themselves."""

import datetime as dt
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.catalog.entry import enter
from qyzmet.catalog.models import Formation, Service
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Refused
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from tests.catalog import forming
from tests.conftest import SetClock
from tests.requests.conftest import WAY
from tests.stages import stage
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse
from tests.tenders.scored import DATA as CRITERIA
from tests.tenders.voting import resolve


@stage
def entered(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Service:
    """A service that the authorised body has approved the entry of."""
    formation = forming.notified(house, set_clock, object_kind)
    house.take(formation, "authorised_head", "include")
    assert formation.service is not None
    return formation.service


def another(service: Service) -> Service:
    """A second service of the same formation's making."""
    formation = formation_of(service)
    formation.service = None
    return enter.enter(formation, forming.entry()["entry"], formation.acts[-1])


def failure(house: TenderHouse) -> dict[str, Any]:
    """The integrator's record with the operator's plan (¶ 109)."""
    plan = house.document("integrator_specialist", "plan.pdf")
    return {"reason": "Поставщик расторг договор.", "migration_plan": plan}


@stage
def failed(house: TenderHouse, set_clock: SetClock) -> Service:
    """A service whose supplier failed."""
    service = entered(house, set_clock)
    house.take(service, "integrator_specialist", "record_failure", failure(house))
    return service


@stage
def being_replaced(house: TenderHouse, set_clock: SetClock) -> Service:
    """A service whose supplier is being replaced: its design assignment is to be developed."""
    service = failed(house, set_clock)
    house.take(service, "integrator_specialist", "replace_supplier", {"reason": "Договор расторгнут."})
    return service


@stage
def assigned_anew(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The approved design assignment of a replacement."""
    (assignment,) = being_replaced(house, set_clock).assignments
    return approved(house, assignment)


def approved(house: TenderHouse, assignment: DesignAssignment) -> DesignAssignment:
    """That assignment, written for a lease and approved."""
    lease = sample.lease()
    commissioning = lease["commissioning"] | {"property_after_3_years": False}
    with house.as_("integrator_specialist"):
        engine.save(assignment, lease | {"criteria": CRITERIA, "commissioning": commissioning, "integrations": []})
    for key, action in WAY:
        house.take(assignment, key, action)
    return assignment


def formation_of(service: Service) -> Formation:
    """The newest formation of the service."""
    return service.formations[-1]


def refused(house: TenderHouse, service: Service, key: str, action: str, body: dict[str, Any] | None = None) -> Refused:
    """How that move is refused."""
    with pytest.raises(Refused) as caught:
        house.take(service, key, action, body)
    return caught.value


def running(service: Service) -> set[str]:
    """The terms that run."""
    return {each.term for each in deadlines.open_deadlines(service)}


@stage
def tendered_anew(house: TenderHouse, set_clock: SetClock) -> Formation:
    """The second supplier has won the tender for the replacement; the contract of its lease is in force."""
    return won(house, set_clock, assigned_anew(house, set_clock))


def won(house: TenderHouse, set_clock: SetClock, assignment: DesignAssignment) -> Formation:
    """The second supplier has won the tender for that assignment, and signed the lease."""
    tender = resolving.announced(house, assignment)
    bidding.submitted(house, tender, 2, price_lease="30000000.00", price_service="40000000.00")
    resolving.opened(house, tender, set_clock)
    bid = resolving.bid_of(house, tender, 2).public_number
    results = [{"bid": bid, "compliant": True, "ground": None, "reason": ""}]
    resolve(house, tender, "examine", {"results": results})
    resolving.decided(house, resolving.scored(house, tender, {2: "5"}), 2)
    for key in ("chair", "secretary"):
        minutes = next(each for each in tender.protocols if each.kind.value == "opening")
        house.take(tender, key, "sign_minutes", {"hash": minutes.hash})
    starts = clock.today() + dt.timedelta(days=60)
    dates = {"starts_on": starts.isoformat(), "ends_on": starts.replace(year=starts.year + 3).isoformat()}
    resolving.signed(house, tender, "lease", 2, price="28000000.00", **dates)
    return forming.formation_of(tender.assignment)


@stage
def replaced(house: TenderHouse, set_clock: SetClock) -> Service:
    """The new product is in production."""
    return put_in_place(house, set_clock, tendered_anew(house, set_clock))


def put_in_place(house: TenderHouse, set_clock: SetClock, formation: Formation) -> Service:
    """What the second supplier forms is in production."""
    house.take(formation, "supplier2_head", "report_ready", forming.readiness())
    house.take(formation, "operator_head", "record_test", forming.operability(house))
    house.take(formation, "operator_head", "allocate_environment", forming.environment())
    house.take(formation, "operator_head", "record_security_test", forming.security(house))
    house.take(formation, "supplier2_head", "notify_passed")
    house.take(formation, "integrator_specialist", "call_meeting", forming.meeting())
    set_clock.forward(days=1, minutes=1)
    house.take(formation, "integrator_specialist", "present", forming.papers(formation))
    forming.decide(house, formation)
    house.take(formation, "operator_head", "commission", forming.commissioning(house, formation))
    house.take(formation, "supplier2_head", "commission")
    assert formation.service is not None
    db.session.expire(formation.service)
    return formation.service
