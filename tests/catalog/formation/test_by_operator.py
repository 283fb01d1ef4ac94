"""¶ 88: the operator creates the IC service itself, by a contract with the state body and without a tender."""

import pytest

from qyzmet.catalog.models import Formation
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import annulment
from qyzmet.procedure.refusals import Refused, Stale
from qyzmet.requests.assignment import sample
from qyzmet.requests.assignment.without_tender import contracts
from qyzmet.requests.models import DesignAssignment
from tests.catalog import forming
from tests.stages import stage
from tests.tenders.house import TenderHouse


def terms(house: TenderHouse, **changes: object) -> dict:
    """The contract as the customer begins it."""
    return {
        "contract": "service",
        "price": "60000000.00",
        "starts_on": "2026-06-01",
        "ends_on": "2029-05-31",
        "document": house.document("customer_head", "contract.pdf"),
    } | changes


READING = {"contract": "service", "version": 1}


@stage
def approved(house: TenderHouse) -> DesignAssignment:
    """An approved design assignment without lease."""
    return house.requests.approved(sample.operator() | {"integrations": []})


@stage
def begun(house: TenderHouse) -> Formation:
    """The contract is in force: the operator equips the platform."""
    assignment = approved(house)
    house.take(assignment, "customer_head", "sign_contract", terms(house))
    house.take(assignment, "operator_head", "sign_contract", READING)
    return forming.formation_of(assignment)


def equipment(house: TenderHouse) -> dict:
    """What the operator bought."""
    return {"purchase": "Серверы", "amount": "1000000.00", "documents": [house.document("operator_head")]}


@stage
def secured(house: TenderHouse) -> Formation:
    """Equipped, tested and secure."""
    formation = begun(house)
    house.take(formation, "operator_head", "equip", equipment(house))
    house.take(formation, "operator_head", "record_test", forming.operability(house))
    house.take(formation, "operator_head", "record_security_test", forming.security(house))
    return formation


def running(procedure: Formation | DesignAssignment) -> set[str]:
    """The terms that run."""
    return {each.term for each in deadlines.open_deadlines(procedure)}


def refused(house: TenderHouse, procedure: Formation | DesignAssignment, *move: object) -> Refused:
    """How that move is refused."""
    with pytest.raises(Refused) as caught:
        house.take(procedure, *move)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.slow
def test_customer_and_operator_sign_one_after_the_other(tender_house: TenderHouse):
    """H5: each has its term, the customer's from the approval; no announcement is due."""
    assignment = approved(tender_house)
    assert running(assignment) == {"sign_service_customer"}
    assert refused(tender_house, assignment, "operator_head", "sign_contract", READING).status == 409
    tender_house.take(assignment, "customer_head", "sign_contract", terms(tender_house))
    assert running(assignment) == {"sign_service_operator"}
    tender_house.take(assignment, "operator_head", "sign_contract", READING)
    assert running(assignment) == set()
    assert contracts.signed_by_all(assignment)
    formation = forming.formation_of(assignment)
    assert (formation.mechanism, running(formation)) == ("operator", {"equip"})
    again = refused(tender_house, assignment, "operator_head", "sign_contract", READING)
    assert again.status == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"price": "61200000.01"}, "price"), ({"ends_on": "2026-06-01"}, "ends_on"), ({"document": None}, "document")],
)
def test_the_terms_are_lawful(tender_house: TenderHouse, changes: dict, field: str):
    """The price is not above part 3; the contract has a file and ends after it starts."""
    assignment = approved(tender_house)
    body = terms(tender_house, **changes)
    assert list(refused(tender_house, assignment, "customer_head", "sign_contract", body).errors) == [field]


def test_other_terms_are_read_anew(tender_house: TenderHouse):
    """The operator signs the version that it has read; another is 412."""
    assignment = approved(tender_house)
    tender_house.take(assignment, "customer_head", "sign_contract", terms(tender_house))
    tender_house.take(assignment, "customer_head", "sign_contract", terms(tender_house, price="59000000.00"))
    assert isinstance(refused(tender_house, assignment, "operator_head", "sign_contract", READING), Stale)
    tender_house.take(assignment, "operator_head", "sign_contract", READING | {"version": 2})
    assert contracts.written(assignment)[0]["price"] == "59000000.00"


