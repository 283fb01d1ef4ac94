"""A thief of database and storage, without the seal key, finds neither when a sealed row came nor after whom.

He looks at instants, row numbers, the order in which rows lie and which transaction wrote them, names and times of
files, and the database's journal.
"""

import datetime as dt
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Date, Integer, func, select, text
from sqlalchemy.types import BigInteger

from qyzmet import clock, database
from qyzmet.audit.models import AuditRecord
from qyzmet.database import Base, UTCDateTime, db
from qyzmet.deadlines.worker.worker import Worker
from qyzmet.documents import storage
from qyzmet.people.accounts import day_marks, passwords, sessions
from qyzmet.people.accounts.credentials import ApiToken, UserSession
from qyzmet.sealing import unordered
from qyzmet.sealing.columns import unordered_tables
from qyzmet.tenders.models import Tender
from tests.conftest import Browser, SetClock
from tests.operations.places import place
from tests.own_database import SERVER
from tests.signing_in import bearer, post, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

# It works on a database of its own.
pytestmark = pytest.mark.slow

KIND = "postgresql" if SERVER else "sqlite"
CONTENT = b"%PDF-1.7\n" + b"thirteen engineers of the steppe" * 300
SEALED = ("sealed_bid", "taken_part", "sealed_document", "sealed_address", "idempotent_answer")
PASSWORD = "seven wild apples of Almaty"

# Why an instant, or a number that is counted, may stand in a table although suppliers' people have a part in it.
BY_DAY = "of suppliers' people the beginning of the day"
OTHERS = "nothing that a supplier's person does before an opening writes it"
PUBLIC = "written by what is public, or known to the parties, when it is written"
SYSTEM = "the application's own, of no person"
SEALED_ROW = "of a sealed row: there when it was opened, and not before"
NOBODY = "of blind hashes that name nobody"
RARE = "one's account, not one's bids: what is done once in years, or sent by mail to the address it names"
DECIDED = {
    "act": PUBLIC,
    "api_token": BY_DAY,
    "assignment_version": OTHERS,
    "audit_head": SYSTEM,
    "automation_request": OTHERS,
    "barred_supplier": OTHERS,
    "bid": SEALED_ROW,
    "calendar_change": OTHERS,
    "calendar_day": SYSTEM,
    "classifier": SYSTEM,
    "contract": PUBLIC,
    "deadline": PUBLIC,
    "deadline_firing": SYSTEM,
    "deadline_recount": SYSTEM,
    "design_assignment": OTHERS,
    "document": "of a supplier's: made when it is named in a proposal, or opened; until then it is sealed",
    "edition": SYSTEM,
    "envelope": "registered by a clerk, whom alone it names",
    "feed_key": BY_DAY,
    "formation": PUBLIC,
    "function_passport": OTHERS,
    "house_rule": OTHERS,
    "idempotent_answer": BY_DAY,
    "integration_service": OTHERS,
    "kept_manifest": "of what is kept in the open: of a bid it lies under the bid's seal",
    "mailed_link": RARE,
    "membership": OTHERS,
    "number_counter": PUBLIC,
    "need_under_way": PUBLIC,
    "notification": "`at` is the event's; `read_at` of suppliers' people the day",
    "operator_contract": OTHERS,
    "opinion": OTHERS,
    "organisation": RARE,
    "outbox_message": RARE,
    "procedure": PUBLIC,
    "procedure_party": PUBLIC,
    "procedure_seat": OTHERS,
    "proposal": PUBLIC,
    "programme": OTHERS,
    "programme_citation": OTHERS,
    "programme_report": OTHERS,
    "protocol": PUBLIC,
    "protocol_signature": PUBLIC,
    "recovery_code": BY_DAY,
    "revocation_list": SYSTEM,
    "revocation_source": SYSTEM,
    "score": OTHERS,
    "sealed_bid": SEALED_ROW,
    "second_factor_demand": OTHERS,
    "service": PUBLIC,
    "signature": PUBLIC,
    "service_price": OTHERS,
    "service_relation": OTHERS,
    "service_supplier": PUBLIC,
    "sign_in_failure": NOBODY,
    "tender": PUBLIC,
    "tender_amendment": PUBLIC,
    "tender_following": BY_DAY,
    "tender_question": "anonymous, and public with its answer",
    "unshown_attempt": OTHERS,
    "unshown_signature": OTHERS,
    "used_challenge": NOBODY,
    "user": "to the day of suppliers' people; `totp_last_step` says the half minute of the last code: docs/sealing.md",
    "user_session": BY_DAY,
    "worker_beat": SYSTEM,
}


