"""The papers of a formation: each can be printed in each language, as PDF and as DOCX, with its hash."""

import pytest

from qyzmet.printing import pdf, word
from tests.catalog import forming
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse
from tests.tenders.printing import LANGUAGES, keys, printed, text_of


def test_papers_come_about_one_after_another(tender_house: TenderHouse, set_clock: SetClock):
    """Readiness, test, act; the protocol of the Commission; production; both notices."""
    formation = forming.notified(tender_house, set_clock)
    found = keys(tender_house, formation, "customer_head")
    names = ["readiness", "test", "security", "commissioning", "notice-to-integrator", "notice-to-authority"]
    assert found == [*names, "protocol-1"]


def test_at_the_beginning_there_are_none(tender_house: TenderHouse, set_clock: SetClock):
    """What nobody has done yet has no paper."""
    assert keys(tender_house, forming.begun(tender_house, set_clock), "customer_head") == []


@pytest.mark.slow
def test_each_is_printed_with_its_hash(tender_house: TenderHouse, set_clock: SetClock):
    """In three languages and both forms; the hash is the record's in every language."""
    formation = forming.notified(tender_house, set_clock)
    for key in keys(tender_house, formation, "customer_head"):
        hashes = set()
        for language in LANGUAGES:
            paper = printed(tender_house, formation, key, "customer_head", language)
            assert pdf.write(paper).startswith(b"%PDF")
            assert word.write(paper).startswith(b"PK")
            hashes.add(paper.check.fingerprint)
        assert len(hashes) == 1, key
        assert None not in hashes, key


def test_what_they_say(tender_house: TenderHouse, set_clock: SetClock):
    """The addressees, the resources, who signed, and what the Commission decided on."""
    formation = forming.notified(tender_house, set_clock)
    house = tender_house.requests
    readiness = text_of(printed(tender_house, formation, "readiness", "customer_head"))
    assert house.operator.name_en in readiness
    assert "1 Гбит/с" in readiness
    protocol = text_of(printed(tender_house, formation, "protocol-1", "customer_head"))
    assert "The IC service is formed." in protocol
    for presented in (
        "Minutes of the opening of bids",
        "Protocol of the test of operability",
        "Act of the information",
    ):
        assert presented in protocol
    production = text_of(printed(tender_house, formation, "commissioning", "customer_head"))
    for key in ("operator_head", "supplier1_head"):
        assert tender_house[key].full_name in production


@pytest.mark.slow
def test_a_protocol_that_the_supplier_has_not_signed_is_marked(tender_house: TenderHouse, set_clock: SetClock):
    """It says so, and the hash of what both signed is another."""
    formation = forming.presented(tender_house, set_clock)
    forming.decide(tender_house, formation)
    tender_house.take(formation, "operator_head", "commission", forming.commissioning(tender_house, formation))
    before = printed(tender_house, formation, "commissioning", "customer_head")
    assert "The supplier has still to sign" in before.marks
    tender_house.take(formation, "supplier1_head", "commission")
    after = printed(tender_house, formation, "commissioning", "customer_head")
    assert "The supplier has still to sign" not in after.marks
    assert before.check.fingerprint != after.check.fingerprint


def test_the_operators_contract_is_printed(tender_house: TenderHouse):
    """¶ 88: once both have signed it bears a hash."""
    assignment = by_operator.begun(tender_house).assignment
    paper = printed(tender_house, assignment, "contract", "customer_head")
    assert paper.check.fingerprint is not None
    assert tender_house.requests.operator.bin in text_of(paper)
