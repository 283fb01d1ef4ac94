"""The contracts (Law 45(3), ¶ 19(14), 103-1; H5): who signs which when, within which terms, in whose term."""

import datetime as dt

import pytest

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Stale
from qyzmet.requests.assignment import sample
from qyzmet.tenders.decision import contracts
from qyzmet.tenders.models import Contract
from tests.stages import stage
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import OFFERS, contract, contracted, decided, ranked, reading, signed


def refused(house: TenderHouse, tender, key, body=None, error=Invalid, action="sign_contract"):
    with pytest.raises(error) as found:
        house.take(tender, key, action, body)
    return found.value


def running(tender) -> dict[str, str]:
    """The open terms with their owners."""
    return {each.term: each.owner.value for each in deadlines.open_deadlines(tender)}


@pytest.fixture
def named(tender_house, set_clock):
    """A tender whose protocol names the first supplier; its assignment demands the product as property."""
    return decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))


@pytest.fixture
def leased(tender_house, set_clock):
    """The same without that demand."""
    commissioning = sample.lease()["commissioning"] | {"property_after_3_years": False}
    return decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2], commissioning=commissioning))


@stage
def decided_ppp(house: TenderHouse, set_clock):
    """A PPP project whose private partner is named."""
    project = house.requests.approved(sample.ppp() | {"criteria": resolving.CRITERIA})
    house.list_ppp(project)
    tender = resolving.announced(house, project)
    lease, service, points = OFFERS[0]
    bidding.submitted(house, tender, 1, price_lease=lease, price_service=service)
    resolving.examined(house, resolving.opened(house, tender, set_clock), count=1)
    return decided(house, resolving.scored(house, tender, {1: points}))


@pytest.mark.slow
def test_a_lease_has_the_contracts_of_the_service_and_of_the_lease(tender_house, leased):
    """¶ 19(14): customer and operator conclude that of the service, operator and supplier that of the lease."""
    signed(tender_house, leased, "service")
    assert (leased.state, set(contracts.standing(leased))) == ("decided", {"service"})
    assert contracts.in_force_since(leased) is None
    signed(tender_house, leased, "lease")
    assert leased.state == "contracted"
    assert contracts.in_force_since(leased) == clock.now()
    assert {kind: set(each.signatures) for kind, each in contracts.standing(leased).items()} == {
        "service": {"customer", "operator"},
        "lease": {"operator", "supplier"},
    }


@pytest.mark.slow
def test_the_contracts_come_in_any_order(tender_house, leased):
    """Each begins with its own first signer; the last signature of all ends it."""
    signed(tender_house, leased, "lease")
    assert leased.state == "decided"
    signed(tender_house, leased, "service")
    assert leased.state == "contracted"


@pytest.mark.slow
def test_a_product_that_becomes_property_has_a_contract_of_its_own(tender_house, named):
    """¶ 103-1: customer and supplier sign that too; it needs no price."""
    for kind in ("service", "lease"):
        signed(tender_house, named, kind)
    assert named.state == "decided"
    signed(tender_house, named, "product", price="1000.00")
    assert named.state == "contracted"


@pytest.mark.slow
def test_ppp_is_one_contract_of_three_parties_in_their_order(tender_house, set_clock):
    """Law 1(3-2), 45(3): state partner, operator, private partner, in one with both prices."""
    tender = decided_ppp(tender_house, set_clock)
    assert running(tender) == {"sign_ppp_customer": "state_body"}
    for key in ("operator_head", "supplier1_head"):
        assert refused(tender_house, tender, key, reading("ppp"), NotInThisState).rule == "Law 45(3)"
    found = refused(tender_house, tender, "customer_head", contract(tender_house, "service"))
    assert set(found.errors) == {"contract"}
    tender_house.take(tender, "customer_head", "sign_contract", contract(tender_house, "ppp"))
    refused(tender_house, tender, "supplier1_head", reading("ppp"), NotInThisState)
    assert running(tender) == {"sign_ppp_operator": "operator"}
    tender_house.take(tender, "operator_head", "sign_contract", reading("ppp"))
    assert running(tender) == {"sign_ppp_supplier": "supplier"}
    tender_house.take(tender, "supplier1_head", "sign_contract", reading("ppp"))
    assert (tender.state, running(tender)) == ("contracted", {})
    (made,) = contracts.standing(tender).values()
    assert made.in_force_at == clock.now()
    # The one contract holds the lease: three years count from its first day (H18).
    assert [each.on for each in contracts.three_years(tender, made)] == [dt.date(2029, 6, 1)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"price_service": "40000000.01"}, {"price_service"}),
        ({"price_lease": "30000000.01"}, {"price_lease"}),
        ({"price_lease": "29000000.00", "price_service": "28000000.00"}, {"price_lease"}),
        ({"price_service": None}, {"price_service"}),
        ({"price": "1.00"}, {"price"}),
    ],
)
def test_a_ppp_contract_keeps_both_prices_within_their_limits(tender_house, set_clock, changes, fields):
    """Each within bid and ceiling, the lease within the whole; a single price is none of its terms."""
    tender = decided_ppp(tender_house, set_clock)
    found = refused(tender_house, tender, "customer_head", contract(tender_house, "ppp", **changes))
    assert set(found.errors) == fields