def test_of_every_table_with_a_time_or_a_count_it_is_decided():
    """A table that keeps an instant or counts its rows stands above with the reason: a new one has to be decided."""
    shows = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, UTCDateTime | Date)
        or (column.primary_key and not column.foreign_keys and _is_counted(column))
    }
    assert sorted(shows - set(DECIDED)) == []
    assert sorted(set(DECIDED) - shows) == []


def _is_counted(column: Any) -> bool:
    return (
        column.default is None and column.autoincrement is not False and isinstance(column.type, Integer | BigInteger)
    )


def test_no_sealed_table_counts_or_keeps_an_instant():
    """What a supplier's secret act writes has random keys and no instant but that of its opening."""
    assert set(SEALED) < {table.name for table in unordered_tables()}
    for table in (Base.metadata.tables[name] for name in SEALED):
        assert not any(_is_counted(column) for column in table.primary_key.columns), table.name
        instants = {column.name for column in table.columns if isinstance(column.type, UTCDateTime)}
        assert instants <= {"opened_at", "failed_at"} | ({"created_at"} if table.name == "idempotent_answer" else set())


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own."""
    with place(KIND, tmp_path) as made:
        # Each request starts without what flask kept of the one before.
        made.test_client_class = Browser
        yield made


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    made = tender_house.published()
    db.session.commit()
    return made


@pytest.fixture
def wall_clock() -> Iterator[SetClock]:
    """The machine's clock, at eleven minutes past two in the afternoon."""
    source = SetClock(dt.datetime(2026, 3, 3, 14, 11, 10, 123456, tzinfo=clock.ALMATY))
    before = clock.use_wall(source)
    yield source
    clock.use_wall(before)


def is_a_day(instant: dt.datetime | None) -> bool:
    """Whether it says no more than the day."""
    return instant is None or instant == clock.to_the_day(instant)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table, as they are."""
    db.session.rollback()
    database.read_only(False)
    found = [dict(row) for row in db.session.execute(select(Base.metadata.tables[name])).mappings()]
    db.session.rollback()
    return found


def journal(app: Flask) -> int:
    """How many bytes SQLite's journal holds."""
    path = Path(app.config["QYZMET"].database_url.removeprefix("sqlite:///"))
    held = path.with_name(path.name + "-wal")
    return held.stat().st_size if held.exists() else 0


def bid_by_api(app: Flask, house: TenderHouse, tender: Tender, supplier: int, headers: dict[str, str]) -> None:
    """A bid with a file, handed in with a key for each call; the journal is looked at after each."""

    def called(path: str, **sent: Any) -> Any:
        answer = app.test_client().post(
            f"/api/v1{path}", headers=headers | {"Idempotency-Key": f"{path}-of-{supplier}"}, **sent
        )
        assert answer.status_code < 300, answer.text
        assert KIND != "sqlite" or journal(app) == 0, path
        db.session.rollback()
        return answer.json

    document = called("/documents", data={"file": (io.BytesIO(CONTENT), f"charter-{supplier}.pdf")})["id"]
    body = {"tender": tender.public_number, "data": bidding.data(tender, [document])}
    db.session.rollback()
    number = called("/bids", json=body)["number"]
    called(f"/bids/{number}/submit", json={})


