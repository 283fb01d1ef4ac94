"""An entry in the Catalogue and its life (¶ 103-1, 103-2, 109; Law 46; H18, H19, H26, H45)."""

import datetime as dt
from decimal import Decimal

import pytest
from flask import current_app
from flask_babel import force_locale

from qyzmet import clock
from qyzmet.api import kinds as api_kinds
from qyzmet.api.objects import shown
from qyzmet.catalog.entry import confirm, enter, life, page, runs_on
from qyzmet.catalog.entry.prices.contract_prices import prices_of_contracts
from qyzmet.catalog.models import Service, ServiceRelation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.worker import fall_due
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Refused
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.vocabulary import Party
from qyzmet.years import months_later
from tests.catalog import forming
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import resolution, without_bids
from tests.tenders.voting import resolve


def seen(house: TenderHouse, procedure: Procedure, key: str) -> dict:
    """What the API says of it to that person."""
    with current_app.test_request_context(), house.as_(key):
        return shown(api_kinds.of_path(procedure.kind), procedure)


def over_the_api(house: TenderHouse, service: Service, key: str = "integrator_specialist") -> dict:
    """The service as the API shows it to that person."""
    return seen(house, service, key)


def test_it_stands_in_the_catalogue(tender_house: TenderHouse, set_clock: SetClock):
    """Law 7(29): the entry is the service's; what it was asked for is completed; its terms run."""
    service = living.entered(tender_house, set_clock)
    assert (service.state, service.is_public, service.source.state) == ("active", True, "completed")
    assert living.running(service) == {"confirm", "set_maintenance_price"}
    data = service.data
    assert data["names"] == forming.NAMES
    assert data["customer"] == tender_house.requests.state_body.bin
    assert (data["price_lease"], data["price_service"]) == ("29000000.00", "39000000.00")
    assert data["prices"] == [
        {
            "from": clock.today().isoformat(),
            "price_lease": "29000000.00",
            "price_service": "39000000.00",
            "ground": "contract",
        }
    ]
    assert data["confirmed_on"] == clock.today().isoformat()
    assert [row.organisation for row in service.suppliers] == [tender_house.suppliers[0]]


def test_everybody_reads_it_and_each_earlier_page_links_to_it(tender_house: TenderHouse, set_clock: SetClock):
    """The request, the assignment and the tender that led to it say so."""
    service = living.entered(tender_house, set_clock)
    formation = living.formation_of(service)
    for procedure in (service.source, formation.assignment, formation.tender, formation):
        links = seen(tender_house, procedure, "customer_head")["links"]
        assert links["service"].endswith(service.public_number)