def test_whoever_begins_signs_first_and_the_other_after(tender_house, named):
    """Law 45(3): before the terms are given there is nothing to sign; each signs once."""
    for kind, key in (("service", "operator_head"), ("lease", "supplier1_head"), ("product", "supplier1_head")):
        found = refused(tender_house, named, key, reading(kind), NotInThisState)
        assert found.rule == "Law 45(3)"
        assert "Next to sign: " in found.detail or "with its terms" in found.detail
    signed(tender_house, named, "service")
    again = refused(tender_house, named, "operator_head", reading("service"), NotInThisState)
    assert "in force" in again.detail
    refused(tender_house, named, "customer_head", contract(tender_house), NotInThisState)


def test_a_contract_of_others_is_not_ones_own(tender_house, named):
    """The supplier is no party of the service's contract, the customer none of the lease's."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, "product"))
    found = refused(tender_house, named, "supplier1_head", reading("service"), NotYours)
    assert found.who_may
    refused(tender_house, named, "customer_head", contract(tender_house, "lease"), NotYours)


def test_only_heads_of_parties_sign(tender_house, named):
    """A specialist, the integrator, a supplier that was not named: the contracts are not theirs."""
    for key in ("customer_specialist", "integrator_head", "authorised_head", "supplier2_head", "chair"):
        refused(tender_house, named, key, contract(tender_house), NotYours)


def test_a_contract_that_the_mechanism_does_not_know_is_refused(tender_house, leased):
    """A lease without the demand of ¶ 103-1 has no contract of the product, and never one of a PPP project."""
    for kind in ("product", "ppp"):
        found = refused(tender_house, leased, "customer_head", contract(tender_house, kind))
        assert set(found.errors) == {"contract"}
        assert "Contract of the IC service" in found.errors["contract"][0]


@pytest.mark.parametrize("name", ["contract", "price", "starts_on", "ends_on", "document"])
def test_whoever_begins_gives_every_term(tender_house, named, name):
    """What is missing is named at its field, with what to enter."""
    terms = contract(tender_house)
    del terms[name]
    errors = refused(tender_house, named, "customer_head", terms).errors
    assert set(errors) == {name}
    assert errors[name][0].split()[0] in {"Say", "Enter", "Choose"}


@pytest.mark.parametrize(
    ("kind", "changes", "fields"),
    [
        ("service", {"price": "40000000.01"}, {"price"}),
        ("lease", {"price": "30000000.01"}, {"price"}),
        ("service", {"ends_on": "2026-06-01"}, {"ends_on"}),
        ("service", {"starts_on": "2026-03-02"}, {"starts_on"}),
        ("service", {"price_lease": "1.00"}, {"price_lease"}),
        ("service", {"version": 1}, {"version"}),
    ],
)
def test_terms_that_are_not_lawful_are_refused(tender_house, named, kind, changes, fields):
    """Prices within the winner's, dates in order, no price that the contract does not have."""
    key = f"{resolving.BEGIN[kind]}_head"
    assert set(refused(tender_house, named, key, contract(tender_house, kind, **changes)).errors) == fields
    assert contracts.standing(named) == {}


def test_a_limit_says_how_much_and_whose_it_is(tender_house, named):
    """The winner's price, and the ceiling of the part of the assignment, each with its amount."""
    above = contracts.ceilings_of(named).lease + 1
    terms = contract(tender_house, "lease", price=str(above))
    offered, ceiling = refused(tender_house, named, "operator_head", terms).errors["price"]
    assert offered == "The price is above that of the winning bid: enter ₸30,000,000 or less."
    assert "the ceiling of part 2 of the design assignment" in ceiling
    assert f"₸{above - 1:,.0f}" in ceiling


def test_what_equals_the_bid_is_within_it(tender_house, named):
    """The bid's own prices are no more than the bid's."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, price="40000000.00"))
    tender_house.take(named, "operator_head", "sign_contract", contract(tender_house, "lease", price="30000000.00"))
    assert set(contracts.standing(named)) == {"service", "lease"}


def test_the_lease_is_a_part_of_the_whole_whichever_comes_first(tender_house, named):
    """¶ 103-2: a lease above the service's price is refused, and a service's price below the lease."""
    tender_house.take(named, "operator_head", "sign_contract", contract(tender_house, "lease"))
    below = refused(tender_house, named, "customer_head", contract(tender_house, price="28999999.99"))
    assert (set(below.errors), below.rule) == ({"price"}, "¶ 103-2")
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, price="29000000.00"))
    above = refused(tender_house, named, "operator_head", contract(tender_house, "lease", price="29000000.01"))
    assert (set(above.errors), above.rule) == ({"price"}, "¶ 103-2")


@pytest.mark.slow
def test_the_next_signs_the_version_that_it_has_read(tender_house, named):
    """B30: another version is 412, none 422, and terms of its own are refused at their fields."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    assert set(refused(tender_house, named, "operator_head", {"contract": "service"}).errors) == {"version"}
    assert refused(tender_house, named, "operator_head", reading(version=2), Stale).rule == "Law 45(3)"
    found = refused(tender_house, named, "operator_head", reading() | {"price": "1.00", "ends_on": "2030-01-01"})
    assert set(found.errors) == {"price", "ends_on"}
    tender_house.take(named, "operator_head", "sign_contract", reading())