def test_what_suppliers_do_by_the_api_has_neither_time_nor_order(
    app: Flask, tender_house: TenderHouse, tender: Tender, wall_clock: SetClock
):
    """Three bid one after the other: rows, files and journal say the day, and nothing of who came first."""
    headers = {number: bearer(tender_house[f"supplier{number}_head"]) for number in (1, 2, 3)}
    for number, each in headers.items():
        wall_clock.forward(minutes=7)
        bid_by_api(app, tender_house, tender, number, each)
    assert [row["last_used_at"] for row in rows("api_token")] == [None] * 3, "no mark stands beside what was done"
    assert all(is_a_day(row["created_at"]) for row in rows("api_token") + rows("idempotent_answer"))
    for name in ("sealed_bid", "taken_part", "idempotent_answer"):
        numbers = sorted(row["id"] for row in rows(name))
        assert len(numbers) >= 3
        assert min(later - earlier for earlier, later in itertools.pairwise(numbers)) > 1_000, name

    # An hour later whoever comes next writes the marks of all, and the worker lets the rows lie in no order.
    worker = Worker(app)
    wall_clock.forward(hours=1)
    app.test_client().get("/api/v1/tenders", headers=bearer(tender_house["integrator_head"]))
    assert {row["last_used_at"] for row in rows("api_token")} >= {clock.to_the_day(wall_clock.instant)}
    suppliers = [row for row in rows("api_token") if row["user_id"] != tender_house["integrator_head"].id]
    assert [row["last_used_at"] for row in suppliers] == [clock.to_the_day(wall_clock.instant)] * 3
    db.session.rollback()
    worker.tick()
    _look_at_order(app)
    _look_at_files(app.config["QYZMET"].documents)


def _look_at_order(app: Flask) -> None:
    if KIND == "sqlite":
        assert journal(app) == 0
        return
    writers = set()
    for table in unordered_tables():
        writers |= set(db.session.scalars(text(f"SELECT xmin::text FROM {table.name}")))
    db.session.rollback()
    assert len(writers) == 1, "one transaction wrote whatever is sealed, and the marks of people"
    assert not unordered.lay_anew(), "nothing is left to do"


def _look_at_files(documents: Path) -> None:
    found = [documents, *documents.rglob("*")]
    assert sum(path.is_file() for path in found) >= 3
    assert {int(path.stat().st_mtime) for path in found} == {storage.NO_TIME}


@pytest.mark.skipif(KIND != "sqlite", reason="PostgreSQL empties its own journal")
def test_of_many_at_once_the_last_empties_the_journal(
    app: Flask, tender_house: TenderHouse, monkeypatch: pytest.MonkeyPatch
):
    """As long as others act under the seal it is left to them; in a rush that does not end somebody does it in time."""
    headers = bearer(tender_house["supplier1_head"])

    def upload() -> int:
        sent = {"file": (io.BytesIO(CONTENT), "charter.pdf")}
        assert app.test_client().post("/api/v1/documents", data=sent, headers=headers).status_code == 201
        db.session.rollback()
        return journal(app)

    unordered.empty_journal()
    unordered.begin_act()
    monkeypatch.setattr(unordered, "RUSH_SECONDS", 1e6)
    assert upload() > 0
    monkeypatch.setattr(unordered, "RUSH_SECONDS", 0)
    assert upload() == 0
    monkeypatch.setattr(unordered, "RUSH_SECONDS", 1e6)
    assert upload() > 0
    unordered.end_act()
    assert journal(app) == 0