@pytest.mark.slow
def test_its_line_tells_of_the_test_that_was_not_passed(tender_house: TenderHouse, set_clock: SetClock):
    """Readiness stands there twice, and why; each protocol stands before what followed from it within the same hour."""
    begun = forming.begun(tender_house, set_clock)
    tender_house.take(begun, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(begun, "operator_head", "record_test", forming.operability(tender_house, **forming.failed()))
    tender_house.take(begun, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(begun, "operator_head", "record_test", forming.operability(tender_house))
    tender_house.take(begun, "operator_head", "allocate_environment", forming.environment())
    tender_house.take(begun, "operator_head", "record_security_test", forming.security(tender_house))
    forming.notify_passed(tender_house, begun)
    tender_house.take(begun, "integrator_specialist", "call_meeting", forming.meeting())
    set_clock.forward(days=1, minutes=1)
    tender_house.take(begun, "integrator_specialist", "present", forming.papers(begun))
    forming.decide(tender_house, begun)
    tender_house.take(begun, "operator_head", "commission", forming.commissioning(tender_house, begun))
    tender_house.take(begun, "supplier1_head", "commission")
    tender_house.take(begun, "operator_head", "notify_integrator")
    tender_house.take(begun, "integrator_specialist", "notify_authority", forming.entry())
    tender_house.take(begun, "authorised_head", "include")
    assert begun.service is not None
    with current_app.test_request_context(), tender_house.as_("customer_head"), force_locale("en"):
        told = [step["text"] for step in life.line(begun.service)]
    assert told[told.index("Ready for testing") :][:8] == [
        "Ready for testing",
        "Test of operability not passed",
        "Ready for testing",
        "Operability tested",
        "Information security tested",
        "Protocol on forming the IC service",
        "Put into production",
        "Entered in the Catalogue",
    ]


def test_the_integrator_keeps_all_but_description_and_prices(tender_house: TenderHouse, set_clock: SetClock):
    """Law 12(19), Law 46: names and support change by `save`; what the operator publishes does not."""
    service = living.entered(tender_house, set_clock)
    names = forming.NAMES | {"en": "Taking cultural objects abroad"}
    with tender_house.as_("integrator_specialist"):
        engine.save(service, {"names": names, "support": "1415"})
    assert (service.name_en, service.data["support"]) == ("Taking cultural objects abroad", "1415")
    with tender_house.as_("operator_head"), pytest.raises(Refused):
        engine.save(service, {"support": "1416"})


def test_the_operator_publishes_and_prices_stay_as_a_history(tender_house: TenderHouse, set_clock: SetClock):
    """Law 46: what is left out stays; an annulled publication no longer counts."""
    service = living.entered(tender_house, set_clock)
    day = (clock.today() + dt.timedelta(days=40)).isoformat()
    body = {"descriptions": {"ru": "Новое описание"}, "price_lease": "28000000.00", "from": day}
    tender_house.take(service, "operator_head", "publish", body)
    assert service.data["descriptions"] == forming.NAMES | {"ru": "Новое описание"}
    assert (service.price_lease, len(service.data["prices"])) == (Decimal("29000000.00"), 2)
    set_clock.forward(days=41)
    assert enter.price_now(service).price_lease == Decimal("28000000.00")
    assert over_the_api(tender_house, service)["data"]["price_lease"] == "28000000.00"
    with tender_house.as_("operator_head"):
        annulment.annul(service, "publish", "Ошибка")
    assert [row["ground"] for row in service.data["prices"]] == ["contract"]
    assert service.data["descriptions"] == forming.NAMES


def test_a_price_is_not_above_the_contract(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45(3); nor the lease above the whole (¶ 103-2); no price holds before the service stood in the Catalogue."""
    service = living.entered(tender_house, set_clock)
    dear = living.refused(tender_house, service, "operator_head", "publish", {"price_service": "39000000.01"})
    assert list(dear.errors) == ["price_service"]
    # The lease, which stays, is a part of the whole.
    cheap = living.refused(tender_house, service, "operator_head", "publish", {"price_service": "28999999.99"})
    assert (list(cheap.errors), cheap.rule) == (["price_service"], "¶ 103-2")
    early = {"price_service": "38000000.00", "from": "2020-01-01"}
    assert list(living.refused(tender_house, service, "operator_head", "publish", early).errors) == ["from"]
    assert living.refused(tender_house, service, "operator_head", "publish", {}).rule == "Law 46"


def test_who_confirms_starts_the_six_months_anew(tender_house: TenderHouse, set_clock: SetClock):
    """H26: unconfirmed, the page says that it may be out of date; customer or integrator confirm it."""
    service = living.entered(tender_house, set_clock)
    (term,) = deadlines.open_deadlines(service, "confirm")
    assert term.months == 6
    set_clock.forward(days=190)
    assert confirm.is_stale(service)
    assert over_the_api(tender_house, service)["stale"] is True
    assert living.refused(tender_house, service, "operator_head", "confirm")
    tender_house.take(service, "customer_specialist", "confirm")
    assert not confirm.is_stale(service)
    assert service.confirmed_on == clock.today()
    assert service.data["confirmed_on"] == clock.today().isoformat()


def test_suspended_and_resumed(tender_house: TenderHouse, set_clock: SetClock):
    """By the customer or the integrator."""
    service = living.entered(tender_house, set_clock)
    tender_house.take(service, "customer_head", "suspend", {"reason": "Ремонт"})
    assert service.state == "suspended"
    assert "with the reason: “Ремонт”. The integrator or the customer resumes it." in page.now_text(service)
    tender_house.take(service, "integrator_specialist", "resume")
    assert service.state == "active"


def test_after_the_suppliers_failure_the_operator_runs_it_on(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109, H19, H45: the entry stays, marked; the data are migrated; annulling says that it was a mistake."""
    service = living.failed(tender_house, set_clock)
    assert (service.state, service.suppliers[-1].failed) == ("supplier_failed", True)
    assert {"migrate", "replace_supplier"} <= living.running(service)
    tender_house.take(service, "operator_head", "record_migration", {"text": "Базы перенесены."})
    assert "migrate" not in living.running(service)
    with tender_house.as_("operator_head") as actor:
        assert tasks_in(service, actor) == [], "nobody waits for more of it"


def test_a_failure_recorded_by_mistake_is_annulled(tender_house: TenderHouse, set_clock: SetClock):
    """The supplier supplies on."""
    service = living.failed(tender_house, set_clock)
    with tender_house.as_("integrator_head"):
        annulment.annul(service, "record_failure", "Ошибка")
    assert (service.state, service.suppliers[-1].failed, service.suppliers[-1].until) == ("active", False, None)


@pytest.mark.slow
def test_a_replacement_is_a_new_assignment(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109: its source is the service; it lives as an assignment does."""
    approved = living.assigned_anew(tender_house, set_clock)
    service = approved.source
    (assignment,) = service.assignments
    assert (service.state, assignment.source, assignment.title) == ("being_replaced", service, service.title)
    assert over_the_api(tender_house, service)["links"]["assignment"].endswith(assignment.public_number)
    assert (approved, approved.state) == (assignment, "approved")


def test_an_annulled_replacement_cancels_its_assignment(tender_house: TenderHouse, set_clock: SetClock):
    """While it is not approved yet."""
    service = living.being_replaced(tender_house, set_clock)
    with tender_house.as_("integrator_head"):
        annulment.annul(service, "replace_supplier", "Ошибка")
    assert (service.state, service.assignments[-1].state) == ("supplier_failed", "cancelled")
    assert "replace_supplier" in living.running(service)


@pytest.mark.slow
def test_its_tender_cancelled_the_service_stands_as_before(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 53-1: after the third announcement without a bid nothing replaces the supplier."""
    tender = without_bids(tender_house, set_clock, 3, living.assigned_anew(tender_house, set_clock))
    service = tender.assignment.source
    assert service.state == "being_replaced"
    resolve(tender_house, tender, "cancel", resolution())
    assert (service.state, tender.assignment.state) == ("supplier_failed", "cancelled")


def test_retiring_what_others_need_is_said(tender_house: TenderHouse, set_clock: SetClock):
    """They are named first, and recorded."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    with tender_house.as_("integrator_specialist"):
        engine.save(other, {"relations": [{"kind": "needs", "service": service.public_number}]})
    reason = {"reason": "Больше не нужна"}
    found = living.refused(tender_house, service, "integrator_specialist", "retire", reason)
    assert list(found.errors) == ["acknowledge_dependents"]
    tender_house.take(service, "integrator_specialist", "retire", reason | {"acknowledge_dependents": True})
    assert (service.state, service.acts[-1].body["dependents"]) == ("retired", [other.public_number])
    assert living.running(service) == set()
    with tender_house.as_("integrator_specialist"):
        # What was said before stays; nothing new comes to need it.
        engine.save(other, {"relations": [{"kind": "needs", "service": service.public_number}]})
        with pytest.raises(Refused, match="retired"):
            engine.save(other, {"relations": [{"kind": "part_of", "service": service.public_number}]})
        engine.save(other, {"relations": [{"kind": "replaces", "service": service.public_number}]})


def test_relations_never_make_a_circle(tender_house: TenderHouse, set_clock: SetClock):
    """Neither to itself, nor over another; taken out, they are gone."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    with tender_house.as_("integrator_specialist"):
        for bad in (service.public_number, "S-1999-000001"):
            with pytest.raises(Refused):
                engine.save(service, {"relations": [{"kind": "needs", "service": bad}]})
        engine.save(service, {"relations": [{"kind": "needs", "service": other.public_number}]})
        with pytest.raises(Refused):
            engine.save(other, {"relations": [{"kind": "needs", "service": service.public_number}]})
        engine.save(service, {"relations": []})
    assert list(db.session.scalars(db.select(ServiceRelation))) == []


def test_three_years_into_the_lease_its_price_rests_on_maintenance(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-2, H18: counted from the first day of the lease; nothing changes by itself."""
    service = living.entered(tender_house, set_clock)
    (term,) = deadlines.open_deadlines(service, "set_maintenance_price")
    assert (service.lease_starts_on, term.months) == (dt.date(2026, 6, 1), 36)
    assert term.due_on.year == 2029
    body = {
        "price_lease": "9000000.00",
        "grounds": "По смете",
        "document": tender_house.document("operator_head"),
        "from": "2029-06-02",
    }
    early = living.refused(
        tender_house, service, "operator_head", "set_maintenance_price", body | {"from": "2028-01-01"}
    )
    assert list(early.errors) == ["from"]
    tender_house.take(service, "operator_head", "set_maintenance_price", body)
    assert service.price_lease == Decimal("29000000.00")
    set_clock.set("2029-06-03T10:00:00+05:00")
    assert enter.price_now(service).price_lease == Decimal("9000000.00")
    dear = living.refused(tender_house, service, "operator_head", "publish", {"price_lease": "9000000.01"})
    assert (dear.rule, list(dear.errors)) == ("¶ 103-2", ["price_lease"])
    tender_house.take(service, "operator_head", "publish", {"price_lease": "8000000.00"})
    assert enter.price_now(service).price_lease == Decimal("8000000.00")


@pytest.mark.slow
def test_a_replacement_concludes_the_lease_alone(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92, 109: a formation begins with the lease in force; the contract of the IC service is the earlier one."""
    formation = living.tendered_anew(tender_house, set_clock)
    service = formation.service
    assert service is not None
    assert (service.state, formation.state) == ("being_replaced", "created")
    assert prices_of_contracts(formation) == {
        "price_lease": Decimal("28000000.00"),
        "price_service": Decimal("39000000.00"),
    }


@pytest.mark.slow
def test_with_the_new_product_the_service_is_active_again(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109: the new supplier is a party; three years count from its own lease; the entry follows by its version."""
    service = living.replaced(tender_house, set_clock)
    first, second = service.suppliers
    assert (service.state, first.failed, second.until) == ("active", True, None)
    assert service.party(Party.SUPPLIER) == tender_house.suppliers[1]
    assert service.data["supplier"] == tender_house.suppliers[1].bin
    assert service.lease_starts_on > dt.date(2026, 6, 1)
    formation = service.formations[-1]
    tender_house.take(formation, "operator_head", "notify_integrator")
    entry = forming.entry(price_lease="28000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    assert (service.entry_version, service.price_lease) == (2, Decimal("28000000.00"))
    assert seen(tender_house, formation.assignment, "integrator_head")["links"]["service"].endswith(
        service.public_number
    )


def test_the_product_is_handed_over_with_both_signatures(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-1: after three years, by the assignment's demand; both sign the same act, which is of a day after them."""
    service = living.entered(tender_house, set_clock)
    body = {
        "act": tender_house.document("customer_head"),
        "source_code": tender_house.document("customer_head"),
        "signed_on": clock.today().isoformat(),
    }
    assert living.refused(tender_house, service, "customer_head", "transfer", body).rule == "¶ 103-1"
    version = living.formation_of(service).version_of_assignment
    demanded = version.data["commissioning"] | {"property_after_3_years": True}
    version.data = {**version.data, "commissioning": demanded}
    assert living.refused(tender_house, service, "customer_head", "transfer", body).rule == "¶ 103-1"
    set_clock.set("2029-06-04T10:00:00+05:00")
    too_old = living.refused(tender_house, service, "customer_head", "transfer", body)
    assert list(too_old.errors) == ["signed_on"]
    body = body | {"signed_on": "2029-06-04"}
    tender_house.take(service, "customer_head", "transfer", body)
    assert service.transferred_on is None
    assert living.refused(tender_house, service, "customer_head", "transfer", body)
    tender_house.take(service, "supplier1_head", "transfer", body)
    assert service.transferred_on == dt.date(2029, 6, 4)
    assert living.refused(tender_house, service, "customer_head", "transfer", body)


def _maintenance(house: TenderHouse, service: Service, price: str, from_on: str) -> None:
    body = {"price_lease": price, "grounds": "По смете", "document": house.document("operator_head"), "from": from_on}
    house.take(service, "operator_head", "set_maintenance_price", body)


@pytest.mark.parametrize(
    ("language", "left", "length"),
    [("en", "6 months left", "36 months"), ("ru", "осталось 6 месяцев", "36 месяцев"), ("kk", "6 ай қалды", "36 ай")],
)
def test_letters_say_a_term_of_years_in_months(
    tender_house: TenderHouse, set_clock: SetClock, language: str, left: str, length: str
):
    """¶ 103-2: three years are no 763 working days to anybody, neither before their end nor afterwards."""
    service = living.entered(tender_house, set_clock)
    (term,) = deadlines.open_deadlines(service, "set_maintenance_price")
    tender_house.take(service, "customer_head", "confirm")
    for day in (months_later(term.due_on, -6), term.due_on + dt.timedelta(days=1)):
        set_clock.set(f"{day}T09:00:00+05:00")
        fall_due.run_due()
    about = db.select(Notification).where(Notification.procedure_id == service.id).order_by(Notification.id)
    told = [each for each in db.session.scalars(about) if each.facts.get("term") == term.term]
    with current_app.test_request_context(), force_locale(language):
        sentences = [texts.sentence(each) for each in told]
        first = texts.headline(told[0])
    assert first.startswith(left)
    late = sentences[-1]
    assert length in late
    assert not any("763" in each or "working day" in each for each in sentences)


def test_a_price_for_a_later_day_keeps_the_lease_that_holds_then(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-2: what is not published anew is what holds on that day, not what holds today."""
    service = living.entered(tender_house, set_clock)
    _maintenance(tender_house, service, "9000000.00", "2029-06-02")
    body = {"price_service": "38000000.00", "from": "2029-07-02"}
    tender_house.take(service, "operator_head", "publish", body)
    then = enter.price_on(service, dt.date(2029, 7, 2))
    assert (then.price_lease, then.price_service) == (Decimal("9000000.00"), Decimal("38000000.00"))


def test_a_dearer_lease_that_is_published_for_later_is_lowered_first(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-2: a price published earlier for a later day does not raise the lease above the cost of maintenance."""
    service = living.entered(tender_house, set_clock)
    later = {"price_lease": "28000000.00", "from": "2029-09-03"}
    tender_house.take(service, "operator_head", "publish", later)
    with pytest.raises(Refused) as caught:
        _maintenance(tender_house, service, "9000000.00", "2029-06-02")
    assert (caught.value.rule, list(caught.value.errors)) == ("¶ 103-2", ["price_lease"])
    tender_house.take(service, "operator_head", "publish", later | {"price_lease": "9000000.00"})
    _maintenance(tender_house, service, "9000000.00", "2029-06-02")


def test_suspending_cites_its_own_house_rule(tender_house: TenderHouse, set_clock: SetClock):
    """H50: customer and integrator suspend and resume; H26 is about confirming alone."""
    service = living.entered(tender_house, set_clock)
    refused = living.refused(tender_house, service, "operator_head", "suspend", {"reason": "Работы"})
    assert (refused.status, refused.rule) == (403, "H50")
    tender_house.take(service, "customer_head", "suspend", {"reason": "Работы"})
    tender_house.take(service, "integrator_specialist", "resume")
    assert service.state == "active"


@pytest.mark.slow
def test_what_is_under_way_is_not_what_it_runs_on(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103-1: until the new product is in production, the old one's formation counts; each is told once."""
    formation = living.tendered_anew(tender_house, set_clock)
    service = formation.service
    assert service is not None
    assert runs_on.formation_of(service) is service.formations[0]
    service = living.replaced(tender_house, set_clock)
    assert runs_on.formation_of(service) is service.formations[1]
    with current_app.test_request_context(), tender_house.as_("integrator_head"):
        told = [step["text"] for step in life.line(service)]
    assert told.count("Put into production") == 2, "one of each product"


def test_the_next_version_is_confirmed_anew(tender_house: TenderHouse, set_clock: SetClock):
    """H26: whoever approves the next version has it confirmed; the term counts from then."""
    service = living.replaced(tender_house, set_clock)
    before, formation = deadlines.open_deadlines(service, "confirm")[0], service.formations[-1]
    tender_house.take(formation, "operator_head", "notify_integrator")
    set_clock.forward(days=1)
    entry = forming.entry(price_lease="28000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    (now,) = deadlines.open_deadlines(service, "confirm")
    assert (now.event_on, service.confirmed_on) == (clock.today(), clock.today())
    assert now.due_on > before.due_on
