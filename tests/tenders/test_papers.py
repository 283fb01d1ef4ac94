"""Which papers of a tender can be printed by whom, what stands on them, and how they are checked."""

import itertools
import re

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from qyzmet.database import db
from qyzmet.printing import pdf, word
from qyzmet.printing.paper import Heading, Items, Signature, Table
from qyzmet.procedure.pages import paper_links as pages
from qyzmet.requests.assignment import parts
from qyzmet.tenders.commission import protocols
from qyzmet.tenders.models import Tender
from tests.conftest import SetClock
from tests.printing.papers import hash_of
from tests.tenders import bidding, resolving, sitting, voting
from tests.tenders.house import TenderHouse
from tests.tenders.printing import LANGUAGES, keys, printed, text_of
from tests.tenders.scored import DATA as CRITERIA


@pytest.mark.slow
def test_papers_come_about_one_after_another(tender_house: TenderHouse, set_clock: SetClock):
    """Announcement with its assignment; minutes, examination; the decision once it is signed; the contract."""
    house = tender_house
    tender = resolving.announced(house)
    assert keys(house, tender) == ["announcement", "assignment"]
    for number in (1, 2):
        bidding.submitted(house, tender, number, price_lease="30000000.00", price_service="40000000.00")
    assert keys(house, tender) == ["announcement", "assignment"]
    resolving.opened(house, tender, set_clock)
    assert keys(house, tender) == ["announcement", "assignment", "protocol-1"]
    resolving.examined(house, tender, count=2)
    resolving.scored(house, tender, {1: "5", 2: "4"})
    assert keys(house, tender)[2:] == ["protocol-1", "protocol-2"]
    house.take(tender, "chair", "decide", resolving.decision(house, tender))
    assert keys(house, tender)[-1] == "protocol-2"
    assert keys(house, tender, "supplier1_head")[-1] == "protocol-2"
    assert keys(house, tender, "member4")[-1] == "protocol-3"
    assert printed(house, tender, "protocol-3", "chair").marks == ("proposal, not in force", "Local form")
    voting.vote(house, tender)
    assert keys(house, tender)[-1] == "protocol-3"
    house.take(tender, "customer_head", "sign_contract", resolving.contract(house))
    assert "contract-service" in keys(house, tender)
    assert "contract-lease" not in keys(house, tender)


def test_a_draft_of_the_announcement_is_printed_as_one(tender_house: TenderHouse):
    """Customer and integrator print it, with the dates that would follow and without a hash."""
    tender = tender_house.drafted()
    for paper in ("announcement", "assignment"):
        made = printed(tender_house, tender, paper, "customer_head")
        assert "Draft" in made.marks
        assert hash_of(made) is None
        assert "sha256" not in made.check.address
    assert "27 March 2026, 24:00" in text_of(printed(tender_house, tender, "announcement", "customer_head"))


def test_the_announcement_says_what_bidders_need(tender_house: TenderHouse):
    """Annex 3, a local form: what is wanted, ceilings, criteria with weights, dates with each day that was skipped."""
    tender = tender_house.published(tender_house.approved_assignment(criteria=CRITERIA))
    made = printed(tender_house, tender, "announcement")
    assert made.marks == ("Local form",)
    text = text_of(made)
    for each in ("₸50,400,000.00", "₸61,200,000.00", "27 March 2026, 24:00", "30 March 2026, 10:00", "¶ 47", "H3"):
        assert each in text
    assert "Not counted: 07/03/2026 – Saturday; 08/03/2026 – International Women's Day" in text
    criteria = next(
        block for block in made.blocks if isinstance(block, Table) and block.columns[0].title == "Criterion"
    )
    assert [row[:3] for row in criteria.rows[:3]] == [
        ("Licence", "Met or not met", ""),
        ("Approach", "Scored with points", "60"),
        ("Price", "Price", "40"),
    ]
    assert str(tender.data["contact"]) in text
    signed = [block for block in made.blocks if isinstance(block, Signature)]
    assert [each.name for each in signed] == [
        tender_house[key].full_name for key in ("customer_head", "integrator_head")
    ]


