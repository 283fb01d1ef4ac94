"""¶ 92, H51: a development that keeps its supplier leads to no tender: additions to the contracts are signed."""

from decimal import Decimal
from typing import Any

import pytest

from qyzmet import context
from qyzmet.catalog.models import Formation
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid, NotYours, Refused, Stale
from qyzmet.requests.assignment.without_tender import contracts
from qyzmet.requests.models import DesignAssignment
from qyzmet.tenders.announcement import draft
from qyzmet.vocabulary import Party
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse

ALL_FIRST = {"add_service_customer", "add_lease_operator"}


def running(procedure: Procedure) -> set[str]:
    """The terms that run."""
    return {each.term for each in deadlines.open_deadlines(procedure)}


def refused(house: TenderHouse, procedure: Procedure, *move: Any) -> Refused:
    """How that move is refused."""
    with pytest.raises(Refused) as caught:
        house.take(procedure, *move)
    return caught.value


def offered(house: TenderHouse, procedure: Procedure, key: str) -> list[str]:
    """What that person may do now."""
    with house.as_(key):
        return engine.actions(procedure, context.actor())


@pytest.mark.slow
def test_no_tender_is_announced(tender_house: TenderHouse, set_clock: SetClock):
    """H51: nothing is announced, and a tender is refused with its reason; H51's terms run instead, 10 days each."""
    assignment = adding.approved(tender_house, set_clock)
    assert running(assignment) == ALL_FIRST
    assert {each.working_days for each in deadlines.open_deadlines(assignment)} == {10}
    with tender_house.as_("integrator_specialist"), pytest.raises(Invalid) as caught:
        draft.draft({"assignment": assignment.public_number, "title": "", "contact": "1414", "paper_address": ""})
    assert caught.value.rule == "H51"
    assert "no tender" in str(caught.value.errors)


@pytest.mark.slow
def test_the_supplier_is_a_party_of_it(tender_house: TenderHouse, set_clock: SetClock):
    """The supplier of today reads what it signs, others do not know of it; a request's assignment has no supplier."""
    assignment = adding.approved(tender_house, set_clock)
    assert assignment.party(Party.SUPPLIER) == tender_house.suppliers[0]
    assert "sign_contract" not in offered(tender_house, assignment, "supplier1_head")
    tender_house.take(assignment, "operator_head", "sign_contract", adding.terms(tender_house, "lease"))
    assert {"sign_contract", "decline_contract"} <= set(offered(tender_house, assignment, "supplier1_head"))
    assert offered(tender_house, assignment, "supplier2_head") == []
    assert tender_house.approved_assignment().party(Party.SUPPLIER) is None


@pytest.mark.slow
def test_each_signs_what_is_its_own(tender_house: TenderHouse, set_clock: SetClock):
    """Customer and operator, operator and supplier: first the terms, then their version; nothing out of turn."""
    assignment = adding.approved(tender_house, set_clock)
    assert refused(tender_house, assignment, "operator_head", "sign_contract", adding.reading("service")).status == 409
    assert refused(tender_house, assignment, "supplier1_head", "sign_contract", adding.reading("lease")).status == 409
    lease, service = adding.terms(tender_house, "lease"), adding.terms(tender_house, "service")
    assert isinstance(refused(tender_house, assignment, "customer_head", "sign_contract", lease), NotYours)
    tender_house.take(assignment, "customer_head", "sign_contract", service)
    assert running(assignment) == {"add_service_operator", "add_lease_operator"}
    tender_house.take(assignment, "operator_head", "sign_contract", lease)
    assert running(assignment) == {"add_service_operator", "add_lease_supplier"}
    assert isinstance(refused(tender_house, assignment, "supplier1_head", "sign_contract", service), NotYours)
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding.reading("lease"))
    assert (running(assignment), assignment.formations) == ({"add_service_operator"}, [])
    assert all(each.in_force_at is None for each in contracts.rows_of(assignment))
    again = refused(tender_house, assignment, "supplier1_head", "sign_contract", adding.reading("lease"))
    assert (again.status, again.rule) == (409, "H51")
    tender_house.take(assignment, "operator_head", "sign_contract", adding.reading("service"))
    assert running(assignment) == set()
    assert all(each.in_force_at is not None for each in contracts.rows_of(assignment))
    formation = forming.formation_of(assignment)
    assert (formation.mechanism, formation.tender, running(formation)) == ("lease", None, {"report_ready"})
    late = refused(tender_house, assignment, "operator_head", "sign_contract", adding.terms(tender_house, "lease"))
    assert (late.status, late.rule) == (409, "H51")