def test_rows_lie_in_no_order(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Twelve files one after the other: where their rows lie says nothing of which came first."""
    headers = bearer(tender_house["supplier1_head"])
    made = []
    for number in range(12):
        sent = {"file": (io.BytesIO(CONTENT), f"{number}.pdf")}
        made.append(int(app.test_client().post("/api/v1/documents", data=sent, headers=headers).json["id"][2:]))
    db.session.rollback()
    unordered.lay_anew()
    order = "rowid" if KIND == "sqlite" else "ctid"
    lie = list(db.session.scalars(text(f"SELECT number FROM sealed_document ORDER BY {order}")))
    db.session.rollback()
    assert sorted(lie) == sorted(made)
    assert lie not in (made, made[::-1])
    if KIND == "sqlite":
        assert lie == sorted(made), "by their random numbers"
        assert db.session.scalar(text("PRAGMA freelist_count")) == 0


def test_what_suppliers_do_on_pages_has_neither_time_nor_order(
    app: Flask,
    client: FlaskClient,
    tender_house: TenderHouse,
    tender: Tender,
    wall_clock: SetClock,
    set_clock: SetClock,
):
    """Signing in, reading, bidding and signing out: session and trail say the day, and no number of the log."""
    set_clock.set("2026-03-03T14:12:13")
    head = tender_house["supplier1_head"]
    head.password_hash = passwords.hash_of(PASSWORD)
    db.session.commit()
    assert post(client, "/account/sign-in", {"email": head.email, "password": PASSWORD}).status_code == 303
    assert client.get(tender.path).status_code == 200
    path = post(client, f"{tender.path}/bid").headers["Location"]
    prices = {"price_lease": "48 123 456,78", "price_service": "55 876 543,21"}
    assert post(client, f"{path}/section/1", prices).status_code == 302
    assert KIND != "sqlite" or journal(app) == 0
    wall_clock.forward(hours=2)
    assert client.get(path).status_code == 200
    assert post(client, "/account/notifications/read", {"newest": "9999"}).status_code == 303
    assert post(client, "/account/sign-out").status_code == 303
    (session,) = rows("user_session")
    assert session["by_day"]
    assert all(is_a_day(value) for value in session.values() if isinstance(value, dt.datetime)), session
    records = [row for row in rows("audit_record") if row["chain"] == f"user:{head.id}"]
    assert [row["action"] for row in records] == ["sign_in", "sign_out"]
    for row in records:
        assert is_a_day(dt.datetime.fromisoformat(row["at"]))
        assert re.fullmatch(r"127\.0\.0\.1", row["origin"])
    assert all(is_a_day(row["read_at"]) for row in rows("notification") if row["user_id"] == head.id)
    assert rows("sign_in_failure") == []


def test_others_keep_their_hours(app: Flask, client: FlaskClient, tender_house: TenderHouse, wall_clock: SetClock):
    """Of those who work for no supplier the instants are kept, and the trail says them."""
    head = tender_house["integrator_head"]
    head.password_hash = passwords.hash_of(PASSWORD)
    db.session.commit()
    assert post(client, "/account/sign-in", {"email": head.email, "password": PASSWORD}).status_code == 303
    (session,) = db.session.scalars(select(UserSession))
    assert (session.by_day, session.created_at) == (False, wall_clock.instant)
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "sign_in")).one()
    assert not is_a_day(dt.datetime.fromisoformat(record.at))
    assert " " in record.origin


def test_a_session_by_days_ends_unused(
    app: Flask, client: FlaskClient, tender_house: TenderHouse, wall_clock: SetClock
):
    """The hours of a supplier's session are in its cookie: unused for so long it ends, used it lives for a week."""
    head = tender_house["supplier1_head"]
    db.session.commit()
    unused, used = sign_in(client, head), sign_in(app.test_client(), head)
    hours = app.config["QYZMET"].session_hours

    def is_in(browser: FlaskClient) -> bool:
        db.session.rollback()
        return browser.get("/account/").status_code == 200

    assert is_in(unused)
    assert is_in(used)
    wall_clock.forward(hours=hours - 1)
    assert is_in(used)
    wall_clock.forward(hours=1)
    assert not is_in(unused)
    begun = wall_clock.instant
    while wall_clock.instant < begun + sessions.LONGEST - dt.timedelta(days=1):
        assert is_in(used)
        wall_clock.forward(hours=hours - 1)
        if day_marks.are_due():
            day_marks.write()
    wall_clock.forward(hours=hours)
    assert not is_in(used)


def test_marks_of_the_same_hour_are_one_transaction(app: Flask, tender_house: TenderHouse, wall_clock: SetClock):
    """Who was here within an hour is written down together, when it is over; nothing before, and nobody twice."""
    headers = [bearer(tender_house[f"supplier{number}_head"]) for number in (3, 1, 2)]
    for each in headers * 2:
        assert app.test_client().get("/api/v1/bids", headers=each).status_code == 200
        wall_clock.forward(minutes=1)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(ApiToken.last_used_at.is_not(None))) == 0
    wall_clock.forward(hours=1)
    assert app.test_client().get("/api/v1/bids", headers=headers[0]).status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(ApiToken.last_used_at.is_not(None))) == 3
    if KIND == "postgresql":
        assert len(set(db.session.scalars(text("SELECT xmin::text FROM api_token")))) == 1
