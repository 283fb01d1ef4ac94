"""Migration 0008: one contract of all parties becomes the contracts of ¶ 19(14), with what was signed and what runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from qyzmet import schema, seeding
from qyzmet.database import db
from tests import factories
from tests.operations.places import place
from tests.own_database import SERVER

# It works on a database of its own.
pytestmark = pytest.mark.slow

KIND = "postgresql" if SERVER else "sqlite"
AT = "2026-04-20 05:00:00.000000"
TENDER = 2
PARTIES = {1001: "state_body", 1002: "operator", 1003: "supplier"}
SIGNED = {
    party: {"user": "U-1", "at": f"2026-04-{day}T10:00:00+05:00"}
    for party, day in (("customer", 21), ("operator", 22), ("supplier", 23))
}


@pytest.fixture
def before(tmp_path: Path) -> Iterator[None]:
    """A database of the release before, empty but for what every one has, a person and organisations."""
    with place(KIND, tmp_path, prepared=False):
        command.upgrade(schema.config(), "0005")
        seeding.seed_rules()
        db.session.commit()
        yield


def insert(table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    db.session.execute(
        text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})"), values
    )


def a_tender(state: str, *, mechanism: str = "lease", property_: bool = False, object_: str = "ssp") -> None:
    """A tender as the release before kept it: with its parties and the winner's bid."""
    user = factories.user().id
    for number, party in PARTIES.items():
        insert(
            "organisation",
            id=number,
            bin=f"{number:012}",
            kind=party,
            version=1,
            owners="[]",
            created_at=AT,
            name_kk="X",
            name_ru="X",
            name_en="X",
            national_bank=False,
        )
    kept = {"edition_key": "kz-2022-03-31", "channel": "portal", "title": "", "data": "{}", "version": 1}
    for number, kind in ((1, "assignments"), (TENDER, "tenders"), (3, "bids")):
        of = {"id": number, "kind": kind, "draft_number": f"X-draft-{number}", "number": f"X-{number}", "state": state}
        insert("procedure", **kept, **of, created_by_id=user, created_at=AT)
    insert("design_assignment", id=1, source_id=1, assignment_version=1)
    data = json.dumps({"commissioning": {"property_after_3_years": property_}})
    of_version = {"proposed_at": AT, "proposed_by_id": user, "reason": "", "hash": "x"}
    insert("assignment_version", id=1, assignment_id=1, number=1, data=data, **of_version)
    facts = {"announcement": 1, "repeats": False, "window": 1, "extended": False, "purpose": ""}
    insert("tender", id=TENDER, assignment_id=1, frozen_id=1, object=object_, mechanism=mechanism, **facts)
    of_bid = {"received_at": AT, "receipt_hash": "x", "receipt_salt": "x", "reason": ""}
    insert("bid", id=3, tender_id=TENDER, price_lease=100, price_service=200, **of_bid)
    for number, party in PARTIES.items():
        insert("procedure_party", procedure_id=TENDER, party=party, organisation_id=number)


def an_old_contract(*signed: str, in_force: bool = False, ended: bool = False) -> None:
    """One contract of all parties, signed by these."""
    insert(
        "contract",
        tender_id=TENDER,
        bid_id=3,
        price_lease=2900,
        price_service=3900,
        document="D-1",
        starts_on="2026-06-01",
        ends_on="2029-05-31",
        parties=json.dumps(["customer", "operator"]),
        signatures=json.dumps({party: SIGNED[party] for party in signed}),
        in_force_at=AT if in_force else None,
        ended_at=AT if ended else None,
    )


def a_term(state: str = "open") -> None:
    """The term of H5, the customer's."""
    insert(
        "deadline",
        procedure_id=TENDER,
        term="sign_contract",
        rule="H5",
        owner="state_body",
        state=state,
        owner_organisation_id=1001,
        event_at=AT,
        event_on="2026-04-20",
        working_days=10,
        starts_on="2026-04-21",
        due_on="2026-05-06",
        due_at="2026-05-06 19:00:00.000000",
        provisional=False,
        calendar_version=0,
        failures=0,
    )


