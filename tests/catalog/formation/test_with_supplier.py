"""¶ 73-98: a formation with a supplier, from the contracts in force to the notice to the authorised body."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.catalog.models import Formation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import Refused
from qyzmet.requests.services_register import register
from qyzmet.requests.services_register import sample as register_sample
from qyzmet.tenders.commission.voting import proposals
from qyzmet.tenders.decision import shown_protocol
from tests.catalog import forming
from tests.conftest import SetClock
from tests.signing_in import bearer
from tests.tenders.house import TenderHouse
from tests.tenders.voting import VOTERS, resolve


def running(formation: Formation) -> set[str]:
    """The terms that run."""
    return {each.term for each in deadlines.open_deadlines(formation)}


def refused(house: TenderHouse, formation: Formation, key: str, action: str, body: dict | None = None) -> Refused:
    """How that move is refused."""
    with pytest.raises(Refused) as caught:
        house.take(formation, key, action, body)
    return caught.value


def test_it_begins_with_the_last_contract(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 73, H33: the supplier's term is that of the protocol, from the day the last contract came into force."""
    formation = forming.begun(tender_house, set_clock)
    assert (formation.state, formation.mechanism, formation.object) == ("created", "lease", "ssp")
    (term,) = deadlines.open_deadlines(formation)
    assert (term.term, term.working_days, term.event_on) == ("report_ready", 60, clock.today())
    assert formation.tender is not None
    assert {row.user.id for row in formation.seats} == {row.user.id for row in formation.tender.seats}
    assert all(row.interest is False for row in formation.seats)


@pytest.mark.slow
@pytest.mark.parametrize("object_kind", ["ssp", "ici"])
@pytest.mark.parametrize(
    ("step", "state", "terms"),
    [
        (forming.secured, "security_tested", {"notify_passed"}),
        (forming.called, "meeting_called", {"meet", "call_again"}),
        (forming.commissioned, "commissioned", {"notify_integrator"}),
        (forming.notified, "authority_notified", {"include"}),
    ],
)
def test_each_step_starts_the_term_of_the_next(
    tender_house: TenderHouse, set_clock: SetClock, object_kind: str, step: Any, state: str, terms: set[str]
):
    """The papers of both tests and the decision lead to production; of an ICI object the operator gives notice."""
    formation = step(tender_house, set_clock, object_kind)
    wanted = {"notify_ici_passed"} if (object_kind, state) == ("ici", "security_tested") else terms
    assert (formation.state, running(formation)) == (state, wanted)


