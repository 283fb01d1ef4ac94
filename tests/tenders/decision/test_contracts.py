"""The contract (Law 45(3), ¶ 103-1, 103-2; H5, H25): who signs when, within which terms; refusal and silence."""

import datetime as dt

import pytest
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.requests.assignment import sample
from qyzmet.tenders.decision import contracts, record_silence
from qyzmet.tenders.models import Contract
from tests.signing_in import bearer, post, sign_in
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import OFFERS, bid_of, contract, decided, decision, ranked
from tests.tenders.voting import resolve


def refused(house: TenderHouse, tender, key, body=None, error=Invalid, action="sign_contract"):
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


@pytest.fixture
def named(tender_house, set_clock):
    """A tender whose protocol names the first supplier."""
    return decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))


def test_the_customer_signs_first_and_all_make_it_effective(tender_house, named):
    """Law 45(3): the customer with the terms, then each other party; in force when all have signed."""
    for key in ("operator_head", "supplier1_head"):
        assert refused(tender_house, named, key, error=NotInThisState).rule == "Law 45(3)"
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    assert (named.state, contracts.of(named).in_force_at) == ("decided", None)
    tender_house.take(named, "supplier1_head", "sign_contract")
    assert named.state == "decided"
    assert refused(tender_house, named, "supplier1_head", error=NotInThisState).rule == "Law 45(3)"
    tender_house.take(named, "operator_head", "sign_contract")
    assert named.state == "contracted"
    assert contracts.of(named).in_force_at == clock.now()
    assert set(contracts.of(named).signatures) == {"customer", "operator", "supplier"}


def test_only_heads_of_parties_sign(tender_house, named):
    """A specialist, the integrator, a supplier that was not named: the contract is not theirs."""
    for key in ("customer_specialist", "integrator_head", "authorised_head", "supplier2_head", "chair"):
        refused(tender_house, named, key, contract(tender_house), NotYours)


@pytest.mark.parametrize("name", ["price_lease", "price_service", "starts_on", "ends_on", "document", "parties"])
def test_the_customer_gives_every_term(tender_house, named, name):
    """What is missing is named at its field."""
    terms = contract(tender_house)
    del terms[name]
    assert name in refused(tender_house, named, "customer_head", terms).errors


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"price_service": "40000000.01"}, {"price_service"}),
        ({"price_lease": "30000000.01"}, {"price_lease"}),
        ({"price_lease": "39000000.01", "price_service": "39000000.00"}, {"price_lease"}),
        ({"ends_on": "2026-06-01"}, {"ends_on"}),
        ({"starts_on": "2026-03-02"}, {"starts_on"}),
        ({"parties": ["customer", "operator"]}, {"parties"}),
        ({"parties": ["operator", "supplier"]}, {"parties"}),
    ],
    ids=[
        "service above the bid",
        "lease above the bid",
        "lease above the whole",
        "ends",
        "starts",
        "supplier",
        "customer",
    ],
)
def test_terms_that_are_not_lawful_are_refused(tender_house, named, changes, fields):
    """Prices within bid and ceilings, the lease within the whole, dates in order, all who must be parties (¶ 103-1)."""
    assert set(refused(tender_house, named, "customer_head", contract(tender_house, **changes)).errors) == fields
    assert contracts.of(named) is None


def test_what_equals_the_bid_is_within_it(tender_house, named):
    """The bid's own prices are no more than the bid's."""
    tender_house.take(
        named,
        "customer_head",
        "sign_contract",
        contract(tender_house, price_lease="30000000.00", price_service="40000000.00"),
    )
    assert contracts.of(named) is not None


