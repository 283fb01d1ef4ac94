"""Law 45(3), ¶ 103-1, 103-2: parties, order of signing, prices, dates, and what three years bring."""

import datetime as dt
from decimal import Decimal
from itertools import permutations

import pytest

from qyzmet.tenders.contract_terms import (
    ContractParty,
    Prices,
    after_three_years,
    against_dates,
    against_parties,
    against_prices,
    against_signing,
    is_in_force,
    needed_parties,
)

pytestmark = pytest.mark.once

CUSTOMER, OPERATOR, SUPPLIER = ContractParty
ALL = (CUSTOMER, OPERATOR, SUPPLIER)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def prices(lease: str, service: str) -> Prices:
    return Prices(Decimal(lease), Decimal(service))


@pytest.mark.parametrize(
    ("ppp", "becomes_property", "parties", "allowed"),
    [
        (False, False, (CUSTOMER, OPERATOR), True),
        (False, False, ALL, True),
        (False, False, (CUSTOMER, SUPPLIER), False),
        (False, True, (CUSTOMER, OPERATOR), False),  # ¶ 103-1: by a contract of supplier and state body
        (False, True, ALL, True),
        (True, False, ALL, True),
        (True, False, (CUSTOMER, OPERATOR), False),  # PPP: all three
        (True, False, (OPERATOR, SUPPLIER), False),
        (False, False, (CUSTOMER, OPERATOR, OPERATOR), False),
        (False, False, (), False),
    ],
)
def test_the_parties_by_the_mechanism(ppp, becomes_property, parties, allowed):
    """Ordinary: operator and state body, the supplier on the product; PPP: state partner, operator, private partner."""
    needed = needed_parties(ppp=ppp, becomes_property=becomes_property)
    assert (list(against_parties(parties, needed)) == []) is allowed
    assert needed.must | needed.may == set(ContractParty)


@pytest.mark.parametrize("parties", [ALL, (CUSTOMER, OPERATOR)])
def test_the_customer_signs_first_and_each_once(parties):
    """Of all orders those that begin with the customer are taken, and the last signature puts it in force."""
    for order in permutations(parties):
        signed: list[ContractParty] = []
        for party in order:
            if against_signing(party, parties, signed) is None:
                signed.append(party)
        assert is_in_force(parties, signed) == (order[0] is CUSTOMER)
    assert against_signing(CUSTOMER, parties, [CUSTOMER]) is not None
    assert against_signing(CUSTOMER, parties, []) is None


def test_whoever_is_no_party_does_not_sign():
    """The supplier of an ordinary project may stay outside."""
    assert against_signing(SUPPLIER, (CUSTOMER, OPERATOR), [CUSTOMER]) is not None
    assert not is_in_force((), ())


@pytest.mark.parametrize(
    ("contract", "paths"),
    [
        (prices("48", "55"), []),
        (prices("40", "41"), []),
        (prices("48.01", "55"), ["price_lease"]),  # above the bid
        (prices("48", "55.01"), ["price_service"]),
        (prices("51", "61"), ["price_lease"] * 2 + ["price_service"] * 2),  # above the ceilings too
        (prices("48", "47"), ["price_lease"]),  # the lease is a part of the whole
        (prices("-1", "55"), ["price_lease"]),
    ],
)
def test_prices_stay_within_bid_and_ceilings(contract, paths):
    """Equal is within."""
    assert [said.path for said in against_prices(contract, prices("48", "55"), prices("50", "60"))] == paths


def test_a_ceiling_that_is_not_there_bounds_nothing():
    """Where nothing is leased part 2 is empty."""
    assert list(against_prices(prices("9", "55"), Prices(None, Decimal(55)), Prices(None, Decimal(60)))) == []


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
    found = after_three_years(day(starts), ends and day(ends), becomes_property=becomes_property)
    assert {each.key: each.on.isoformat() for each in found} == expected
    assert {each.said.rule for each in found} <= {"¶ 103-1", "¶ 103-2"}