@pytest.mark.slow
def test_questions_and_amendments_are_printed_and_change_the_hash(tender_house: TenderHouse, set_clock: SetClock):
    """What was asked, answered and clarified stands there with its file's hash, without who asked."""
    house, tender = tender_house, tender_house.published()
    hashes = [hash_of(printed(house, tender, "announcement"))]

    def changed() -> str:
        made = printed(house, tender, "announcement")
        hashes.append(hash_of(made))
        return text_of(made)

    set_clock.set("2026-03-04T09:00")
    house.take(tender, "supplier2_head", "ask", {"text": "May the lease be longer?"})
    asked = changed()
    assert "May the lease be longer?" in asked
    assert "Not answered yet." in asked
    assert house["supplier2_head"].full_name not in asked
    house.take(tender, "integrator_head", "answer", {"question": "Q-1", "text": "By a year at most."})
    assert "By a year at most." in changed()
    document = house.document("integrator_head", "plan.pdf")
    body = {"material": False, "text": "The load is meant per hour.", "documents": [document]}
    house.take(tender, "integrator_head", "amend", body)
    clarified = changed()
    assert "The load is meant per hour." in clarified
    assert re.search(r"plan\.pdf\nSHA-256: [0-9a-f]{64}", clarified)
    assert len(set(hashes)) == 4
    assert {hash_of(printed(house, tender, "announcement", key)) for key in ("auditor", "supplier1_head", None)} == {
        hashes[-1]
    }


@pytest.mark.slow
def test_the_attached_assignment_is_the_frozen_version(tender_house: TenderHouse):
    """¶ 42: fourteen parts under their printed headings, checked by the version's own hash; an amendment waits."""
    tender = tender_house.published()
    assert tender.frozen is not None
    before = printed(tender_house, tender, "assignment")
    tender_house.amended(tender.assignment, ceiling_lease="50400001.00")
    made = printed(tender_house, tender, "assignment")
    assert made == before
    assert hash_of(made) == tender.frozen.hash
    headings = [block.official or block.text.partition(" ")[2] for block in made.blocks if isinstance(block, Heading)]
    assert headings == [part.official for part in parts.PARTS]


@pytest.mark.slow
def test_minutes_say_who_was_there_and_what_was_read_out(tender_house: TenderHouse, set_clock: SetClock):
    """H3: present and absent with their seats, bids with prices and receipts, what did not open, questions."""
    house = tender_house
    tender = sitting.seated(house)
    house.take(tender, "supplier2_head", "ask", {"text": "May the lease be longer?"})
    bid = bidding.submitted(house, tender, price_lease="40000000.00", price_service="45000000.00")
    bidding.closed(house, tender, set_clock)
    there = tuple(key for key in sitting.SEATED if key != "member4")
    house.take(tender, "secretary", "open_bids", sitting.present(house, there))
    made = printed(house, tender, "protocol-1", language="en")
    assert made.title == "Minutes of the opening of bids, No. 1"
    assert hash_of(made) == tender.protocols[0].hash
    (present, absent, *_rest) = (block for block in made.blocks if isinstance(block, Items))
    assert [each.text for each in present.items] == [row["name"] for row in tender.protocols[0].data["present"]]
    assert present.items[0].note.startswith("Chair, ")
    assert [each.text for each in absent.items] == [house["member4"].full_name]
    text = text_of(made)
    for each in (
        bid.public_number,
        "₸40,000,000.00",
        "₸45,000,000.00",
        house.suppliers[0].bin,
        "May the lease be longer",
    ):
        assert each in text
    assert tender.protocols[0].data["bids"][0]["receipt"] in text


