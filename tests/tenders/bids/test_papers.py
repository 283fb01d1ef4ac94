"""A bid and its receipt printed: under the seal by its bidder alone and without a trace, later by who knows of it."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qyzmet.database import Model, db
from qyzmet.files import paths
from qyzmet.printing.paper import Items
from qyzmet.procedure import engine
from qyzmet.tenders.bids import receipt, requirements
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.rules.qualification import STATEMENTS
from qyzmet.tenders.sealed_models import Envelope
from tests.conftest import SetClock
from tests.printing.papers import hash_of
from tests.signing_in import bearer, sign_in
from tests.tenders import bidding, resolving
from tests.tenders.house import TenderHouse
from tests.tenders.printing import keys, printed, text_of


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A published tender with its Commission."""
    return resolving.announced(tender_house)


def receipt_of(bid: Bid) -> dict[str, str]:
    """The receipt of a bid that was handed in."""
    given = receipt.of(bid)
    assert given is not None
    return given


def test_a_draft_of_a_bid_bears_no_hash(tender_house: TenderHouse, tender: Tender):
    """It is printed as a draft, complete or not, and has no receipt."""
    bid = bidding.drafted(tender_house, tender, price_lease=None, answers=[], statements=[])
    assert keys(tender_house, bid, "supplier1_specialist") == ["bid"]
    made = printed(tender_house, bid, "bid", "supplier1_specialist")
    assert made.marks == ("Draft", "Local form")
    assert hash_of(made) is None


def test_all_that_was_handed_in_is_printed(tender_house: TenderHouse, tender: Tender):
    """¶ 49, Annex 4, a local form: prices, group, each statement, each answer, each file with its hash."""
    house = tender_house
    bid = bidding.submitted(house, tender, group=[house.suppliers[1].bin])
    made = printed(house, bid, "bid", "supplier1_head")
    assert made.marks == ("Local form",)
    text = text_of(made)
    for each in ("₸48,123,456.78", "₸55,876,543.21", house.suppliers[0].bin, house.suppliers[1].bin):
        assert each in text, each
    assert all(statement.text in text for statement in STATEMENTS)
    for criterion in requirements.criteria(tender):
        assert criterion.name in text
        assert f"{bidding.ANSWER} ({criterion.key})" in text
    files = [
        item for block in made.blocks if isinstance(block, Items) for item in block.items if "SHA-256" in item.note
    ]
    assert [each.text for each in files] == ["charter-of-the-bidder.pdf"] * 2
    assert house["supplier1_head"].full_name in text


