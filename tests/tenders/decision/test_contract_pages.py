"""Contracts by pages and API: one form for whoever begins, what the next signs, and what everybody may read."""

import re

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.tenders.decision import contracts
from tests.signing_in import bearer, post, sign_in
from tests.tenders.resolving import OFFERS, contract, decided, ranked, reading, signed


@pytest.fixture
def named(tender_house, set_clock):
    """A tender whose protocol names the first supplier."""
    return decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))


@pytest.mark.slow
def test_the_contracts_are_public_and_their_files_the_parties_own(client: FlaskClient, tender_house, named):
    """Terms and signatures everybody reads; the file the people of the tender's parties alone."""
    terms = contract(tender_house)
    tender_house.take(named, "customer_head", "sign_contract", terms)
    db.session.commit()
    address, number = f"/api/v1/tenders/{named.number}", terms["document"]
    said = client.get(address).json
    (shown,) = said["contracts"]
    customer = tender_house.requests.state_body.bin
    assert (shown["contract"], shown["version"], shown["signed"]) == ("service", 1, [customer])
    assert (shown["price"], shown["starts_on"], shown["price_lease"]) == ("39000000.00", "2026-06-01", None)
    assert (shown["document"], shown["in_force_at"]) == (None, None)
    ((signature),) = shown["signatures"]
    assert (signature["party"], signature["organisation"]) == ("customer", customer)
    assert {each["contract"]: each["next"] for each in said["contracts_needed"]} == {
        "service": "operator",
        "lease": "operator",
        "product": "customer",
    }
    assert all(each["until"] for each in said["contracts_needed"])
    # Who is not signed in is led to the sign-in page.
    assert client.get(f"/documents/{number}").status_code == 302
    for key, sees in (("operator_head", True), ("supplier1_head", True), ("supplier2_head", False), ("member3", False)):
        token = bearer(tender_house[key])
        assert (client.get(address, headers=token).json["contracts"][0]["document"] == number) == sees, key
        answer = client.get(f"/api/v1/documents/{number}", headers=token)
        assert answer.status_code == (200 if sees else 404), key
    page = client.get(f"{named.path}?lang=en").text
    assert "service.pdf" not in page
    assert "Contract of the lease" in page
    sign_in(client, tender_house["operator_head"])
    assert "service.pdf" in client.get(named.path).text


@pytest.mark.slow
def test_the_api_signs_as_the_contract_prints_it(client: FlaskClient, tender_house, named):
    """Terms first, then the version; a wrong order is 409, wrong terms 422 by field, another version 412."""
    terms = {kind: contract(tender_house, kind) for kind in ("service", "lease", "product")}
    db.session.commit()
    address = f"/api/v1/tenders/{named.number}/sign_contract"
    tokens = {key: bearer(tender_house[key]) for key in ("customer_head", "operator_head", "supplier1_head")}

    def sign(key: str, body: dict) -> tuple[int, dict]:
        answer = client.post(address, headers=tokens[f"{key}_head"], json=body)
        return answer.status_code, answer.json

    assert sign("supplier1", {})[0] == 409
    status, wrong = sign("customer", terms["service"] | {"contract": "work"})
    assert (status, set(wrong["errors"])) == (422, {"contract"})
    assert sign("customer", {})[0] == 422
    assert sign("customer", terms["service"] | {"parties": []})[0] == 422
    assert sign("customer", terms["service"])[1]["state"] == "decided"
    status, refused = sign("operator", reading() | {"version": 7})
    assert (status, refused["rule"]) == (412, "Law 45(3)")
    status, refused = sign("operator", {"contract": "service"})
    assert (status, set(refused["errors"])) == (422, {"version"})
    assert sign("operator", reading())[1]["contracts"][0]["in_force_at"] is not None
    sign("operator", terms["lease"])
    assert sign("customer", terms["product"])[0] == 200
    assert sign("customer", reading("lease"))[0] == 403
    sign("supplier1", reading("lease"))
    status, answer = sign("supplier1", reading("product"))
    assert (status, answer["state"]) == (200, "contracted")
    assert [each["contract"] for each in answer["contracts"]] == ["service", "lease", "product"]
    assert all(each["in_force_at"] for each in answer["contracts"])
    assert {each["next"] for each in answer["contracts_needed"]} == {None}
    assert answer["contracts_in_force_at"] == max(each["in_force_at"] for each in answer["contracts"])
    assert answer["supplier"] == tender_house.suppliers[0].bin
    assert answer["ready_within_working_days"] == 60
    assert answer["links"]["formation"].startswith("/api/v1/formations/F-")


