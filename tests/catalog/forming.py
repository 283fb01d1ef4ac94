"""Formations for tests, brought to each state by the moves themselves."""

import datetime as dt
from typing import Any

from flask import current_app
from sqlalchemy import select

from qyzmet import clock
from qyzmet.api import kinds, objects
from qyzmet.catalog.formation import present
from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from tests.conftest import SetClock
from tests.stages import stage
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import OFFERS, decided, ranked, signed
from tests.tenders.voting import VOTERS, resolve

KIND, RECIPIENT = "applications", "natural_persons"
NAMES = {"kk": "Мәдени құндылықтарды әкету", "ru": "Вывоз культурных ценностей", "en": "Export of cultural objects"}
INTEGRATION = {"name": "ГБД ФЛ", "register": None, "description": "Данные услугополучателя по ИИН."}


@stage
def begun(
    house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp", offers: tuple[tuple[str, str, str], ...] = OFFERS
) -> Formation:
    """A formation with a supplier, as the contracts in force begin it; chair and secretary have signed the minutes."""
    lease = sample.lease()
    general = lease["general"] | {"object": object_kind}
    commissioning = lease["commissioning"] | {"property_after_3_years": False}
    parts: dict[str, Any] = {"general": general, "commissioning": commissioning, "integrations": []}
    tender = decided(house, ranked(house, set_clock, offers, **parts))
    for key in ("chair", "secretary"):
        minutes = next(each for each in tender.protocols if each.kind.value == "opening")
        house.take(tender, key, "sign_minutes", {"hash": minutes.hash})
    for kind in ("service", "lease"):
        signed(house, tender, kind)
    return formation_of(tender.assignment)


def formation_of(assignment: DesignAssignment) -> Formation:
    """The newest formation of that design assignment."""
    query = select(Formation).where(Formation.assignment_id == assignment.id).order_by(Formation.id.desc())
    found = db.session.scalars(query).first()
    assert found is not None
    return found


def readiness(**changes: Any) -> dict[str, Any]:
    """The supplier's notice of readiness (¶ 73)."""
    resources = {
        "cpu_cores": 16,
        "memory_gb": 64,
        "storage": [{"kind": "ssd", "gb": 500}],
        "network": "1 Гбит/с",
        "licences": [],
        "availability": "99.9",
    }
    return {"text": "Продукт создан.", "resources": resources} | changes


def operability(house: TenderHouse, **changes: Any) -> dict[str, Any]:
    """The test of operability, passed."""
    protocol = house.document("operator_head", "test.pdf")
    given = {"passed": True, "integrations": [], "protocol": protocol, "defects": [], "fix_working_days": None}
    return given | changes


def security(house: TenderHouse, **changes: Any) -> dict[str, Any]:
    """The information-security tests, passed."""
    act = house.document("operator_head", "act.pdf")
    return {"passed": True, "act": act, "defects": [], "fix_working_days": None} | changes


def environment() -> dict[str, Any]:
    """An environment that can be used from today on."""
    return {"environment": "ЦОД 2, сегмент Б", "available_on": clock.today().isoformat()}


def failed(days: int = 5) -> dict[str, Any]:
    """What a test that is not passed says."""
    return {"passed": False, "defects": ["Форма не открывается."], "fix_working_days": days}


@stage
def secured(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Formation:
    """Ready, tested, and secure in its regular environment."""
    formation = begun(house, set_clock, object_kind)
    house.take(formation, "supplier1_head", "report_ready", readiness())
    house.take(formation, "operator_head", "record_test", operability(house))
    house.take(formation, "operator_head", "allocate_environment", environment())
    house.take(formation, "operator_head", "record_security_test", security(house))
    return formation


def notify_passed(house: TenderHouse, formation: Formation) -> None:
    """The notice that the tests are passed, by whose it is."""
    key = "supplier1_head" if formation.object == "ssp" else "operator_head"
    house.take(formation, key, "notify_passed")


def meeting() -> dict[str, Any]:
    """A call of the Commission to tomorrow."""
    at = clock.now() + dt.timedelta(days=1)
    return {"meets_at": clock.almaty(at).isoformat(), "place": "Астана, Мәңгілік Ел, 55/15", "agenda": ""}


@stage
def called(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Formation:
    """The Commission is called, and its hour has come."""
    formation = secured(house, set_clock, object_kind)
    notify_passed(house, formation)
    house.take(formation, "integrator_specialist", "call_meeting", meeting())
    set_clock.forward(days=1, minutes=1)
    return formation


def papers(formation: Formation) -> dict[str, Any]:
    """What the integrator presents to the Commission (¶ 85)."""
    minutes = [each.public_id for each in present.needed_minutes(formation)]
    return {"minutes": minutes, **present.passed_papers(formation)}


@stage
def presented(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Formation:
    """The papers lie before the Commission."""
    formation = called(house, set_clock, object_kind)
    house.take(formation, "integrator_specialist", "present", papers(formation))
    return formation


def forming(**changes: Any) -> dict[str, Any]:
    """What the chair proposes: to form."""
    return {"form": True, "grounds": "Испытания пройдены.", "mend": "", "mend_working_days": None} | changes


def decide(house: TenderHouse, formation: Formation, **changes: Any) -> None:
    """The Commission decides: all vote for what the chair proposes."""
    resolve(house, formation, "decide", forming(**changes), VOTERS)  # type: ignore[arg-type]


def commissioning(house: TenderHouse, formation: Formation, **changes: Any) -> dict[str, Any]:
    """The protocol of putting into production, with every document that the design assignment lists."""
    listed = formation.version_of_assignment.data["commissioning"]["technical_documents"]
    is_product = formation.object == "ssp"
    return {
        "protocol": house.document("operator_head", "commissioning.pdf"),
        "signed_on": clock.today().isoformat(),
        "technical_documents": [{"name": name, "document": house.document("operator_head")} for name in listed],
        "source_code": house.document("operator_head", "source.pdf") if is_product else None,
    } | changes


@stage
def commissioned(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Formation:
    """The IC service is in production: operator and supplier have signed."""
    formation = presented(house, set_clock, object_kind)
    decide(house, formation)
    house.take(formation, "operator_head", "commission", commissioning(house, formation))
    house.take(formation, "supplier1_head", "commission")
    return formation


def entry(**changes: Any) -> dict[str, Any]:
    """The integrator's notice with the entry (¶ 98)."""
    given = {
        "names": NAMES,
        "descriptions": NAMES,
        "kind": KIND,
        "recipient": RECIPIENT,
        "price_lease": "29000000.00",
        "price_service": "39000000.00",
        "service_level": "99,9 %",
        "how_to_get": "Через портал",
        "support": "1414",
        "security_class": "3",
        "integrations": [],
        "relations": [],
    }
    return {"entry": given | changes}


@stage
def notified(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Formation:
    """The authorised body is asked to approve the entry."""
    formation = commissioned(house, set_clock, object_kind)
    house.take(formation, "operator_head", "notify_integrator")
    house.take(formation, "integrator_specialist", "notify_authority", entry())
    return formation


def seen(house: TenderHouse, procedure: Procedure, key: str = "customer_head") -> dict[str, Any]:
    """The procedure as the API answers it to that person."""
    with current_app.test_request_context(), house.as_(key):
        return objects.shown(kinds.of_path(procedure.kind), procedure)