def carried_over() -> tuple[dict[str, Any], list[tuple[str, str, int | None]]]:
    """The contracts by kind, with their price, signatures and whether in force; the terms with owner and state."""
    db.session.commit()
    db.session.remove()
    schema.upgrade()
    rows = db.session.execute(text("SELECT * FROM contract WHERE ended_at IS NULL ORDER BY id")).mappings()
    contracts = {
        row["kind"]: (row["price"], sorted(json.loads(row["signatures"])), row["in_force_at"] is not None)
        for row in rows
    }
    terms = db.session.execute(text("SELECT term, owner, owner_organisation_id FROM deadline ORDER BY term"))
    return contracts, [(row.term, row.owner, row.owner_organisation_id) for row in terms]


def test_a_contract_of_all_parties_becomes_those_of_each_two(before):
    """¶ 19(14), 103-1: in force with the signatures, dates and file that all three had put to the one before."""
    a_tender("contracted", property_=True)
    an_old_contract("customer", ended=True)
    an_old_contract("customer", "operator", "supplier", in_force=True)
    contracts, terms = carried_over()
    assert contracts == {
        "service": (3900, ["customer", "operator"], True),
        "lease": (2900, ["operator", "supplier"], True),
        "product": (None, ["customer", "supplier"], True),
    }
    assert terms == []
    versions = db.session.execute(text("SELECT kind, version, document FROM contract ORDER BY id"))
    assert ("service", 2, "D-1") in [tuple(row) for row in versions]


def test_a_contract_of_customer_and_operator_stays_theirs(before):
    """A supplier who had not joined has no contract of the lease afterwards either."""
    a_tender("contracted")
    an_old_contract("customer", "operator", in_force=True)
    assert carried_over()[0] == {"service": (3900, ["customer", "operator"], True)}


def test_nobody_had_signed_yet(before):
    """The term goes on for each who begins: with the operator's own, and the product's where it is demanded."""
    a_tender("decided", property_=True)
    a_term()
    contracts, terms = carried_over()
    assert contracts == {}
    assert terms == [
        ("sign_lease_operator", "operator", 1002),
        ("sign_product_customer", "state_body", 1001),
        ("sign_service_customer", "state_body", 1001),
    ]


def test_an_object_needs_no_contract_of_the_product(before):
    """¶ 103-1 speaks of the software product alone, whatever the assignment demands."""
    a_tender("decided", property_=True, object_="ici")
    a_term()
    assert [term for term, _owner, _organisation in carried_over()[1]] == [
        "sign_lease_operator",
        "sign_service_customer",
    ]


@pytest.mark.parametrize(
    ("signed", "contracts", "terms"),
    [
        (
            ("customer", "supplier"),  # the operator begins the lease: what the supplier signed is void
            {"service": (3900, ["customer"], False)},
            ["sign_lease_operator", "sign_service_operator"],
        ),
        (
            ("customer", "operator"),
            {"service": (3900, ["customer", "operator"], True), "lease": (2900, ["operator"], False)},
            ["sign_lease_supplier"],
        ),
    ],
    ids=["customer and supplier", "customer and operator"],
)
def test_what_some_had_signed_goes_on(before, signed, contracts, terms):
    """The signatures of the parties stay where whoever begins has signed, and the term is the next signer's."""
    a_tender("decided")
    an_old_contract(*signed)
    a_term()
    found, running = carried_over()
    assert found == contracts
    assert [term for term, _owner, _organisation in running] == terms


def test_a_ppp_contract_stays_one(before):
    """With both prices; the next of its three parties has the term."""
    a_tender("decided", mechanism="ppp", property_=True)
    an_old_contract("customer")
    a_term()
    contracts, terms = carried_over()
    assert contracts == {"ppp": (None, ["customer"], False)}
    assert terms == [("sign_ppp_operator", "operator", 1002)]
    (row,) = db.session.execute(text("SELECT price_lease, price_service FROM contract"))
    assert tuple(row) == (2900, 3900)


def test_terms_that_have_ended_stay_the_customers(before):
    """What was is told as it was, under a name that the table knows."""
    a_tender("contracted")
    a_term("closed")
    assert carried_over()[1] == [("sign_service_customer", "state_body", 1001)]


def test_the_release_before_finds_its_one_contract_again(before):
    """Downgraded, what the customer began is there with its parties."""
    a_tender("decided")
    an_old_contract("customer", "operator")
    a_term()
    carried_over()
    db.session.remove()
    command.downgrade(schema.config(), "0005")
    (row,) = db.session.execute(text("SELECT parties, price_service FROM contract")).all()
    assert (json.loads(row.parties), row.price_service) == (["customer", "operator"], 3900)
    assert db.session.execute(text("SELECT DISTINCT term FROM deadline")).scalars().all() == ["sign_contract"]