def test_an_assignment_with_a_lease_has_no_such_contract(tender_house: TenderHouse):
    """Its contracts are concluded on the tender."""
    assignment = tender_house.approved_assignment()
    assert running(assignment) == {"announce"}
    body = terms(tender_house)
    assert refused(tender_house, assignment, "customer_head", "sign_contract", body).rule == "¶ 88"


@pytest.mark.slow
def test_the_five_steps(tender_house: TenderHouse):
    """¶ 88: equip, test, security test, commissioning by the operator alone, entry; no Commission."""
    formation = secured(tender_house)
    assert (formation.state, running(formation)) == ("security_tested", {"commission"})
    assert refused(tender_house, formation, "operator_head", "notify_passed").rule == "¶ 88"
    tender_house.take(formation, "operator_head", "commission", forming.commissioning(tender_house, formation))
    assert (formation.state, running(formation)) == ("commissioned", {"notify_integrator"})
    tender_house.take(formation, "operator_head", "notify_integrator")
    body = forming.entry(price_lease=None, price_service="60000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", body)
    tender_house.take(formation, "authorised_head", "include")
    source = formation.assignment.source
    assert (formation.state, source.state) == ("included", "completed")
    assert formation.service is not None
    assert forming.seen(tender_house, source)["links"]["service"].endswith(formation.service.public_number)


def test_a_failed_security_test_is_repeated(tender_house: TenderHouse):
    """Back to the equipped platform, with the term that the act sets."""
    formation = begun(tender_house)
    tender_house.take(formation, "operator_head", "equip", equipment(tender_house))
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    body = forming.security(tender_house, **forming.failed(6))
    tender_house.take(formation, "operator_head", "record_security_test", body)
    (term,) = deadlines.open_deadlines(formation)
    assert (formation.state, term.term, term.working_days) == ("equipped", "test", 6)


@pytest.mark.parametrize("key", ["supplier1_head", "integrator_head", "customer_head"])
def test_only_the_operator_gives_up(tender_house: TenderHouse, key: str):
    """H25: whoever creates it."""
    formation = begun(tender_house)
    assert refused(tender_house, formation, key, "give_up", {"reason": "Нет."}).status in (403, 404)


def test_after_giving_up_it_is_reopened(tender_house: TenderHouse):
    """H36: a next version is written; the contract has ended."""
    formation = begun(tender_house)
    assignment = formation.assignment
    assert refused(tender_house, assignment, "integrator_specialist", "amend", {"reason": "x"}).rule == "¶ 88"
    tender_house.take(formation, "operator_head", "give_up", {"reason": "Нет средств."})
    assert (formation.state, running(assignment)) == ("ended", {"decide_on_creation"})
    assert not contracts.standing(assignment)
    assert refused(tender_house, assignment, "customer_head", "sign_contract", terms(tender_house)).rule == "H36"
    tender_house.take(assignment, "integrator_specialist", "reopen", {"reason": "Иначе."})
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    assert running(assignment) == {"revise"}


def test_after_giving_up_it_is_cancelled(tender_house: TenderHouse):
    """H36: the authorised body cancels the creation; the request ends with it."""
    formation = begun(tender_house)
    assignment = formation.assignment
    tender_house.take(formation, "operator_head", "give_up", {"reason": "Нет средств."})
    tender_house.take(assignment, "authorised_head", "cancel", {"reason": "Не нужно."})
    assert (assignment.state, assignment.source.state) == ("cancelled", "cancelled")


def test_an_approval_that_a_contract_rests_on_is_not_annulled(tender_house: TenderHouse):
    """¶ 88: not once the contract is in force; one that only the customer has signed falls with it."""
    in_force = begun(tender_house).assignment
    with tender_house.as_("authorised_head"), pytest.raises(Refused):
        annulment.annul(in_force, "approve", "Утверждено по ошибке.")
    assert contracts.signed_by_all(in_force)


def test_a_contract_of_one_falls_with_the_approval(tender_house: TenderHouse):
    """What the operator has not signed is void with the version that it rests on."""
    assignment = approved(tender_house)
    tender_house.take(assignment, "customer_head", "sign_contract", terms(tender_house))
    tender_house.take(assignment, "integrator_specialist", "amend", {"reason": "Цены выросли."})
    assert not contracts.standing(assignment)
    assert running(assignment) == {"revise"}
