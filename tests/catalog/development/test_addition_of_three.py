"""¶ 92, Law 45(3), H54: the contract of a PPP project is one of three parties, and so is the addition to it."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet import clock, context, seeding
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.refusals import NotInThisState, Stale
from qyzmet.requests.assignment.without_tender import carried_over, contracts
from qyzmet.requests.models import ContractName, DesignAssignment, OperatorContract
from tests.catalog import adding, adding_of_three, forming
from tests.catalog.development.test_additions import offered, refused, running
from tests.conftest import SetClock
from tests.signing_in import bearer, sign_in
from tests.tenders.house import TenderHouse
from tests.tenders.printing import LANGUAGES, keys, printed, text_of


@pytest.mark.slow
def test_three_sign_one_addition_in_their_order(tender_house: TenderHouse, set_clock: SetClock):
    """H54: customer, operator, supplier; each has its own ten days (H51), and nobody signs before his turn or twice."""
    assignment = adding_of_three.approved(tender_house, set_clock)
    assert (contracts.needed(assignment), running(assignment)) == ((ContractName.PPP,), {"add_ppp_customer"})
    for key in ("operator_head", "supplier1_head"):
        early = refused(tender_house, assignment, key, "sign_contract", adding_of_three.reading())
        assert (early.status, early.rule) == (409, "H54")
    of_two = adding.terms(tender_house, "service")
    assert list(refused(tender_house, assignment, "customer_head", "sign_contract", of_two).errors) == ["contract"]
    tender_house.take(assignment, "customer_head", "sign_contract", adding_of_three.terms(tender_house))
    assert running(assignment) == {"add_ppp_operator"}
    waits = refused(tender_house, assignment, "supplier1_head", "sign_contract", adding_of_three.reading())
    assert (type(waits), waits.rule) == (NotInThisState, "H54")
    assert "sign_contract" not in offered(tender_house, assignment, "supplier1_head")
    tender_house.take(assignment, "operator_head", "sign_contract", adding_of_three.reading())
    (term,) = deadlines.open_deadlines(assignment)
    assert (term.term, term.working_days, assignment.formations) == ("add_ppp_supplier", 10, [])
    again = refused(tender_house, assignment, "operator_head", "sign_contract", adding_of_three.reading())
    assert again.rule == "H54"
    assert refused(tender_house, assignment, "operator_head", "decline_contract", {"reason": "Нет."}).rule == "H51"
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding_of_three.reading())
    assert running(assignment) == set()
    formation = forming.formation_of(assignment)
    assert (formation.mechanism, formation.tender, running(formation)) == ("ppp", None, {"report_ready"})


@pytest.mark.slow
def test_other_terms_are_signed_anew_by_all(tender_house: TenderHouse, set_clock: SetClock):
    """H54: the customer may give other terms until all have signed; who signs next signs the version it has read."""
    assignment = adding_of_three.half_signed(tender_house, set_clock)
    other = adding_of_three.terms(tender_house, price_lease="32000000.00")
    tender_house.take(assignment, "customer_head", "sign_contract", other)
    assert running(assignment) == {"add_ppp_operator"}
    old = refused(tender_house, assignment, "operator_head", "sign_contract", adding_of_three.reading())
    assert isinstance(old, Stale)
    tender_house.take(assignment, "operator_head", "sign_contract", adding_of_three.reading(2))
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding_of_three.reading(2))
    assert contracts.signed_by_all(assignment)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"price_lease": None}, "price_lease", "H51"),
        ({"price": "1.00"}, "price", "H51"),
        ({"price_lease": "33000000.01"}, "price_lease", "H51"),
        ({"price_service": "44000000.01"}, "price_service", "H51"),
        ({"price_service": "61200000.01"}, "price_service", "¶ 19"),
        # The lease is a part of the whole.
        ({"price_service": "32000000.00"}, "price_lease", "H51"),
    ],
)
def test_it_has_both_prices(
    tender_house: TenderHouse, set_clock: SetClock, changes: dict[str, Any], field: str, rule: str
):
    """H54: both in one, each within its ceiling and what was offered, as in two additions (H51)."""
    assignment = adding_of_three.approved(tender_house, set_clock)
    found = refused(
        tender_house, assignment, "customer_head", "sign_contract", adding_of_three.terms(tender_house, **changes)
    )
    assert (list(found.errors), found.rule) == ([field], rule)


@pytest.mark.slow
def test_the_next_version_costs_what_the_three_have_signed(tender_house: TenderHouse, set_clock: SetClock):
    """Law 46, H54: the entry's prices are never above those of the addition; partner, lease and mechanism stay."""
    assignment = adding_of_three.half_signed(tender_house, set_clock)
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding_of_three.reading())
    formation = forming.formation_of(assignment)
    service = formation.service
    assert service is not None
    before = service.lease_starts_on
    adding.tested(tender_house, set_clock, formation)
    adding.produced(tender_house, formation)
    for dear in ({"price_lease": "33000000.01"}, {"price_service": "43000000.01"}):
        entry = forming.entry(**(adding_of_three.PRICES | dear))
        found = refused(tender_house, formation, "integrator_specialist", "notify_authority", entry)
        assert list(found.errors) == [f"entry.{name}" for name in dear]
    entry = forming.entry(**adding_of_three.PRICES)
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    tender_house.take(formation, "authorised_head", "include")
    assert (service.price_lease, service.price_service) == (Decimal(33_000_000), Decimal(43_000_000))
    assert (service.mechanism, service.lease_starts_on, service.entry_version) == ("ppp", before, 2)