@pytest.mark.slow
def test_other_terms_are_the_next_version_and_void_the_signatures(tender_house, set_clock):
    """Whoever begins may begin anew until it is in force; the same terms again are refused; H5 runs anew."""
    tender = decided_ppp(tender_house, set_clock)
    terms = contract(tender_house, "ppp")
    tender_house.take(tender, "customer_head", "sign_contract", terms)
    tender_house.take(tender, "operator_head", "sign_contract", reading("ppp"))
    refused(tender_house, tender, "customer_head", terms, NotInThisState)
    tender_house.take(tender, "customer_head", "sign_contract", terms | {"price_service": "38000000.00"})
    (made,) = contracts.standing(tender).values()
    assert (made.version, set(made.signatures)) == (2, {"customer"})
    assert [each.ended_at is None for each in db.session.query(Contract).order_by(Contract.id)] == [False, True]
    assert running(tender) == {"sign_ppp_operator": "operator"}
    assert refused(tender_house, tender, "operator_head", reading("ppp"), Stale)
    tender_house.take(tender, "operator_head", "sign_contract", reading("ppp", 2))
    tender_house.take(tender, "supplier1_head", "sign_contract", reading("ppp", 2))
    assert tender.state == "contracted"


@pytest.mark.slow
def test_each_next_signer_has_ten_working_days_of_its_own(tender_house, named, set_clock):
    """H5: whoever begins from the protocol, the next from the signature before; the owner is who signs."""
    assert running(named) == {
        "sign_service_customer": "state_body",
        "sign_lease_operator": "operator",
        "sign_product_customer": "state_body",
    }
    assert {each.working_days for each in deadlines.open_deadlines(named)} == {10}
    set_clock.forward(days=7)
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house))
    (term,) = deadlines.open_deadlines(named, "sign_service_operator")
    assert (term.event_on, term.rule, term.owner_organisation) == (
        clock.today(),
        "H5",
        tender_house.requests.operator,
    )
    assert "sign_service_customer" not in running(named)
    contracted_others = ("lease", "product")
    for kind in contracted_others:
        signed(tender_house, named, kind)
    assert running(named) == {"sign_service_operator": "operator"}


def test_no_term_runs_for_a_contract_that_is_not_needed(tender_house, leased):
    """Only what the mechanism needs is waited for."""
    assert set(running(leased)) == {"sign_service_customer", "sign_lease_operator"}


def test_three_years_count_from_the_first_day_of_the_lease(tender_house, named):
    """¶ 103-1, 103-2; H18: they stand with the contract of the lease, and speak of the software product."""
    tender_house.take(named, "customer_head", "sign_contract", contract(tender_house, starts_on="2026-05-01"))
    lease = contract(tender_house, "lease", ends_on="2031-05-31")
    tender_house.take(named, "operator_head", "sign_contract", lease)
    stands = contracts.standing(named)
    assert contracts.three_years(named, stands["service"]) == ()
    found = contracts.three_years(named, stands["lease"])
    assert [(each.key, each.on) for each in found] == [
        ("property", dt.date(2029, 6, 1)),
        ("lease_price", dt.date(2029, 6, 1)),
    ]


@pytest.mark.slow
def test_an_ici_object_that_was_approved_with_the_demand_is_contracted_without_it(tender_house, set_clock):
    """¶ 103-1 speaks of the product alone: the demand of a version approved before that was asked has no effect."""
    tender = ranked(tender_house, set_clock, OFFERS[:1])
    tender.frozen.data = tender.frozen.data | {"general": tender.frozen.data["general"] | {"object": "ici"}}
    decided(tender_house, tender)
    assert contracts.needed(tender) == ("service", "lease")
    tender_house.take(tender, "operator_head", "sign_contract", contract(tender_house, "lease", ends_on="2031-05-31"))
    assert contracts.three_years(tender, contracts.standing(tender)["lease"]) == ()


@pytest.mark.slow
def test_whoever_has_signed_all_has_nothing_to_sign(tender_house, named):
    """What the page does not offer: nothing is left, or others come first."""
    signed(tender_house, named, "service")
    signed(tender_house, named, "product")
    assert "signed its contracts already" in refused(tender_house, named, "customer_head", error=NotInThisState).detail
    assert "Contract of the lease" in refused(tender_house, named, "supplier1_head", error=NotInThisState).detail


@pytest.mark.slow
def test_contracts_are_whole_with_the_last_signature_of_all(tender_house, named):
    """H33 counts from there."""
    contracted(tender_house, named)
    assert named.state == "contracted"
    assert contracts.in_force_since(named) == max(each.in_force_at for each in contracts.standing(named).values())
