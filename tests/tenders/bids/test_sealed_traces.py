"""What a thief of database and storage, a reader of logs and metrics finds of bids before the opening: nothing."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import database
from qyzmet.database import Base, db
from qyzmet.sealing.key import file, rotation
from qyzmet.tenders.models import Tender
from tests.operations.places import place
from tests.own_database import SERVER
from tests.signing_in import bearer, post, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

KIND = "postgresql" if SERVER else "sqlite"
NAME = "Жарғы Z-77.pdf"
MARK = b"thirteen engineers of the steppe"
CONTENT = b"%PDF-1.7\n" + MARK * 3_000
KEY = "the-bidders-own-key-4711"
# All that a bid may write before the opening.
SEALED = {"sealed_bid", "taken_part", "sealed_document", "sealed_address", "idempotent_answer"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own."""
    with place(KIND, tmp_path) as made:
        yield made


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    made = tender_house.published()
    db.session.commit()
    return made


def rows() -> dict[str, Counter[str]]:
    """Every row of every table as text, with bytes as they are."""
    db.session.rollback()
    database.read_only(False)
    return {
        table.name: Counter(
            json.dumps([_plain(value) for value in row], ensure_ascii=False)
            for row in db.session.execute(table.select())
        )
        for table in Base.metadata.sorted_tables
    }


def _plain(value: Any) -> Any:
    return {"hex": value.hex(), "letters": value.decode("latin-1")} if isinstance(value, bytes) else str(value)