def test_the_others_give_no_terms(tender_house, named):
    """Who is not the customer signs what stands there: a term of theirs is refused at its field."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    found = refused(tender_house, named, "operator_head", {"price_service": "1.00", "parties": ["operator"]})
    assert set(found.errors) == {"price_service", "parties"}


def test_other_terms_of_the_customer_void_the_signatures(tender_house, named):
    """A new signature with other terms replaces the contract; the same terms again are refused."""
    terms = contract(tender_house)
    tender_house.take(named, "customer_head", "sign_contract", terms)
    tender_house.take(named, "supplier1_head", "sign_contract")
    refused(tender_house, named, "customer_head", terms, NotInThisState)
    tender_house.take(named, "customer_head", "sign_contract", terms | {"price_service": "38000000.00"})
    assert set(contracts.of(named).signatures) == {"customer"}
    assert [each.ended_at is None for each in db.session.query(Contract).order_by(Contract.id)] == [False, True]
    tender_house.take(named, "operator_head", "sign_contract")
    assert named.state == "decided"
    tender_house.take(named, "supplier1_head", "sign_contract")
    assert named.state == "contracted"


def test_without_the_demand_of_103_1_the_supplier_may_stay_out(tender_house, set_clock):
    """Ordinary projects: operator and customer conclude the contract, the supplier may join."""
    commissioning = sample.lease()["commissioning"] | {"property_after_3_years": False}
    tender = decided(tender_house, ranked(tender_house, set_clock, OFFERS[:1], commissioning=commissioning))
    tender_house.take(
        tender, "customer_head", "sign_contract", contract(tender_house, parties=["customer", "operator"])
    )
    assert refused(tender_house, tender, "supplier1_head", error=NotInThisState).rule == "Law 45(3)"
    tender_house.take(tender, "operator_head", "sign_contract")
    assert tender.state == "contracted"
    assert [each.key for each in contracts.three_years(tender, contracts.of(tender))] == []


def test_three_years_bring_property_and_another_price(tender_house, named):
    """¶ 103-1, 103-2; H18: counted from the first day; the price changes only where the lease goes on."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, ends_on="2031-05-31"))
    found = contracts.three_years(named, contracts.of(named))
    assert [(each.key, each.on) for each in found] == [
        ("property", dt.date(2029, 6, 1)),
        ("lease_price", dt.date(2029, 6, 1)),
    ]


def test_a_supplier_who_has_signed_does_not_decline(tender_house, named):
    """H25: a signature binds; declining before it leads to the next by rank and ends the contract that stood."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    tender_house.take(named, "supplier1_head", "sign_contract")
    refused(tender_house, named, "supplier1_head", {"reason": "No."}, NotInThisState, "decline_contract")
    terms = contract(tender_house, price_service="38000000.00")
    tender_house.take(named, "customer_head", "sign_contract", terms)
    tender_house.take(named, "supplier1_head", "decline_contract", {"reason": "Not for this price."})
    assert (named.state, contracts.of(named)) == ("ranked", None)
    assert bid_of(tender_house, named, 1).state == "not_chosen"


def test_silence_is_recorded_after_the_term_and_not_before(tender_house, named, set_clock):
    """H5, H25: the chair records it once ten working days are over; the bid falls away and the next follows."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    refused(tender_house, named, "chair", error=NotInThisState, action="record_silence")
    set_clock.set(record_silence.silent_from(named, contracts.of(named)) - dt.timedelta(microseconds=1))
    refused(tender_house, named, "chair", error=NotInThisState, action="record_silence")
    set_clock.forward(microseconds=1)
    refused(tender_house, named, "member1", error=NotYours, action="record_silence")
    resolve(tender_house, named, "record_silence", {"note": "Not reached by telephone."})
    assert (named.state, bid_of(tender_house, named, 1).state) == ("ranked", "not_chosen")
    assert contracts.of(named) is None
    resolve(tender_house, named, "decide", decision(tender_house, named, 2))
    assert named.state == "decided"


def test_a_supplier_with_nothing_to_sign_is_not_silent(tender_house, named, set_clock):
    """Without the customer's signature there is no silence; after a late one the supplier has as many days from it."""
    (term,) = deadlines.open_deadlines(named, "sign_contract")
    set_clock.set(term.due_at)
    refused(tender_house, named, "chair", error=NotInThisState, action="record_silence")
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    refused(tender_house, named, "chair", error=NotInThisState, action="record_silence")
    until = record_silence.silent_from(named, contracts.of(named))
    assert until > term.due_at
    set_clock.set(until)
    resolve(tender_house, named, "record_silence", {})
    assert named.state == "ranked"