@pytest.mark.slow
def test_minutes_without_a_bid_say_so(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 53-1: that none had come in is what the minutes are for; the outcome is printed with its rule."""
    house, tender = tender_house, resolving.without_bids(tender_house, set_clock)
    assert "No bid had come in." in text_of(printed(house, tender, "protocol-1"))
    voting.resolve(house, tender, "reannounce", resolving.resolution())
    made = printed(house, tender, "protocol-2")
    assert made.title == "Protocol of a tender in which no supplier was chosen, No. 2"
    text = text_of(made)
    assert "Announce the tender again" in text
    assert "No bid came in." in text
    assert hash_of(made) == tender.protocols[1].hash


@pytest.mark.slow
def test_a_rejection_is_printed_with_its_ground_and_reason(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-2: the protocol of the examination names each bid's finding."""
    tender = resolving.with_bids(tender_house, set_clock)
    resolving.examined(tender_house, tender, {2: "document_missing"})
    made = printed(tender_house, tender, "protocol-2")
    table, _votes = (block for block in made.blocks if isinstance(block, Table))
    found = {row[0].splitlines()[-1]: row[1:] for row in table.rows}
    rejected = resolving.bid_of(tender_house, tender, 2).public_number
    assert found.pop(rejected) == (
        "rejected",
        "A document is missing (Law 45-2)\nThe certificate is of another organisation.",
    )
    assert set(found.values()) == {("compliant", "")}


@pytest.fixture
def decided(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """The second by rank was named, by three voices to one, after a proposal that was withdrawn; one has not voted."""
    tender = resolving.ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    body = resolving.decision(tender_house, tender, 2, grounds="The second is cheaper to run.")
    against = {"member1": "The first."}
    return voting.resolve(tender_house, tender, "decide", body, resolving.VOTERS[:4], against)


def test_the_decision_is_printed_with_every_step(tender_house: TenderHouse, decided: Tender):
    """¶ 73: the supplier, the term for readiness, exact points with each step, votes with dissent, signatures."""
    house = tender_house
    made = printed(house, decided, "protocol-4")
    text = text_of(made)
    for each in (
        "within 60 working days",
        "The second is cheaper to run.",
        "The decision differs from the ranking, by a recorded vote.",
        "(4.352 + 4.352 + 4.352 + 4.352 + 4.352) / 5 = 4.352",
        "400/11 ≈ 36.363636",
        "For: 3. Against: 1.",
        f"Did not vote: {house['member4'].full_name}.",
    ):
        assert each in text, each
    votes = next(block for block in made.blocks if isinstance(block, Table) and block.columns[1].title == "Vote")
    assert (house["member1"].full_name, "against", "The first.") in votes.rows
    signed = [block.name for block in made.blocks if isinstance(block, Signature)]
    assert signed == [house[key].full_name for key in resolving.VOTERS[:4]]
    assert made.marks == ("Local form",)


def test_a_withdrawn_proposal_says_so(tender_house: TenderHouse, decided: Tender):
    """One that another has taken the place of is the Commission's alone, and marked; its hash stands."""
    assert "protocol-3" not in keys(tender_house, decided, "customer_head")
    made = printed(tender_house, decided, "protocol-3", "chair")
    assert made.marks[0] == "withdrawn"
    assert hash_of(made) == decided.protocols[2].hash


def test_the_contract_bears_a_hash_once_all_have_signed(tender_house: TenderHouse, decided: Tender):
    """Law 45(3), ¶ 103-2: parties, prices, dates, signatures, what three years bring; of the file its hash alone."""
    house = tender_house
    terms = resolving.contract(house, "lease", ends_on="2031-05-31")
    house.take(decided, "operator_head", "sign_contract", terms)
    unsigned = printed(house, decided, "contract-lease")
    assert unsigned.marks[0] == "Not in force: signatures are missing"
    assert hash_of(unsigned) is None
    house.take(decided, "supplier2_head", "sign_contract", resolving.reading("lease"))
    made = printed(house, decided, "contract-lease")
    hashes = {
        hash_of(printed(house, decided, "contract-lease", key)) for key in ("customer_head", "supplier1_head", None)
    }
    assert hashes == {hash_of(made)}
    assert None not in hashes
    text = text_of(made)
    for each in ("₸29,000,000.00", "Contract of the lease", "1 June 2026", "¶ 103-2", "Supplier: "):
        assert each in text, each
    assert "lease.pdf" not in text
    assert re.search(r"SHA-256: [0-9a-f]{64}", text)
    assert [block.name for block in made.blocks if isinstance(block, Signature)] == [
        house[key].full_name for key in ("operator_head", "supplier2_head")
    ]


def test_the_hash_of_a_protocol_is_one_in_every_language(tender_house: TenderHouse, decided: Tender):
    """Whoever prints it in whatever language checks it by the same hash, which anybody can count anew."""
    found = {
        hash_of(printed(tender_house, decided, "protocol-4", key, language))
        for key in ("chair", "customer_head", None)
        for language in LANGUAGES
    }
    protocol = decided.protocols[3]
    assert found == {protocols.hash_of(decided, protocol.number, protocol.data)}


@pytest.mark.slow
def test_the_page_says_whose_hash_came_along(tender_house: TenderHouse, decided: Tender, client: FlaskClient):
    """Who follows the code of a paper reads which paper of the tender bears the hash, signed out too."""
    db.session.commit()
    page = f"{decided.path}?lang=en&sha256="
    answer = client.get(page + decided.protocols[3].hash).text
    assert "This is the hash of the paper “Protocol that names the supplier, No. 4”" in answer
    assert "bears this hash" in client.get(page + decided.protocols[2].hash).text
    assert "bears this hash" in client.get(page + "0" * 64).text


@pytest.mark.slow
def test_every_paper_can_be_written(tender_house: TenderHouse, decided: Tender):
    """Each paper is a PDF and a DOCX, each in another language than the one before."""
    with tender_house.as_("chair"):
        known = [*pages.of(decided), *pages.of(resolving.bid_of(tender_house, decided, 1))]
    assert len(known) == 8
    for each, language in zip(known, itertools.cycle(LANGUAGES), strict=False):
        with tender_house.as_("chair"), force_locale(language):
            made = each.make()
        assert pdf.write(made).startswith(b"%PDF")
        assert word.write(made).startswith(b"PK")