@pytest.mark.parametrize(
    ("contract", "changes", "field", "rule"),
    [
        ("service", {"price": "61200000.01"}, "price", "¶ 19"),
        # The contract of now costs 39 and 29 million; supplier and operator offered 4 and 1 (H51).
        ("service", {"price": "44000000.01"}, "price", "H51"),
        ("lease", {"price": "33000000.01"}, "price", "H51"),
        ("lease", {"price": "0.00"}, "price", "H51"),
        ("lease", {"price": None}, "price", "H51"),
        ("lease", {"document": None}, "document", "H51"),
        ("lease", {"starts_on": "2020-01-01"}, "starts_on", "H51"),
        ("lease", {"ends_on": "2026-01-01"}, "ends_on", "H51"),
        ("lease", {"version": 1}, "version", "H51"),
    ],
)
def test_the_terms_are_lawful(
    tender_house: TenderHouse, set_clock: SetClock, contract: str, changes: dict[str, Any], field: str, rule: str
):
    """No dearer than the assignment's ceiling, and than the contract of now with what was offered for it."""
    assignment = adding.approved(tender_house, set_clock)
    body = adding.terms(tender_house, contract, **changes)
    found = refused(tender_house, assignment, adding.GIVES[contract], "sign_contract", body)
    assert (list(found.errors), found.rule) == ([field], rule)


def test_what_the_offers_allow_is_allowed(tender_house: TenderHouse, set_clock: SetClock):
    """H51: exactly the contract of now with what was offered."""
    assignment = adding.approved(tender_house, set_clock)
    body = adding.terms(tender_house, "service", price="44000000.00")
    tender_house.take(assignment, "customer_head", "sign_contract", body)
    shown = forming.seen(tender_house, assignment, "customer_head")
    assert shown["adds_to"]["price_service_most"] == "44000000.00"
    assert [each["contract"] for each in shown["contracts"]] == ["service"]
    assert [(each["contract"], each["next"]) for each in shown["contracts_needed"]] == [
        ("service", "operator"),
        ("lease", "operator"),
    ]


