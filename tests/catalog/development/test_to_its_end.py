"""¶ 92: what was decided is carried out: a design assignment, contracts, a formation, the next version of the entry."""

from decimal import Decimal

import pytest

from qyzmet.catalog.entry import transfer
from qyzmet.catalog.entry.supplier import replace_supplier
from qyzmet.catalog.models import Formation
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from qyzmet.vocabulary import Party
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.catalog.formation import test_by_operator
from tests.conftest import SetClock
from tests.requests.conftest import WAY
from tests.tenders import resolving
from tests.tenders.house import TenderHouse
from tests.tenders.voting import resolve


def replaced_by_operator(house: TenderHouse, set_clock: SetClock) -> Formation:
    """The operator itself has made what replaces the supplier's."""
    return made_by_operator(house, adding.ordered(developing.decided(house, set_clock, replace=True)))


def developed_by_operator(house: TenderHouse, set_clock: SetClock) -> Formation:
    """The same without replacement, decided before there were additions (H51): such ones go on as they were."""
    assignment = adding.ordered(developing.decided(house, set_clock))
    assignment.adds_to = None
    return made_by_operator(house, assignment)


def made_by_operator(house: TenderHouse, assignment: DesignAssignment) -> Formation:
    """What the operator itself has made by a contract with the customer (¶ 88) is in production."""
    with house.as_("integrator_specialist"):
        living.engine.save(assignment, sample.operator() | {"integrations": []})
    for key, action in WAY:
        house.take(assignment, key, action)
    house.take(assignment, "customer_head", "sign_contract", test_by_operator.terms(house))
    house.take(assignment, "operator_head", "sign_contract", test_by_operator.READING)
    formation = forming.formation_of(assignment)
    house.take(formation, "operator_head", "equip", test_by_operator.equipment(house))
    house.take(formation, "operator_head", "record_test", forming.operability(house))
    house.take(formation, "operator_head", "record_security_test", forming.security(house))
    house.take(formation, "operator_head", "commission", forming.commissioning(house, formation))
    house.take(formation, "operator_head", "notify_integrator")
    return formation


@pytest.mark.slow
def test_the_operator_takes_the_suppliers_place(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 88, 92: replaced by what the operator itself made, there is no supplier and no lease any more."""
    formation = replaced_by_operator(tender_house, set_clock)
    service = formation.service
    assert service is not None
    assert (service.state, service.party(Party.SUPPLIER), service.lease_starts_on) == ("active", None, None)
    assert all(row.until is not None for row in service.suppliers)
    entry = forming.entry()
    del entry["entry"]["price_lease"]
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    assert (service.price_lease, service.data["supplier"]) == (None, None)
    assert formation.assignment.source.state == "completed"


@pytest.mark.slow
def test_the_supplier_is_replaced_by_decision(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: a tender for the lease, a formation; active with the new product, completed with the next version."""
    development = developing.decided(tender_house, set_clock, replace=True)
    assert development.service.state == "being_replaced"
    assignment = living.approved(tender_house, adding.ordered(development))
    formation = living.won(tender_house, set_clock, assignment)
    service = living.put_in_place(tender_house, set_clock, formation)
    assert (service.state, service.party(Party.SUPPLIER)) == ("active", tender_house.suppliers[1])
    tender_house.take(formation, "operator_head", "notify_integrator")
    entry = forming.entry(price_lease="28000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    assert (service.entry_version, development.state) == (2, "completed")
    links = developing.seen(tender_house, development, "customer_head")["links"]
    assert links["formation"].endswith(formation.public_number)
    links = developing.seen_service(tender_house, service, "customer_head")["links"]
    assert links["assignment"].endswith(assignment.public_number)


@pytest.mark.slow
def test_a_cancelled_replacement_returns_to_what_stood_before(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 53-1: a service that was suspended when its replacement was decided is suspended afterwards."""
    development = developing.discussed(tender_house, set_clock)
    service = development.service
    tender_house.take(service, "customer_head", "suspend", {"reason": "Работы"})
    tender_house.take(development, "integrator_head", "decide", developing.decision(replace_supplier=True))
    developing.sign(tender_house, development, *developing.SIGNERS)
    assert service.state == "being_replaced"
    assignment = living.approved(tender_house, adding.ordered(development))
    tender = resolving.without_bids(tender_house, set_clock, 3, assignment)
    resolve(tender_house, tender, "cancel", resolving.resolution())
    assert (service.state, development.state) == ("suspended", "cancelled")


def test_another_development_does_not_end_a_replacement(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: the service is active again with the product that replaces, not with another one that is put in place."""
    formation = adding.in_production(tender_house, set_clock)
    service = formation.service
    assert service is not None
    tender_house.take(service, "integrator_specialist", "record_failure", living.failure(tender_house))
    tender_house.take(service, "integrator_specialist", "replace_supplier", {"reason": "Договор расторгнут."})
    replace_supplier.follow_formation(formation, next(a for a in formation.acts if a.to_state == "commissioned"), None)
    assert service.state == "being_replaced"


@pytest.mark.slow
def test_beside_another_replacement_the_lease_stays(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 88, 92, 109: what the operator develops while the supplier is being replaced brings no lease and ends none: its
    entry goes on with the lease's price, and the replacement goes on.
    """
    formation = developed_by_operator(tender_house, set_clock)
    service = formation.service
    assert service is not None
    before = (service.lease_starts_on, service.party(Party.SUPPLIER))
    tender_house.take(service, "integrator_specialist", "record_failure", living.failure(tender_house))
    tender_house.take(service, "integrator_specialist", "replace_supplier", {"reason": "Договор расторгнут."})
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry())
    tender_house.take(formation, "authorised_head", "include")
    assert (service.state, service.price_lease) == ("being_replaced", Decimal("29000000.00"))
    assert (service.lease_starts_on, service.party(Party.SUPPLIER)) == before


@pytest.mark.slow
def test_what_the_operator_develops_does_not_end_the_demand_of_transfer(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-1: the leased product becomes the state body's by the assignment that it was created by, whatever else the
    operator has put into production since.
    """
    formation = developed_by_operator(tender_house, set_clock)
    service = formation.service
    assert service is not None
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry())
    tender_house.take(formation, "authorised_head", "include")
    assert not transfer.becomes_property(service)
    leased = next(each.version_of_assignment for each in service.formations if each.tender is not None)
    demanded = leased.data["commissioning"] | {"property_after_3_years": True}
    leased.data = {**leased.data, "commissioning": demanded}
    assert transfer.becomes_property(service)
    set_clock.forward(days=4 * 365)
    assert "transfer" in developing.seen_service(tender_house, service, "customer_head")["actions"]


@pytest.mark.slow
def test_a_replacement_by_the_operator_is_cancelled(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 88, H36: the operator gives it up and the authorised body cancels it: the service stands as before, and the
    development has ended.
    """
    development = developing.decided(tender_house, set_clock, replace=True)
    assignment = adding.ordered(development)
    with tender_house.as_("integrator_specialist"):
        living.engine.save(assignment, sample.operator() | {"integrations": []})
    for key, action in WAY:
        tender_house.take(assignment, key, action)
    tender_house.take(assignment, "customer_head", "sign_contract", test_by_operator.terms(tender_house))
    tender_house.take(assignment, "operator_head", "sign_contract", test_by_operator.READING)
    formation = forming.formation_of(assignment)
    tender_house.take(formation, "operator_head", "give_up", {"reason": "Нет средств."})
    tender_house.take(assignment, "authorised_head", "cancel", {"reason": "Не нужно."})
    assert (development.state, development.service.state) == ("cancelled", "active")