def test_bid_and_receipt_bear_the_receipts_hash(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """What is replaced gives another receipt; what is withdrawn keeps it and says so."""
    house = tender_house
    bid = bidding.submitted(house, tender)
    first = receipt_of(bid)["hash"]
    assert {hash_of(printed(house, bid, key, "supplier1_head")) for key in ("bid", "receipt")} == {first}
    set_clock.forward(minutes=5)
    bidding.take(house, bid, "replace", {"data": {"price_lease": "2.00"}})
    second = receipt_of(bid)
    made = printed(house, bid, "receipt", "supplier1_head")
    assert hash_of(made) == second["hash"] != first
    assert second["received_at"] in text_of(made)
    bidding.take(house, bid, "withdraw")
    withdrawn = printed(house, bid, "bid", "supplier1_head")
    assert (hash_of(withdrawn), withdrawn.marks) == (second["hash"], ("Local form", "bid withdrawn"))


def test_the_opening_changes_nothing_of_the_paper(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """What the bidder printed under the seal the Commission prints afterwards, letter by letter."""
    house = tender_house
    bid = bidding.submitted(house, tender)
    papers = ("bid", "receipt")
    before = [printed(house, bid, paper, "supplier1_head") for paper in papers]
    resolving.opened(house, tender, set_clock)
    opened = resolving.bid_of(house, tender, 1)
    for key in ("supplier1_specialist", "chair", "customer_head", "auditor"):
        assert [printed(house, opened, paper, key) for paper in papers] == before


@pytest.mark.slow
def test_a_bid_from_an_envelope_says_how_it_came(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """H9, H12: number and carrier of the envelope, who entered it, and that it came on paper; the minutes add it."""
    house = tender_house
    with house.as_("integrator_clerk"):
        engine.take(tender, "register_envelope", {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "carrier"})
    resolving.opened(house, tender, set_clock)
    envelope = db.session.scalars(select(Envelope)).one()
    assert f"{envelope.number}\non an electronic carrier" in text_of(printed(house, tender, "protocol-1"))
    body = {
        "envelope": envelope.number,
        "supplier": house.suppliers[0].bin,
        "data": bidding.data(tender),
        "present": [house["chair"].public_id],
    }
    house.take(tender, "integrator_clerk", "enter_envelope", body)
    bid = resolving.bid_of(house, tender, 1)
    made = printed(house, bid, "bid", "chair")
    assert made.marks == ("Local form", "Came on paper")
    text = text_of(made)
    assert f"in the envelope {envelope.number}, on an electronic carrier" in text
    assert house["integrator_clerk"].full_name in text
    addition = text_of(printed(house, tender, "protocol-2"))
    assert "Addition to the minutes\nNo. 1" in addition
    assert bid.public_number in addition


@pytest.mark.slow
def test_what_mended_a_defect_stands_beside_the_bid(tender_house: TenderHouse, set_clock: SetClock):
    """H23: the documents and who gave them; the receipt's hash stays that of what was handed in."""
    house = tender_house
    tender = resolving.with_bids(house, set_clock)
    bid = resolving.bid_of(house, tender, 1)
    before = hash_of(printed(house, bid, "bid", "chair"))
    house.take(tender, "chair", "request_correction", {"bid": bid.public_number, "text": "Sign it."})
    house.take(bid, "supplier1_head", "correct", {"documents": [house.document("supplier1_head", "signed.pdf")]})
    made = printed(house, bid, "bid", "chair")
    assert "signed.pdf" in text_of(made)
    assert hash_of(made) == before


@pytest.mark.slow
def test_a_sealed_bid_is_printed_by_its_bidder_alone(tender_house: TenderHouse, tender: Tender, client: FlaskClient):
    """For everybody else there is no such paper, over pages and the API; signed out neither."""
    bid = bidding.submitted(tender_house, tender)
    number = bid.public_number
    db.session.commit()
    addresses = [f"/tenders/{number}/print/{name}" for name in ("bid.pdf", "receipt.docx")]
    addresses += [f"/tenders/{number}/print"]
    system = f"/api/v1/bids/{number}/papers/bid.pdf"
    assert client.get(system).status_code == 401
    for key in ("supplier2_head", "integrator_head", "customer_head", "chair", "auditor", "administrator"):
        assert client.get(system, headers=bearer(tender_house[key])).status_code == 404, key
        sign_in(client, tender_house[key])
        assert [client.get(address).status_code for address in addresses] == [404] * 3, key
    sign_in(client, tender_house["supplier1_specialist"])
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    assert client.get(system, headers=bearer(tender_house["supplier1_specialist"])).data.startswith(b"%PDF")


def rows() -> dict[str, int]:
    """How many rows each table has."""
    tables = Model.metadata.sorted_tables
    return {each.name: db.session.scalar(select(func.count()).select_from(each)) or 0 for each in tables}


def files_in(*folders: Path) -> set[tuple[str, int]]:
    """Every file in these folders with its size."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {(str(path), path.stat().st_size) for path in found if path.suffix not in (".sqlite", ".db", ".log", ".pyc")}


@pytest.mark.slow
def test_printing_a_sealed_bid_leaves_no_trace(
    tender_house: TenderHouse, tender: Tender, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """No row of any table, no file in the instance's folder or that for temporary files, no copy in a browser."""
    bid = bidding.submitted(tender_house, tender)
    number, version = bid.public_number, tender.version
    sign_in(client, tender_house["supplier1_head"])
    instance = current_app.config["QYZMET"].instance
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = (rows(), files_in(instance, tmp_path, paths.TEMPLATES))
    for name in ("bid.pdf", "bid.docx", "receipt.pdf", "receipt.docx"):
        answer = client.get(f"/tenders/{number}/print/{name}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
    client.get(f"/tenders/{number}/print")
    client.get(f"/tenders/{number}?sha256={'0' * 64}")
    db.session.expire_all()
    assert (rows(), files_in(instance, tmp_path, paths.TEMPLATES)) == before
    assert tender.version == version


WRITES_NOTHING = """
import resource, sys
from qyzmet.printing import pdf; from qyzmet.printing import word
from tests.printing.papers import a_paper

paper = a_paper()
# From here on the system lets this process write not a byte into any file; a pipe is none.
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    open(sys.argv[1], "wb", buffering=0).write(b"x")
except OSError:
    sys.stdout.buffer.write(pdf.write(paper)[:4] + word.write(paper)[:2])
"""


def test_papers_are_written_in_memory(tmp_path: Path):
    """Neither PDF nor DOCX is written through a file: where no file can be written, both come about all the same."""
    answer = subprocess.run(
        [sys.executable, "-c", WRITES_NOTHING, str(tmp_path / "probe")],
        cwd=paths.PACKAGE.parent,
        capture_output=True,
        check=False,
    )
    assert answer.stdout == b"%PDFPK", answer.stderr.decode()