@pytest.mark.slow
def test_the_form_of_whoever_begins(client: FlaskClient, tender_house, named):
    """It begins with the winner's price, with both limits beside it; nothing that is needed is called optional."""
    terms = contract(tender_house)
    db.session.commit()
    address = f"{named.path}/act/sign_contract"
    sign_in(client, tender_house["customer_head"])
    page = client.get(f"{address}?contract=service").text
    assert "40,000,000.00" in page
    assert "the winner’s price" in page or "the winner&#39;s price" in page
    assert "the ceiling of part 3 of the design assignment" in page
    assert "(optional)" not in page
    assert "Contract of the IC service" in page
    for name in ("price_lease", "price_service", "parties"):
        assert f'name="{name}"' not in page
    sent = terms | {
        "version": tender_house.version("customer_head", named),
        "price": "41000000.00",
        "ends_on": "2026-06-01",
    }
    answer = post(client, address, data=sent)
    assert answer.status_code == 422
    assert "The price is above that of the winning bid" in answer.text
    assert "The contract must end after it starts" in answer.text
    assert "2026-06-01" in answer.text
    answer = post(
        client,
        address,
        data={"contract": "service", "version": tender_house.version("customer_head", named), "price": ""},
    )
    for text in ("Enter the price of the contract", "Enter the first day of the contract", "Choose the file"):
        assert text in answer.text
    sent |= {"price": "39000000.00", "ends_on": terms["ends_on"]}
    asked = post(client, address, data=sent).text
    assert "What will be recorded" in asked
    assert "Sign the contract of the IC service" in asked
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    db.session.expire_all()
    assert set(contracts.standing(named)) == {"service"}
    # The product has no price that the Rules would bound: there it may be left open.
    page = client.get(address).text
    assert "Contract of the software product" in page
    assert page.count("(optional)") == 1


@pytest.mark.slow
def test_the_next_reads_the_terms_and_signs_their_version(client: FlaskClient, tender_house, named):
    """No field but the version that was read; other terms meanwhile are shown before anything is signed."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    db.session.commit()
    sign_in(client, tender_house["operator_head"])
    shown = client.get(named.path).text
    assert "Read and sign this contract" in shown
    address = f"{named.path}/act/sign_contract"
    page = client.get(f"{address}?contract=service").text
    assert "₸39,000,000" in page
    assert "service.pdf" in page
    assert 'name="price"' not in page
    assert re.search(r'name="terms-version" value="1"', page)
    sent = {"version": tender_house.version("operator_head", named), "contract": "service", "terms-version": "1"}
    with_terms = contract(tender_house, price="38000000.00")
    tender_house.take(named, "customer_head", "sign_contract", with_terms)
    db.session.commit()
    late = post(client, address, data=sent | {"version": tender_house.version("operator_head", named)})
    assert late.status_code == 409
    assert "The terms of this contract were changed meanwhile" in late.text
    sent |= {"version": tender_house.version("operator_head", named), "terms-version": "2"}
    asked = post(client, address, data=sent).text
    assert "What will be recorded" in asked
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    db.session.expire_all()
    assert set(contracts.standing(named)["service"].signatures) == {"customer", "operator"}


@pytest.mark.slow
def test_whoever_waits_may_only_begin_anew(client: FlaskClient, tender_house, named):
    """The customer has signed its two contracts: it waits, and the button says what it would do."""
    for kind in ("service", "product"):
        tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, kind))
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    page = client.get(named.path).text
    assert "Sign a contract anew, with other terms" in page
    assert "Read and sign this contract" not in page
    assert "39,000,000.00" in client.get(f"{named.path}/act/sign_contract?contract=service").text


def test_the_page_says_who_is_next_and_until_when(client: FlaskClient, tender_house, named):
    """Signed out too: whose signature comes next, and the last day of its term."""
    signed(tender_house, named, "service")
    db.session.commit()
    page = client.get(f"{named.path}?lang=en").text
    assert "Next to sign: Contract of the lease" in page
    assert "signs first, with the terms" in page
    assert "Read and sign" not in page


@pytest.mark.slow
def test_declining_says_what_follows(client: FlaskClient, tender_house, named):
    """H25 for the supplier, H36 for the customer and the operator."""
    db.session.commit()
    for key, text in (("supplier1_head", "Your bid falls away"), ("operator_head", "the Commission decides what")):
        sign_in(client, tender_house[key])
        assert text in client.get(f"{named.path}/act/decline_contract").text


@pytest.mark.slow
def test_notices_say_which_contract_and_who_signs_next(client: FlaskClient, tender_house, named):
    """A12: who is told reads what was signed and whose turn it is; what the Commission did is no employer's."""
    signed(tender_house, named, "service")
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    page = client.get("/account/notifications/?lang=en").text
    assert "gave the terms of the contract of the IC service and signed it; the operator signs next" in page
    assert "signed the contract of the IC service: it is in force" in page
    assert "Commission: named its bidder the supplier" in page