@pytest.mark.slow
def test_how_it_is_shown(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """The pages name all three as partners, with both prices and whose turn it is; the API says the same; so does the
    paper, which bears its hash once all have signed.
    """
    assignment = adding_of_three.half_signed(tender_house, set_clock)
    db.session.commit()
    for key in adding_of_three.SIGNERS:
        sign_in(client, tender_house[key])
        for language in LANGUAGES:
            assert client.get(f"{assignment.path}?lang={language}").status_code == 200
    page = client.get(f"{assignment.path}?lang=en").text
    for words in ("one addition to the contract of the PPP project", "Private partner", "33,000,000", "43,000,000"):
        assert words in page
    own = client.get(f"{assignment.path}/act/sign_contract?lang=en").text
    assert "Sign the addition to the contract of the PPP project" in own
    assert 'name="price_lease"' not in own
    sign_in(client, tender_house["customer_head"])
    anew = client.get(f"{assignment.path}/act/sign_contract?lang=en").text
    assert 'name="price_lease"' in anew
    assert 'name="price"' not in anew
    headers = bearer(tender_house["operator_head"])
    shown = client.get(f"/api/v1/assignments/{assignment.public_number}", headers=headers).get_json()
    assert [(each["contract"], each["next"]) for each in shown["contracts_needed"]] == [("ppp", "supplier")]
    (contract,) = shown["contracts"]
    assert (contract["price"], contract["price_lease"], len(contract["signed"])) == (None, "33000000.00", 2)
    assert [key for key in keys(tender_house, assignment, "supplier1_head") if key.startswith("addition")] == [
        "addition-ppp"
    ]
    assert printed(tender_house, assignment, "addition-ppp", "supplier1_head").check.fingerprint is None
    tender_house.take(assignment, "supplier1_head", "sign_contract", adding_of_three.reading())
    # What was ordered is being made now, beside the service that lives on.
    box = client.get(f"{assignment.path}?lang=en").text.partition('id="now"')[2].partition("</section>")[0]
    assert f'href="{forming.formation_of(assignment).path}"' in box
    papers = [printed(tender_house, assignment, "addition-ppp", "customer_head", each) for each in LANGUAGES]
    assert len({paper.check.fingerprint for paper in papers} - {None}) == 1
    assert "State partner" in text_of(printed(tender_house, assignment, "addition-ppp", "customer_head", "en"))


def two_terms(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """As a release before began it: the terms of two additions run, and nothing is signed."""
    assignment = adding_of_three.approved(house, set_clock)
    approval = next(act for act in reversed(assignment.acts) if act.action == "approve")
    deadlines.close_term(assignment, "add_ppp_customer", approval, fulfilled=False)
    for key in ("add_service_customer", "add_lease_operator"):
        deadlines.open_term(assignment, table_of(assignment).term(key), 10, clock.now(), approval)
    db.session.flush()
    return assignment


@pytest.mark.slow
def test_where_nothing_was_signed_the_upgrade_begins_the_one(tender_house: TenderHouse, set_clock: SetClock):
    """H54: the customer's term of the one addition runs from the upgrade; a second upgrade changes nothing."""
    assignment = two_terms(tender_house, set_clock)
    set_clock.forward(days=30)
    with context.acting(context.COMMAND_LINE, "command line"):
        seeding.seed()
        assert carried_over.begin_missing() == 0
    (term,) = deadlines.open_deadlines(assignment)
    assert (term.term, term.event_on) == ("add_ppp_customer", clock.today())


@pytest.mark.slow
def test_what_was_begun_as_two_ends_as_two(tender_house: TenderHouse, set_clock: SetClock):
    """H54: of what was signed before as two additions, the rest is signed so, and the formation begins."""
    assignment = two_terms(tender_house, set_clock)
    given = adding.terms(tender_house, "service")
    db.session.add(
        OperatorContract(
            assignment=assignment,
            name=ContractName.SERVICE,
            version=1,
            price=Decimal(given["price"]),
            starts_on=clock.today(),
            ends_on=clock.today().replace(year=clock.today().year + 2),
            document=given["document"],
            signatures={"customer": {"user": tender_house["customer_head"].public_id, "at": clock.now().isoformat()}},
        )
    )
    db.session.flush()
    with context.acting(context.COMMAND_LINE, "command line"):
        assert carried_over.begin_missing() == 0
    assert contracts.needed(assignment) == (ContractName.SERVICE, ContractName.LEASE)
    tender_house.take(assignment, "operator_head", "sign_contract", adding.reading("service"))
    adding.sign(tender_house, assignment, "lease")
    assert forming.formation_of(assignment).state == "created"
