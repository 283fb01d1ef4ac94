"""Law 45(3), ¶ 19(14), 103-1, 103-2: which contracts, the order of signing, prices, dates, what three years bring."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.tenders.procedure.contracts import SIGNERS, ContractKind, ContractParty
from qyzmet.tenders.rules.contract_terms import (
    PPP_TITLES,
    PRICES,
    Prices,
    after_three_years,
    against_dates,
    against_prices,
    against_signing,
    begins,
    needed_contracts,
    next_signer,
    titles_of,
)

pytestmark = pytest.mark.once

CUSTOMER, OPERATOR, SUPPLIER = ContractParty
SERVICE, LEASE, PPP, PRODUCT = ContractKind
NOTHING = Prices()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def prices(lease: str, service: str) -> Prices:
    return Prices(Decimal(lease), Decimal(service))


@pytest.mark.parametrize(
    ("ppp", "becomes_property", "kinds"),
    [
        (False, False, (SERVICE, LEASE)),
        (False, True, (SERVICE, LEASE, PRODUCT)),  # ¶ 103-1
        (True, False, (PPP,)),
        (True, True, (PPP,)),  # one of three parties holds that too
    ],
)
def test_the_contracts_by_the_mechanism(ppp, becomes_property, kinds):
    """¶ 19(14): a lease has that of the service and that of the lease, PPP one of three parties."""
    assert needed_contracts(ppp=ppp, becomes_property=becomes_property) == kinds


def test_a_replaced_supplier_takes_over_the_lease_alone():
    """¶ 92, 109: the contract of the IC service stays."""
    assert needed_contracts(ppp=False, becomes_property=False, replaces=True) == (LEASE,)
    assert needed_contracts(ppp=False, becomes_property=True, replaces=True) == (LEASE, PRODUCT)


def test_who_signs_each():
    """Whoever begins stands first."""
    assert SIGNERS == {
        SERVICE: (CUSTOMER, OPERATOR),
        LEASE: (OPERATOR, SUPPLIER),
        PPP: (CUSTOMER, OPERATOR, SUPPLIER),
        PRODUCT: (CUSTOMER, SUPPLIER),
    }


@given(kind=st.sampled_from(ContractKind), tries=st.lists(st.sampled_from(ContractParty), max_size=8))
def test_whoever_tries_when_the_signatures_come_in_their_order(kind, tries):
    """Of all tries those are taken that come in the order; whoever begins anew voids the others' signatures."""
    signed: list[ContractParty] = []
    for party in tries:
        if party not in SIGNERS[kind]:
            continue
        taken = against_signing(kind, party, signed) is None
        in_force = next_signer(kind, signed) is None
        anew = begins(kind, party) and not in_force
        assert taken == (anew or party is next_signer(kind, signed))
        if taken:
            signed = [party] if anew else [*signed, party]
        assert tuple(signed) == SIGNERS[kind][: len(signed)]


def test_in_force_with_the_last_signature():
    """Nothing is signed once more after it."""
    for kind, signers in SIGNERS.items():
        assert next_signer(kind, signers) is None
        for party in signers:
            assert against_signing(kind, party, signers) is not None
            assert next_signer(kind, [each for each in signers if each is not party]) is party


@pytest.mark.parametrize(
    ("kind", "given", "paths"),
    [
        (SERVICE, {"price": "55"}, []),
        (SERVICE, {"price": "55.01"}, ["price"]),  # above the bid
        (SERVICE, {"price": "60.01"}, ["price"] * 2),  # above the ceiling of part 3 too
        (LEASE, {"price": "48"}, []),
        (LEASE, {"price": "48.01"}, ["price"]),
        (LEASE, {"price": "50.01"}, ["price"] * 2),  # part 2
        (PPP, {"price_lease": "48", "price_service": "55"}, []),
        (PPP, {"price_lease": "51", "price_service": "61"}, ["price_lease"] * 2 + ["price_service"] * 2),
        (PPP, {"price_lease": "48", "price_service": "47"}, ["price_lease"]),  # the lease is a part of the whole
        (PRODUCT, {"price": "1000"}, []),  # nothing bounds it
        (PRODUCT, {"price": None}, []),
    ],
)
def test_prices_stay_within_bid_and_ceilings(kind, given, paths):
    """Equal is within."""
    amounts = {path: Decimal(value) if value is not None else None for path, value in given.items()}
    found = against_prices(kind, amounts, prices("48", "55"), prices("50", "60"), NOTHING)
    assert [said.path for said in found] == paths