def test_who_gives_notice_depends_on_the_object(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 82, H8: of a product the supplier, of an ICI object the operator."""
    product = forming.secured(tender_house, set_clock, "ssp")
    assert refused(tender_house, product, "operator_head", "notify_passed").rule == "H8"


def test_of_an_ici_object_the_operator_gives_notice(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 82: not the supplier."""
    formation = forming.secured(tender_house, set_clock, "ici")
    assert refused(tender_house, formation, "supplier1_head", "notify_passed").rule == "¶ 82"


def test_a_failed_test_goes_back_with_its_term(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 76-1, H45: defects and term go to the supplier, who reports readiness again."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    bare = forming.operability(tender_house, passed=False)
    assert set(refused(tender_house, formation, "operator_head", "record_test", bare).errors) == {
        "defects",
        "fix_working_days",
    }
    body = forming.operability(tender_house, **forming.failed(7))
    tender_house.take(formation, "operator_head", "record_test", body)
    (term,) = deadlines.open_deadlines(formation)
    assert (formation.state, term.term, term.working_days) == ("created", "mend", 7)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    assert running(formation) == {"test"}


def test_a_failed_security_test_goes_back_to_the_supplier(tender_house: TenderHouse, set_clock: SetClock):
    """H45: and the environment is allocated anew after the next test of operability."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    early = refused(tender_house, formation, "operator_head", "record_security_test", forming.security(tender_house))
    assert early.rule == "¶ 80-1"
    tender_house.take(formation, "operator_head", "allocate_environment", forming.environment())
    body = forming.security(tender_house, **forming.failed(3))
    tender_house.take(formation, "operator_head", "record_security_test", body)
    assert (formation.state, running(formation)) == ("created", {"mend"})


def test_a_readiness_notice_after_the_term_is_taken(tender_house: TenderHouse, set_clock: SetClock):
    """Nothing ends by itself: the term is overdue and the notice is taken late."""
    formation = forming.begun(tender_house, set_clock)
    set_clock.forward(days=120)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    assert formation.state == "ready_reported"


def test_test_infrastructure_is_given_when_it_was_asked_for(tender_house: TenderHouse, set_clock: SetClock):
    """Law 13(8): at the integrator's request; the states stay."""
    formation = forming.begun(tender_house, set_clock)
    assert refused(
        tender_house, formation, "operator_head", "give_test_infrastructure", forming.environment()
    ).rule == ("Law 13(8)")
    tender_house.take(formation, "integrator_specialist", "request_test_infrastructure", {"text": "Две машины."})
    assert running(formation) == {"report_ready", "give_test_infrastructure"}
    tender_house.take(formation, "operator_head", "give_test_infrastructure", forming.environment())
    assert (formation.state, running(formation)) == ("created", {"report_ready"})


def test_test_infrastructure_is_given_once(tender_house: TenderHouse, set_clock: SetClock):
    """Law 13(8): what was asked for and given is not offered again; for another the integrator asks anew."""
    formation = forming.begun(tender_house, set_clock)
    give = ("operator_head", "give_test_infrastructure", forming.environment())
    for _time in range(2):
        tender_house.take(formation, "integrator_specialist", "request_test_infrastructure", {"text": "Две машины."})
        assert "give_test_infrastructure" in forming.seen(tender_house, formation, "operator_head")["actions"]
        tender_house.take(formation, *give)
        assert "give_test_infrastructure" not in forming.seen(tender_house, formation, "operator_head")["actions"]
        refusal = refused(tender_house, formation, *give)
        assert (refusal.status, refusal.rule) == (409, "Law 13(8)")


NONSENSE = [
    ({"availability": "150"}, "availability"),
    ({"availability": "100.001"}, "availability"),
    ({"availability": "0"}, "availability"),
    ({"cpu_cores": 1_000_000_000}, "cpu_cores"),
    ({"memory_gb": 0}, "memory_gb"),
    ({"memory_gb": 1_000_000_000}, "memory_gb"),
    ({"storage": [{"kind": "ssd", "gb": 1_000_000_000}]}, "storage.0.gb"),
]


@pytest.mark.parametrize(("given", "field"), NONSENSE)
def test_resources_that_nothing_has_are_refused(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, given: dict[str, Any], field: str
):
    """¶ 73: an availability is above 0 and at most 100 per cent; a size that no platform has is a mistaken unit."""
    formation = forming.begun(tender_house, set_clock)
    db.session.commit()
    body = forming.readiness()
    body["resources"] |= given
    address = f"/api/v1/formations/{formation.public_number}/report_ready"
    answer = client.post(address, json=body, headers=bearer(tender_house["supplier1_head"]))
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [f"resources.{field}"])


@pytest.mark.parametrize("left_out", ["minutes", "test_protocol", "security_act"])
def test_a_presentation_has_all_three_papers(tender_house: TenderHouse, set_clock: SetClock, left_out: str):
    """¶ 85: minutes, test protocol and act."""
    formation = forming.called(tender_house, set_clock)
    body = forming.papers(formation)
    body[left_out] = [] if left_out == "minutes" else None
    assert left_out in refused(tender_house, formation, "integrator_specialist", "present", body).errors


def test_without_a_presentation_nothing_is_decided(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 85: 409 until all three are presented."""
    formation = forming.called(tender_house, set_clock)
    answer = refused(tender_house, formation, "chair", "decide", forming.forming())
    assert (answer.status, answer.rule) == (409, "¶ 85")


@pytest.mark.slow
def test_papers_presented_anew_withdraw_what_was_proposed(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 85: who votes decides on what lies before the Commission now."""
    formation = forming.presented(tender_house, set_clock)
    tender_house.take(formation, "chair", "decide", forming.forming())
    assert proposals.open_of(formation) is not None
    tender_house.take(formation, "integrator_specialist", "present", forming.papers(formation))
    assert proposals.open_of(formation) is None


def test_minutes_that_are_not_signed_are_not_taken(tender_house: TenderHouse, set_clock: SetClock):
    """The minutes of the opening are signed by chair and secretary."""
    formation = forming.called(tender_house, set_clock)
    assert formation.tender is not None
    opening = next(each for each in formation.tender.protocols if each.kind.value == "opening")
    db.session.delete(opening.signatures[-1])
    db.session.flush()
    db.session.expire(opening, ["signatures"])
    answer = refused(tender_house, formation, "integrator_specialist", "present", forming.papers(formation))
    assert list(answer.errors) == ["minutes.0"]


def test_the_commission_sends_back(tender_house: TenderHouse, set_clock: SetClock):
    """Not forming, with what to mend: back to the readiness notice, with the protocol's term."""
    formation = forming.presented(tender_house, set_clock)
    half = forming.forming(form=False, mend="Обучение")
    assert list(refused(tender_house, formation, "chair", "decide", half).errors) == ["mend_working_days"]
    forming.decide(tender_house, formation, form=False, mend="Обучение", mend_working_days=4)
    (term,) = deadlines.open_deadlines(formation)
    assert (formation.state, term.term, term.working_days) == ("created", "mend", 4)


@pytest.mark.slow
def test_the_commission_ends_it(tender_house: TenderHouse, set_clock: SetClock):
    """Not forming, without anything to mend: the tender goes back to its ranking, without that bid (H25, H36)."""
    formation = forming.presented(tender_house, set_clock)
    forming.decide(tender_house, formation, form=False)
    assert formation.tender is not None
    assert (formation.state, formation.tender.state) == ("ended", "ranked")
    assert running(formation) == set()
    ended = shown_protocol.shown(formation.protocols[-1])
    for said in (formation.tender.public_number, formation.assignment.public_number, "contracts"):
        assert said in ended["follows"], "what becomes of contracts, tender, request and assignment"
    assert "examine" in {each.term for each in deadlines.open_deadlines(formation.tender)}
    resolve(tender_house, formation.tender, "decide", decision_for_second(tender_house, formation))
    assert formation.tender.state == "decided"


def decision_for_second(house: TenderHouse, formation: Formation) -> dict:
    """The Commission names the bid that is next by rank."""
    from tests.tenders.resolving import decision

    assert formation.tender is not None
    return decision(house, formation.tender, 2)


@pytest.mark.slow
@pytest.mark.parametrize("others", [True, False])
def test_a_supplier_gives_up(tender_house: TenderHouse, set_clock: SetClock, others: bool):
    """H25: before the commissioning; the Commission names the next bid, or decides what follows."""
    from tests.tenders.resolving import OFFERS

    formation = forming.begun(tender_house, set_clock, "ssp", OFFERS if others else OFFERS[:1])
    tender_house.take(formation, "supplier1_head", "give_up", {"reason": "Нет людей."})
    tender = formation.tender
    assert tender is not None
    assert (formation.state, tender.state) == ("ended", "ranked")
    offered = forming.seen(tender_house, tender, "chair")["actions"]
    assert ("decide" in offered) is others
    assert ("repeat" in offered) is not others


@pytest.mark.slow
def test_a_meeting_without_a_decision_is_called_again(tender_house: TenderHouse, set_clock: SetClock):
    """H45: where it did not meet, or decided nothing; not before its hour."""
    formation = forming.secured(tender_house, set_clock)
    forming.notify_passed(tender_house, formation)
    tender_house.take(formation, "integrator_specialist", "call_meeting", forming.meeting())
    assert refused(tender_house, formation, "integrator_head", "call_meeting", forming.meeting()).rule == "H45"
    assert refused(tender_house, formation, "chair", "decide", forming.forming()).rule == "¶ 83"
    set_clock.forward(days=1, minutes=1)
    tender_house.take(formation, "integrator_specialist", "present", forming.papers(formation))
    tender_house.take(formation, "chair", "decide", forming.forming())
    tender_house.take(formation, "integrator_specialist", "call_meeting", forming.meeting())
    assert running(formation) == {"meet", "call_again"}
    set_clock.forward(days=1, minutes=1)
    resolve(tender_house, formation, "decide", forming.forming(), VOTERS)  # type: ignore[arg-type]
    assert formation.state == "forming_decided"


def test_the_meeting_is_within_its_term(tender_house: TenderHouse, set_clock: SetClock):
    """H45: in five working days at the latest, and not in the past."""
    formation = forming.secured(tender_house, set_clock)
    forming.notify_passed(tender_house, formation)
    for days, rule in ((-1, "¶ 83"), (30, "H45")):
        at = clock.almaty(clock.now() + dt.timedelta(days=days)).isoformat()
        body = forming.meeting() | {"meets_at": at}
        answer = refused(tender_house, formation, "integrator_head", "call_meeting", body)
        assert (answer.rule, list(answer.errors)) == (rule, ["meets_at"])


@pytest.mark.slow
def test_production_needs_what_the_assignment_lists(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 87-1: each technical document, and of a product the source code."""
    formation = forming.presented(tender_house, set_clock)
    forming.decide(tender_house, formation)
    early = refused(tender_house, formation, "supplier1_head", "commission")
    assert early.rule == "¶ 87"
    body = forming.commissioning(tender_house, formation)
    body["technical_documents"] = body["technical_documents"][1:]
    body["source_code"] = None
    errors = refused(tender_house, formation, "operator_head", "commission", body).errors
    assert set(errors) == {"technical_documents", "source_code"}


@pytest.mark.slow
def test_all_that_the_protocol_lacks_is_said_at_once(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 87, 87-1: protocol, its day, each copy and the source code, in the order of the form."""
    formation = forming.presented(tender_house, set_clock)
    forming.decide(tender_house, formation)
    body = forming.commissioning(tender_house, formation)
    rows = [each | {"document": None} for each in body["technical_documents"]]
    nothing = {"protocol": None, "signed_on": None, "technical_documents": rows, "source_code": None}
    errors = refused(tender_house, formation, "operator_head", "commission", nothing).errors
    copies = [f"technical_documents.{place}.document" for place in range(len(rows))]
    assert list(errors) == ["protocol", "signed_on", *copies, "source_code"]


@pytest.mark.slow
def test_an_ici_object_has_no_source_code(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 103 speaks of the product only."""
    formation = forming.presented(tender_house, set_clock, "ici")
    forming.decide(tender_house, formation)
    body = forming.commissioning(tender_house, formation, source_code=tender_house.document("operator_head"))
    assert list(refused(tender_house, formation, "operator_head", "commission", body).errors) == ["source_code"]


def test_a_returned_entry_is_mended(tender_house: TenderHouse, set_clock: SetClock):
    """H41: with reasons; the integrator notifies again with the mended entry."""
    formation = forming.notified(tender_house, set_clock)
    tender_house.take(formation, "authorised_head", "return", {"reasons": "Нет описания на казахском."})
    assert (formation.state, running(formation)) == ("integrator_notified", {"mend_entry"})
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry(support="1477"))
    assert (formation.state, running(formation)) == ("authority_notified", {"include"})
    assert formation.data["entry"]["support"] == "1477"


@pytest.mark.parametrize(
    ("name", "value"),
    [("price_service", "39000000.01"), ("price_lease", "29000000.01"), ("kind", "unknown"), ("recipient", "unknown")],
)
def test_an_entry_fits_contracts_and_classifiers(tender_house: TenderHouse, set_clock: SetClock, name: str, value: str):
    """Law 45(3), 46: no price above the contract, no key that the classifiers do not have."""
    formation = forming.commissioned(tender_house, set_clock)
    tender_house.take(formation, "operator_head", "notify_integrator")
    body = forming.entry(**{name: value})
    answer = refused(tender_house, formation, "integrator_specialist", "notify_authority", body)
    assert list(answer.errors) == [f"entry.{name}"]
    # The lease is a part of the whole (¶ 103-2).
    cheap = forming.entry(price_service="28000000.00")
    answer = refused(tender_house, formation, "integrator_specialist", "notify_authority", cheap)
    assert (list(answer.errors), answer.rule) == (["entry.price_lease"], "¶ 103-2")


def test_the_commission_keeps_what_it_declared_and_may_declare_once_more(
    tender_house: TenderHouse, set_clock: SetClock
):
    """Law 45-1: the tender's declarations hold here; said once more here, only another answer is taken."""
    formation = forming.begun(tender_house, set_clock)
    same = {"interest": False, "reason": ""}
    tender_house.take(formation, "member1", "declare", same)
    assert refused(tender_house, formation, "member1", "declare", same).status == 409
    tender_house.take(formation, "member1", "declare", {"interest": True, "reason": "Работал у поставщика."})
    assert formation.tender is not None
    rows = {row.user.id: row.until for row in formation.seats}
    assert rows[tender_house["member1"].id] is not None
    assert {row.until for row in formation.tender.seats} == {None}


def test_who_stepped_aside_is_replaced(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 36: the customer's head replaces that person, and the new one declares before deciding."""
    formation = forming.called(tender_house, set_clock)
    tender_house.take(formation, "member4", "declare", {"interest": True, "reason": "Работал у поставщика."})
    seats = tender_house.commission()
    seats["members"][3] = tender_house["customer_specialist"].public_id
    tender_house.take(formation, "customer_head", "set_commission", seats | {"reason": "stepped_aside"})
    held = {row.user.id for row in formation.seats if row.replaced_at is None and row.until is None}
    assert tender_house["customer_specialist"].id in held
    assert tender_house["member4"].id not in held


@pytest.mark.slow
def test_the_supplier_signs_what_the_operator_has_signed(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 87: with nothing in the body, or the same; what differs is refused, as is a day before the decision."""
    formation = forming.presented(tender_house, set_clock)
    forming.decide(tender_house, formation)
    body = forming.commissioning(tender_house, formation)
    for day in ("2026-01-01", "2090-01-01"):
        wrong = refused(tender_house, formation, "operator_head", "commission", body | {"signed_on": day})
        assert list(wrong.errors) == ["signed_on"]
    tender_house.take(formation, "operator_head", "commission", body)
    # The second of two heads at once, or a second click.
    assert refused(tender_house, formation, "operator_head", "commission", body).rule == "¶ 87"
    other = body | {"signed_on": "2026-01-01"}
    assert list(refused(tender_house, formation, "supplier1_head", "commission", other).errors) == ["signed_on"]
    tender_house.take(formation, "supplier1_head", "commission", body)
    assert formation.state == "commissioned"
    assert refused(tender_house, formation, "supplier1_head", "commission").status == 409


def test_an_integration_is_in_the_register_and_works(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 76-1: what is only described is entered first, and what is not in use yet does not pass."""
    formation = forming.begun(tender_house, set_clock)
    version = formation.version_of_assignment
    version.data = {**version.data, "integrations": [forming.INTEGRATION]}
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    row = {"name": "ГБД ФЛ", "register": None, "passed": True}
    nothing = forming.operability(tender_house)
    assert list(refused(tender_house, formation, "operator_head", "record_test", nothing).errors) == ["integrations"]
    bare = forming.operability(tender_house, integrations=[row])
    errors = refused(tender_house, formation, "operator_head", "record_test", bare).errors
    assert list(errors) == ["integrations.0.register"]
    with tender_house.as_("integrator_specialist"):
        number = register.add(register_sample.SERVICES["persons"] | {"state": "planned"}).number
    given = forming.operability(tender_house, integrations=[row | {"register": number}])
    errors = refused(tender_house, formation, "operator_head", "record_test", given).errors
    assert list(errors) == ["integrations.0.register"]
    with tender_house.as_("integrator_specialist"):
        register.change(register.by_number(number), register_sample.SERVICES["persons"])
    tender_house.take(formation, "operator_head", "record_test", given)
    assert formation.state == "tested"


@pytest.mark.slow
@pytest.mark.parametrize("object_kind", ["ssp", "ici"])
def test_the_entry_completes_the_request(tender_house: TenderHouse, set_clock: SetClock, object_kind: str):
    """Law 7(29): the service stands in the Catalogue, linked from all that led to it."""
    formation = forming.notified(tender_house, set_clock, object_kind)
    assert refused(tender_house, formation, "authorised_specialist", "include").status == 403
    tender_house.take(formation, "authorised_head", "include")
    source = formation.assignment.source
    assert (formation.state, source.state) == ("included", "completed")
    service, tender = formation.service, formation.tender
    assert service is not None
    assert tender is not None
    for procedure in (source, formation.assignment, tender, formation):
        links = forming.seen(tender_house, procedure)["links"]
        assert links["service"].endswith(service.public_number), procedure.kind
    assert (service.object, service.price_service) == (object_kind, Decimal("39000000.00"))
    assert [row.organisation.id for row in service.suppliers] == [tender_house.suppliers[0].id]