def new_rows(before: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    after = rows()
    return {name: after[name] - before[name] for name in after if after[name] - before[name]}


def through_the_api(app: Flask, house: TenderHouse, tender: Tender, headers: dict[str, str]) -> str:
    """A bid with a file, handed in, replaced, and a second draft withdrawn by nobody; gives its number."""
    client, keyed = app.test_client(), headers | {"Idempotency-Key": KEY}
    sent = client.post("/api/v1/documents", data={"file": (io.BytesIO(CONTENT), NAME)}, headers=headers)
    assert sent.status_code == 201
    db.session.rollback()
    body = {"tender": tender.public_number, "data": bidding.data(tender, [sent.json["id"]])}
    made = client.post("/api/v1/bids", json=body, headers=keyed)
    assert made.status_code == 201, made.text
    number = str(made.json["number"])
    assert client.post(f"/api/v1/bids/{number}/submit", json={}, headers=headers).status_code == 200
    change = {"data": {"price_lease": "47654321.09", "group": [house.suppliers[1].bin]}}
    assert client.post(f"/api/v1/bids/{number}/replace", json=change, headers=headers).status_code == 200
    assert client.get(f"/api/v1/bids/{number}", headers=headers).status_code == 200
    return number


def forbidden(house: TenderHouse) -> list[str]:
    """What must stand in no row that a bid has written, and in no file."""
    people = [house[f"supplier1_{role}"] for role in ("head", "specialist")]
    return [
        *(supplier.bin for supplier in house.suppliers),
        *(name for supplier in house.suppliers[:1] for name in {supplier.name_en, supplier.name_kk}),
        *(f'"{person.public_id}"' for person in people),
        *(bidding.LEASE, bidding.SERVICE, "47654321.09", "4812345678"),
        "tulip of the steppe",
        NAME,
        MARK.decode(),
        KEY,
    ]


@pytest.mark.slow
def test_a_copy_of_database_and_storage_ties_nothing_to_anybody(app: Flask, tender_house: TenderHouse, tender: Tender):
    """A whole bid over the API: its rows and files show neither who nor what; nothing else is written anywhere."""
    headers = bearer(tender_house["supplier1_head"])
    app.test_client().get("/api/v1/bids", headers=headers)
    before = rows()
    through_the_api(app, tender_house, tender, headers)
    new = new_rows(before)
    assert set(new) == SEALED
    shown = "\n".join(line for lines in new.values() for line in lines)
    for what in forbidden(tender_house):
        assert what not in shown, what
    documents: Path = app.config["QYZMET"].documents
    for path in (each for each in documents.rglob("*") if each.is_file()):
        stored = path.read_bytes()
        for what in (MARK, NAME.encode(), tender_house.suppliers[0].bin.encode()):
            assert what not in stored


@pytest.mark.slow
@pytest.mark.once
def test_the_database_file_itself_holds_none_of_it(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Beside the rows, SQLite's pages and its log hold neither prices, answers, names nor contents."""
    if KIND != "sqlite":
        pytest.skip("looks into SQLite's file")
    through_the_api(app, tender_house, tender, bearer(tender_house["supplier1_head"]))
    path = Path(app.config["QYZMET"].database_url.removeprefix("sqlite:///"))
    held = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    for what in (bidding.LEASE, bidding.SERVICE, "47654321.09", "tulip of the steppe", NAME, MARK.decode(), KEY):
        assert what.encode() not in held, what


@pytest.mark.slow
def test_the_pages_leave_as_little(app: Flask, client: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """Drafting, saving, autosaving, checking and submitting on pages writes sealed rows alone."""
    browser = sign_in(client, tender_house["supplier1_head"])
    browser.get("/")
    before = rows()
    path = post(browser, f"{tender.path}/bid").headers["Location"]
    prices = {"price_lease": "48 123 456,78", "price_service": "55 876 543,21"}
    assert post(browser, f"{path}/section/1", prices).status_code == 302
    assert post(browser, f"{path}/section/1/autosave", prices).json["saved"] is True
    typed: dict[str, Any] = {}
    for place_, row in enumerate(bidding.data(tender)["statements"]):
        typed |= {f"statements-{place_}-key": row["key"], f"statements-{place_}-confirmed": "y"}
    typed["statements-0-documents-0-file"] = (io.BytesIO(CONTENT), NAME)
    assert post(browser, f"{path}/section/3", typed, content_type="multipart/form-data").status_code == 302
    answers: dict[str, str] = {}
    for place_, row in enumerate(bidding.data(tender)["answers"]):
        answers |= {f"answers-{place_}-criterion": row["criterion"], f"answers-{place_}-text": row["text"]}
    assert post(browser, f"{path}/section/4", answers).status_code == 302
    assert browser.get(f"{path}/check").status_code == 200
    asked = browser.get(f"{path}/act/submit")
    assert asked.status_code == 200, asked.text
    done = post(browser, f"{path}/act/submit", {"confirmed": "1"})
    assert done.status_code == 302, done.text
    page = browser.get(path).text
    assert "Receipt" in page
    assert browser.get(f"{path}/receipt").status_code == 200
    new = new_rows(before)
    assert set(new) <= SEALED, set(new) - SEALED
    shown = "\n".join(line for lines in new.values() for line in lines)
    for what in forbidden(tender_house):
        assert what not in shown, what


@pytest.mark.slow
def test_an_envelope_is_seen_in_its_registration_alone(app: Flask, tender_house: TenderHouse, tender: Tender):
    """A registered envelope writes its own row, and nothing that another could read."""
    headers = bearer(tender_house["integrator_clerk"])
    app.test_client().get("/api/v1/tenders", headers=headers)
    before = rows()
    body = {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "paper"}
    path = f"/api/v1/tenders/{tender.public_number}/register_envelope"
    assert app.test_client().post(path, json=body, headers=headers).status_code == 200
    assert set(new_rows(before)) == {"envelope"}


@pytest.mark.slow
def test_the_log_says_neither_who_nor_which(
    app: Flask, tender_house: TenderHouse, tender: Tender, capsys: pytest.CaptureFixture[str]
):
    """No line of a bid's requests names bidder, bid, tender or address; nor those of a clerk's envelopes."""
    headers = bearer(tender_house["supplier1_head"])
    clerk = bearer(tender_house["integrator_clerk"])
    capsys.readouterr()
    number = through_the_api(app, tender_house, tender, headers)
    body = {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "paper"}
    path = f"/api/v1/tenders/{tender.public_number}/register_envelope"
    assert app.test_client().post(path, json=body, headers=clerk).status_code == 200
    lines = capsys.readouterr().err
    assert lines.count("sealed") >= 5
    for what in (number, tender.public_number, "/bids", "register_envelope", tender_house["supplier1_head"].public_id):
        assert what not in lines, what


@pytest.mark.slow
def test_a_rotation_keeps_bids_readable(app: Flask, tender_house: TenderHouse, tender: Tender, set_clock: Any):
    """Bids that were sealed before the seal key was rotated are read by their bidder and opened as before."""
    bid = bidding.submitted(tender_house, tender)
    db.session.commit()
    rotation.rotate(file.place_of(app.config["QYZMET"]))
    db.session.expire_all()
    seen = bidding.seen(tender_house, bid)
    assert seen is not None
    assert seen.data == bid.data
    bidding.take(tender_house, seen, "replace", {"data": {"price_lease": "9.00"}})
    bidding.closed(tender_house, tender, set_clock)
    assert len(bidding.opened(tender_house, tender).opened) == 1