@pytest.mark.parametrize(
    ("kind", "price", "others", "refused"),
    [
        (LEASE, "40", Prices(service=Decimal(40)), False),
        (LEASE, "40.01", Prices(service=Decimal(40)), True),
        (SERVICE, "40", Prices(lease=Decimal(40)), False),
        (SERVICE, "39.99", Prices(lease=Decimal(40)), True),
        (PRODUCT, "99", prices("40", "39"), False),
    ],
)
def test_the_lease_is_a_part_of_the_services_price(kind, price, others, refused):
    """¶ 103-2: whichever of the two contracts comes first."""
    found = list(against_prices(kind, {"price": Decimal(price)}, prices("48", "55"), NOTHING, others))
    assert [said.rule for said in found] == (["¶ 103-2"] if refused else [])
    of_object = against_prices(kind, {"price": Decimal(price)}, prices("48", "55"), NOTHING, others, whole="¶ 19")
    assert [said.rule for said in of_object] == (["¶ 19"] if refused else [])


def test_a_price_is_more_than_nothing():
    """A contract for nothing binds nobody to anything: one tiyn is a price."""
    for price, refused in (("0.00", True), ("0.01", False)):
        found = list(against_prices(SERVICE, {"price": Decimal(price)}, prices("48", "55"), NOTHING, NOTHING))
        assert bool(found) is refused, price


AMOUNTS = st.decimals(min_value="0.01", max_value=100, places=2)


@given(kind=st.sampled_from([SERVICE, LEASE]), price=AMOUNTS, bid=AMOUNTS, ceiling=st.none() | AMOUNTS)
def test_a_price_is_taken_exactly_up_to_the_lower_limit(kind, price, bid, ceiling):
    """Above the winner's or the ceiling it is refused, each limit with its own amount; else it is taken."""
    found = list(
        against_prices(kind, {"price": price}, Prices(bid, bid), Prices(ceiling, ceiling), NOTHING),
    )
    limits = [limit for limit in (bid, ceiling) if limit is not None]
    assert bool(found) == (price > min(limits))
    assert [said.facts["limit"] for said in found] == [limit for limit in limits if price > limit]
    assert set(PRICES[kind]) == {"price"}


@pytest.mark.parametrize(
    ("starts", "ends", "paths"),
    [
        ("2026-05-01", "2029-04-30", []),
        ("2026-04-20", "2026-04-21", []),
        ("2026-05-01", "2026-05-01", ["ends_on"]),
        ("2026-04-19", "2029-04-30", ["starts_on"]),
        ("2026-04-19", "2026-04-18", ["ends_on", "starts_on"]),
    ],
)
def test_the_dates(starts, ends, paths):
    """A contract ends after it starts, and starts on the day of the protocol at the earliest."""
    assert [said.path for said in against_dates(day(starts), day(ends), day("2026-04-20"))] == paths


@pytest.mark.parametrize(
    ("starts", "ends", "becomes_property", "expected"),
    [
        ("2026-05-01", "2029-04-30", True, {"property": "2029-05-01"}),  # 36 months: nothing goes on
        ("2026-05-01", "2029-05-01", True, {"property": "2029-05-01", "lease_price": "2029-05-01"}),
        ("2026-05-01", None, False, {"lease_price": "2029-05-01"}),
        ("2026-05-01", "2029-04-29", True, {}),  # a day short of three years
        ("2028-02-29", None, True, {"property": "2031-03-01", "lease_price": "2031-03-01"}),
        ("2025-03-01", None, False, {"lease_price": "2028-03-01"}),
    ],
)
def test_what_three_years_of_lease_bring(starts, ends, becomes_property, expected):
    """¶ 103-1: property where the assignment demands it; ¶ 103-2: the lease component, where the lease goes on."""
    found = after_three_years(day(starts), ends and day(ends), product=True, becomes_property=becomes_property)
    assert {each.key: each.on.isoformat() for each in found} == expected
    assert {each.said.rule for each in found} <= {"¶ 103-1", "¶ 103-2"}
    of_object = after_three_years(day(starts), ends and day(ends), product=False, becomes_property=becomes_property)
    assert of_object == ()


@pytest.mark.parametrize(
    ("kind", "party", "signed", "text"),
    [
        (LEASE, SUPPLIER, (), "This contract is not begun yet. First to sign it, with its terms: %(party)s"),
        (PPP, SUPPLIER, (CUSTOMER,), "It is not your turn yet. The next to sign this contract: %(party)s"),
        (PPP, OPERATOR, (CUSTOMER, OPERATOR), "Your organisation has signed this contract already"),
        (LEASE, SUPPLIER, (OPERATOR, SUPPLIER), "This contract is in force: all of its parties have signed it"),
    ],
)
def test_a_refusal_to_sign_says_why(kind, party, signed, text):
    """Not begun, another's turn, signed already and in force are told apart."""
    found = against_signing(kind, party, signed)
    assert found is not None
    assert found.text == text


def test_the_parties_of_a_ppp_contract_are_partners():
    """They have titles of their own; those of the other three contracts have the same."""
    assert titles_of(SERVICE) == titles_of(LEASE) == titles_of(PRODUCT) != titles_of(PPP)
    assert titles_of(PPP) is PPP_TITLES
