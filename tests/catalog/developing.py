"""Developments of IC services for tests, brought to each state by the moves themselves."""

import datetime as dt
from typing import Any

from flask import current_app

from qyzmet import clock
from qyzmet.api import kinds, objects
from qyzmet.catalog.development import draft
from qyzmet.catalog.models import Development, Service
from tests.catalog import forming
from tests.conftest import SetClock
from tests.stages import stage
from tests.tenders.house import TenderHouse

WISHES = {"need": "Выдавать свидетельство на английском языке.", "grounds": "Так просят таможни.", "documents": []}
SIGNERS = ("customer_head", "authorised_head", "operator_head")


@stage
def service(house: TenderHouse, set_clock: SetClock, object_kind: str = "ssp") -> Service:
    """An IC service in the Catalogue, with a supplier."""
    formation = forming.notified(house, set_clock, object_kind)
    house.take(formation, "authorised_head", "include")
    assert formation.service is not None
    return formation.service


def drafted(house: TenderHouse, of: Service) -> Development:
    """What the customer is about to ask for."""
    with house.as_("customer_specialist"):
        return draft.draft(of.public_number, WISHES)


@stage
def submitted(house: TenderHouse, set_clock: SetClock) -> Development:
    """The customer has asked for the development (¶ 90)."""
    made = drafted(house, service(house, set_clock))
    house.take(made, "customer_head", "submit")
    return made


@stage
def offered(house: TenderHouse, set_clock: SetClock) -> Development:
    """Operator and supplier have offered prices."""
    made = submitted(house, set_clock)
    house.take(made, "operator_head", "offer_price", {"amount": "1000000.00", "document": None})
    house.take(made, "supplier1_head", "offer_price", {"amount": "4000000.00", "document": None})
    return made


@stage
def favoured(house: TenderHouse, set_clock: SetClock) -> Development:
    """The opinion is favourable (¶ 91)."""
    made = offered(house, set_clock)
    house.take(made, "integrator_head", "give_opinion", {"favourable": True, "text": "Целесообразно."})
    return made


def meeting() -> dict[str, Any]:
    """A call to the discussion tomorrow."""
    return {"meets_at": clock.almaty(clock.now() + dt.timedelta(days=1)).isoformat()}


@stage
def discussed(house: TenderHouse, set_clock: SetClock) -> Development:
    """All three are heard, and the hour of the discussion has come (¶ 92)."""
    made = favoured(house, set_clock)
    house.take(made, "integrator_specialist", "discuss", meeting())
    for key in SIGNERS:
        house.take(made, key, "discuss", {"position": "for", "text": "Согласны."})
    set_clock.forward(days=1, minutes=1)
    return made


def decision(**changes: Any) -> dict[str, Any]:
    """What the integrator's head decides: to develop, with the same supplier."""
    return {"develop": True, "replace_supplier": False, "grounds": "Все за."} | changes


def seen(house: TenderHouse, development: Development, key: str) -> dict[str, Any]:
    """The development as the API answers it to that person."""
    with current_app.test_request_context(), house.as_(key):
        return objects.shown(kinds.of_path("developments"), development)


def seen_service(house: TenderHouse, of: Service, key: str) -> dict[str, Any]:
    """The service as the API answers it to that person."""
    with current_app.test_request_context(), house.as_(key):
        return objects.shown(kinds.of_path("services"), of)


def sign(house: TenderHouse, development: Development, *keys: str) -> None:
    """These heads sign the protocol that stands."""
    for key in keys:
        house.take(development, key, "sign_decision", {"hash": development.decision_hash})


@stage
def decided(house: TenderHouse, set_clock: SetClock, *, replace: bool = False) -> Development:
    """All four have signed the decision (H32)."""
    made = discussed(house, set_clock)
    house.take(made, "integrator_head", "decide", decision(replace_supplier=replace))
    sign(house, made, *SIGNERS)
    return made