def test_who_signed_is_not_silent(tender_house, named, set_clock):
    """The supplier signed in time and the operator did not: nobody falls away."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    tender_house.take(named, "supplier1_head", "sign_contract")
    set_clock.forward(days=60)
    refused(tender_house, named, "chair", error=NotInThisState, action="record_silence")


def test_the_contract_is_public_and_its_file_the_parties_own(client: FlaskClient, tender_house, named):
    """Parties, prices and dates everybody reads; the file the people of the tender's parties alone."""
    terms = contract(tender_house)
    tender_house.take(named, "customer_head", "sign_contract", terms)
    db.session.commit()
    address, number = f"/api/v1/tenders/{named.number}", terms["document"]
    shown = client.get(address).json["contract"]
    assert shown["parties"] == terms["parties"]
    assert (shown["price_service"], shown["starts_on"]) == ("39000000.00", "2026-06-01")
    assert shown["document"] is None
    assert [each["party"] for each in shown["signatures"]] == ["customer"]
    # Who is not signed in is led to the sign-in page.
    assert client.get(f"/documents/{number}").status_code == 302
    for key, sees in (("operator_head", True), ("supplier1_head", True), ("supplier2_head", False), ("member3", False)):
        token = bearer(tender_house[key])
        assert (client.get(address, headers=token).json["contract"]["document"] == number) == sees, key
        answer = client.get(f"/api/v1/documents/{number}", headers=token)
        assert answer.status_code == (200 if sees else 404), key
    page = client.get(named.path).text
    assert "contract.pdf" not in page
    sign_in(client, tender_house["operator_head"])
    assert "contract.pdf" in client.get(named.path).text


def test_the_api_signs_as_the_contract_prints_it(client: FlaskClient, tender_house, named):
    """The customer with the terms, then {} of the others; a wrong order is 409, wrong terms are 422 by field."""
    terms = contract(tender_house)
    db.session.commit()
    address = f"/api/v1/tenders/{named.number}/sign_contract"
    tokens = {key: bearer(tender_house[key]) for key in ("customer_head", "operator_head", "supplier1_head")}
    assert client.post(address, headers=tokens["supplier1_head"], json={}).status_code == 409
    wrong = client.post(address, headers=tokens["customer_head"], json=terms | {"parties": ["customer", "nobody"]})
    assert set(wrong.json["errors"]) == {"parties"}
    assert client.post(address, headers=tokens["customer_head"], json={}).status_code == 422
    assert client.post(address, headers=tokens["customer_head"], json=terms).json["state"] == "decided"
    assert client.post(address, headers=tokens["operator_head"], json={}).json["state"] == "decided"
    answer = client.post(address, headers=tokens["supplier1_head"], json={})
    assert answer.json["state"] == "contracted"
    assert answer.json["contract"]["in_force_at"] is not None
    assert answer.json["supplier"] == tender_house.suppliers[0].bin
    assert answer.json["ready_within_working_days"] == 60
    assert answer.json["links"]["formation"] is None


def test_the_pages_ask_the_customer_for_terms_and_show_them_to_the_others(client: FlaskClient, tender_house, named):
    """The customer's form begins with the bid's prices; the operator reads the terms and confirms the signature."""
    terms = contract(tender_house)
    db.session.commit()
    address = f"{named.path}/act/sign_contract"
    sign_in(client, tender_house["customer_head"])
    page = client.get(address)
    assert 'name="price_service"' in page.text
    assert "40,000,000.00" in page.text
    sent = terms | {"version": named.version, "price_service": "41000000.00"}
    answer = post(client, address, data=sent)
    assert answer.status_code == 422
    assert "The price is above that of the bid" in answer.text
    assert "2026-06-01" in answer.text
    sent |= {"price_service": "39000000.00"}
    assert "What will be recorded" in post(client, address, data=sent).text
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    sign_in(client, tender_house["operator_head"])
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="price_service"' not in page.text
    assert "₸39,000,000" in page.text
    db.session.expire_all()
    answer = post(client, address, data={"version": named.version})
    assert "What will be recorded" in answer.text
    assert post(client, address, data={"version": named.version, "confirmed": "1"}).status_code == 302
    db.session.expire_all()
    assert set(contracts.of(named).signatures) == {"customer", "operator"}