def test_the_lease_is_a_part_of_the_whole(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-2: whichever of the two additions comes first."""
    assignment = adding.approved(tender_house, set_clock)
    cheap = adding.terms(tender_house, "service", price="30000000.00")
    tender_house.take(assignment, "customer_head", "sign_contract", cheap)
    lease = adding.terms(tender_house, "lease")
    assert list(refused(tender_house, assignment, "operator_head", "sign_contract", lease).errors) == ["price"]


@pytest.mark.slow
def test_other_terms_are_read_anew(tender_house: TenderHouse, set_clock: SetClock):
    """The supplier signs the version that it has read; another is 412. The other addition is left as it is."""
    assignment = adding.half_signed(tender_house, set_clock)
    body = adding.terms(tender_house, "lease", price="32000000.00")
    tender_house.take(assignment, "operator_head", "sign_contract", body)
    old = refused(tender_house, assignment, "supplier1_head", "sign_contract", adding.reading("lease"))
    assert isinstance(old, Stale)
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding.reading("lease", 2))
    assert contracts.signed_by_all(assignment)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"mechanism": "operator"}, "data.general.mechanism"), ({"object": "ici"}, "data.general.object")],
)
def test_the_service_stays_what_it_is(
    tender_house: TenderHouse, set_clock: SetClock, changes: dict[str, str], field: str
):
    """H51: who keeps its supplier is neither created otherwise nor something else; the draft begins with what it is."""
    assignment = adding.ordered(developing.decided(tender_house, set_clock))
    assert assignment.data["general"] == {"mechanism": "lease", "object": "ssp"}
    data = adding.written()
    data["general"] = data["general"] | changes
    with tender_house.as_("integrator_specialist"):
        engine.save(assignment, data)
    found = refused(tender_house, assignment, "integrator_head", "propose")
    assert (field in found.errors, found.rule) == (True, "H51")


@pytest.mark.slow
def test_the_next_version_keeps_lease_and_supplier(tender_house: TenderHouse, set_clock: SetClock):
    """Testing, the Commission of before, production, entry: the prices are the additions', lease and supplier stay."""
    formation = adding.in_production(tender_house, set_clock)
    service, development = formation.service, formation.assignment.source
    assert service is not None
    before = (service.lease_starts_on, service.mechanism, service.party(Party.SUPPLIER), service.state)
    dear = forming.entry(price_lease="33000000.01", price_service="43000000.00")
    assert list(refused(tender_house, formation, "integrator_specialist", "notify_authority", dear).errors) == [
        "entry.price_lease"
    ]
    entry = forming.entry(price_lease="33000000.00", price_service="43000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    assert (service.entry_version, development.state, formation.state) == (2, "completed", "included")
    assert (service.lease_starts_on, service.mechanism, service.party(Party.SUPPLIER), service.state) == before
    assert (service.price_lease, service.price_service) == (Decimal("33000000.00"), Decimal("43000000.00"))
    assert [row.until for row in service.suppliers] == [None]
    links = developing.seen(tender_house, development, "supplier1_head")["links"]
    assert links["tender"] is None
    assert links["formation"].endswith(formation.public_number)


@pytest.mark.slow
def test_the_lease_rests_on_maintenance_still(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-2: the lease that stays rests on the cost of maintenance; notice and approval both ask for that."""
    formation = adding.in_production(tender_house, set_clock)
    service = formation.service
    assert service is not None
    set_clock.set("2029-06-04T10:00:00+05:00")
    paper = tender_house.document("operator_head")
    body = {"price_lease": "9000000.00", "grounds": "По смете", "document": paper, "from": "2029-06-04"}
    early = forming.entry()
    tender_house.take(formation, "integrator_specialist", "notify_authority", early)
    tender_house.take(service, "operator_head", "set_maintenance_price", body)
    assert refused(tender_house, formation, "authorised_head", "include").rule == "¶ 103-2"
    tender_house.take(formation, "authorised_head", "return", {"reasons": "Цена аренды."})
    dear = refused(tender_house, formation, "integrator_specialist", "notify_authority", early)
    assert list(dear.errors) == ["entry.price_lease"]
    mended = forming.entry(price_lease="9000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", mended)
    tender_house.take(formation, "authorised_head", "include")
    assert service.price_lease == Decimal("9000000.00")


@pytest.mark.slow
def test_the_commission_of_before_decides(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 85: the same people, before the minutes of the tender that named the supplier, whose name the protocol has."""
    formation = adding.called(tender_house, set_clock)
    first = formation.service.formations[0] if formation.service is not None else None
    assert first is not None
    assert {row.user_id for row in formation.seats} == {row.user_id for row in first.seats}
    forming.decide(tender_house, formation)
    (protocol,) = formation.protocols
    assert protocol.data["tender"] == first.tender.public_number
    assert protocol.data["supplier"]["bin"] == tender_house.suppliers[0].bin


def declined(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The supplier has declined its addition."""
    assignment = adding.half_signed(house, set_clock)
    house.take(assignment, "supplier1_head", "decline_contract", {"reason": "Дорого."})
    return assignment


def test_who_has_not_signed_may_decline(tender_house: TenderHouse, set_clock: SetClock):
    """H51: then what was signed is void, nothing more is signed, and within 5 days it is decided what follows."""
    assignment = adding.half_signed(tender_house, set_clock)
    for key in ("customer_head", "operator_head"):
        assert refused(tender_house, assignment, key, "decline_contract", {"reason": "Нет."}).rule == "H51"
    tender_house.take(assignment, "supplier1_head", "decline_contract", {"reason": "Дорого."})
    assert contracts.rows_of(assignment) == []
    (term,) = deadlines.open_deadlines(assignment)
    assert (term.term, term.working_days) == ("decide_on_additions", 5)
    body = adding.terms(tender_house, "service")
    assert refused(tender_house, assignment, "customer_head", "sign_contract", body).rule == "H51"


def given_up(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The supplier has given up what it was to create."""
    formation = adding.begun(house, set_clock)
    house.take(formation, "supplier1_head", "give_up", {"reason": "Не можем."})
    assert formation.state == "ended"
    return formation.assignment


def not_formed(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The Commission has decided not to form, with nothing to mend."""
    formation = adding.called(house, set_clock)
    forming.decide(house, formation, form=False)
    assert formation.state == "ended"
    return formation.assignment


@pytest.mark.slow
@pytest.mark.parametrize("falls", [declined, given_up, not_formed])
def test_nothing_came_of_it(tender_house: TenderHouse, set_clock: SetClock, falls: Any):
    """H51: no next by rank exists: it is reopened, discussed again, or cancelled; the service stays as it is."""
    assignment = falls(tender_house, set_clock)
    development = assignment.source
    assert running(assignment) == {"decide_on_additions"}
    assert contracts.rows_of(assignment) == []
    assert {"reopen", "discuss_again"} <= set(offered(tender_house, assignment, "integrator_head"))
    assert (development.state, development.service.state) == ("decided", "active")
    tender_house.take(assignment, "integrator_specialist", "reopen", {"reason": "Иначе."})
    assert (assignment.state, running(assignment)) == ("draft", {"revise"})
    adding.approve(tender_house, assignment)
    assert running(assignment) == ALL_FIRST
    adding.sign(tender_house, assignment, "service")
    adding.sign(tender_house, assignment, "lease")
    assert forming.formation_of(assignment).state == "created"


@pytest.mark.slow
def test_it_is_discussed_again(tender_house: TenderHouse, set_clock: SetClock):
    """H51: all are heard anew, and it is decided again; the next assignment begins with what was written."""
    assignment = declined(tender_house, set_clock)
    development = assignment.source
    tender_house.take(assignment, "integrator_head", "discuss_again", {"reason": "Поставщик отказался."})
    assert (assignment.state, development.state, running(development)) == ("cancelled", "discussing", {"decide"})
    early = refused(tender_house, development, "integrator_head", "decide", developing.decision())
    assert early.rule == "¶ 92"
    for key in developing.SIGNERS:
        tender_house.take(development, key, "discuss", {"position": "for", "text": "Согласны."})
    tender_house.take(development, "integrator_head", "decide", developing.decision())
    developing.sign(tender_house, development, *developing.SIGNERS)
    following = adding.ordered(development)
    assert following is not assignment
    assert following.data["platform"] == assignment.data["platform"]


def test_it_is_cancelled(tender_house: TenderHouse, set_clock: SetClock):
    """H51: the authorised body cancels it: the development ends, the service stays."""
    assignment = declined(tender_house, set_clock)
    development = assignment.source
    tender_house.take(assignment, "authorised_head", "cancel", {"reason": "Не нужно."})
    assert (assignment.state, development.state, development.service.state) == ("cancelled", "cancelled", "active")


@pytest.mark.slow
def test_nothing_is_decided_before_it_fell(tender_house: TenderHouse, set_clock: SetClock):
    """Neither reopened nor discussed again nor cancelled while the additions are signed; nor without additions."""
    assignment = adding.half_signed(tender_house, set_clock)
    for key, action in (
        ("integrator_head", "reopen"),
        ("integrator_head", "discuss_again"),
        ("authorised_head", "cancel"),
    ):
        assert refused(tender_house, assignment, key, action, {"reason": "x"}).rule == "H51"
    other = tender_house.approved_assignment()
    assert refused(tender_house, other, "integrator_head", "discuss_again", {"reason": "x"}).rule == "H51"
    assert refused(tender_house, other, "customer_head", "decline_contract", {"reason": "x"}).rule == "H51"


@pytest.mark.slow
def test_what_is_amended_is_signed_anew(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 19: a new version voids what not all have signed; once all have, it waits for the end of the formation."""
    assignment = adding.half_signed(tender_house, set_clock)
    tender_house.take(assignment, "integrator_specialist", "amend", {"reason": "Цены."})
    assert (contracts.rows_of(assignment), running(assignment)) == ([], {"revise"})
    adding.approve(tender_house, assignment)
    adding.sign(tender_house, assignment, "service")
    adding.sign(tender_house, assignment, "lease")
    assert refused(tender_house, assignment, "integrator_specialist", "amend", {"reason": "x"}).rule == "H51"
    with tender_house.as_("authorised_head"), pytest.raises(Refused):
        annulment.annul(assignment, "approve", "По ошибке.")


def drafted(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """It is being written."""
    return adding.ordered(developing.decided(house, set_clock))


def forming_it(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """Its formation runs."""
    return adding.begun(house, set_clock).assignment


@pytest.mark.slow
@pytest.mark.parametrize("step", [drafted, adding.approved, adding.half_signed, forming_it])
def test_the_supplier_fails(tender_house: TenderHouse, set_clock: SetClock, step: Any):
    """¶ 109, H51: who counted on it is discussed again: the supplier may be replaced then, and the service runs on."""
    assignment = step(tender_house, set_clock)
    development = assignment.source
    service = development.service
    tender_house.take(service, "integrator_specialist", "record_failure", living.failure(tender_house))
    assert (assignment.state, development.state) == ("cancelled", "discussing")
    assert [each.state for each in assignment.formations] == (["ended"] if step is forming_it else [])
    assert (running(assignment), service.state) == (set(), "supplier_failed")
    for key in developing.SIGNERS:
        tender_house.take(development, key, "discuss", {"position": "for", "text": "Согласны."})
    keeps = refused(tender_house, development, "integrator_head", "decide", developing.decision())
    assert (keeps.rule, list(keeps.errors)) == ("H51", ["replace_supplier"])
    tender_house.take(development, "integrator_head", "decide", developing.decision(replace_supplier=True))
    developing.sign(tender_house, development, *developing.SIGNERS)
    assert service.state == "being_replaced"
    assert adding.ordered(development).adds_to is None


def test_what_is_in_production_goes_on(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109: the supplier that fails afterwards changes nothing of it: the next version is entered."""
    formation = adding.in_production(tender_house, set_clock)
    service = formation.service
    assert service is not None
    tender_house.take(service, "integrator_specialist", "record_failure", living.failure(tender_house))
    assert formation.state == "integrator_notified"
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry())
    tender_house.take(formation, "authorised_head", "include")
    assert (service.entry_version, formation.assignment.source.state) == (2, "completed")
    assert (service.lease_starts_on is not None, service.mechanism) == (True, "lease")


@pytest.mark.slow
@pytest.mark.parametrize("step", [adding.half_signed, adding.in_production])
def test_the_service_is_retired(tender_house: TenderHouse, set_clock: SetClock, step: Any):
    """H51: nothing is added to the contracts of a service that is no more; the development is declined then."""
    found = step(tender_house, set_clock)
    assignment = found.assignment if isinstance(found, Formation) else found
    development = assignment.source
    tender_house.take(development.service, "integrator_specialist", "retire", {"reason": "Не нужен."})
    assert (assignment.state, development.state) == ("cancelled", "discussing")
    for key in developing.SIGNERS:
        tender_house.take(development, key, "discuss", {"position": "against", "text": "Не нужно."})
    neither = developing.decision(develop=False)
    tender_house.take(development, "integrator_head", "decide", neither)
    assert development.state == "declined"


@pytest.mark.slow
def test_another_development_replaces_the_supplier(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92, H51: with the decision to replace it, what counted on the supplier is discussed again."""
    assignment = adding.half_signed(tender_house, set_clock)
    first = assignment.source
    other = developing.drafted(tender_house, first.service)
    tender_house.take(other, "customer_head", "submit")
    body = {"favourable": True, "text": "Да.", "without_offers": "Не ответили."}
    tender_house.take(other, "integrator_head", "give_opinion", body)
    tender_house.take(other, "integrator_specialist", "discuss", developing.meeting())
    for key in developing.SIGNERS:
        tender_house.take(other, key, "discuss", {"position": "for", "text": "Да."})
    tender_house.take(other, "integrator_head", "decide", developing.decision(replace_supplier=True))
    developing.sign(tender_house, other, *developing.SIGNERS)
    assert (assignment.state, first.state, other.state) == ("cancelled", "discussing", "decided")
    for key in developing.SIGNERS:
        tender_house.take(first, key, "discuss", {"position": "for", "text": "Да."})
    waits = refused(tender_house, first, "integrator_head", "decide", developing.decision())
    assert (waits.rule, list(waits.errors)) == ("H51", ["replace_supplier"])
