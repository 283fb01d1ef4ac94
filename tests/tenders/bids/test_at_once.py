"""Two at the same time, over a real database: exactly one wins, and nobody who was in time is lost."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, text

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.sealing import unordered
from qyzmet.tenders.bids.draft import draft
from qyzmet.tenders.models import Tender
from qyzmet.tenders.sealed_models import SealedBid, TakenPart
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.operations.places import place
from tests.own_database import SERVER
from tests.signing_in import bearer
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

# It works on a database of its own.
pytestmark = pytest.mark.slow

KIND = "postgresql" if SERVER else "sqlite"
T = TypeVar("T")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    with place(KIND, tmp_path) as made:
        yield made


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    made = tender_house.published()
    db.session.commit()
    return made


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Carry out the calls each in a thread of its own, all from the same moment; gives their answers in that order.

    Raises what a call raised.
    """
    db.session.commit()  # A transaction of the test's own would keep all the others waiting.
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        gate.wait(60)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        answers = [pool.submit(run, call) for call in calls]
        found = [answer.result(120) for answer in answers]
    db.session.rollback()
    return found


def poster(app: Flask, headers: dict[str, str], path: str, body: Any = None, **more: str) -> Callable[[], int]:
    """A call of the API, to be made in a thread."""
    named = {name.replace("_", "-"): value for name, value in more.items()}

    def call() -> int:
        return app.test_client().post(f"/api/v1{path}", json=body or {}, headers=headers | named).status_code

    return call


def test_two_withdrawals_at_once(app: Flask, tender_house: TenderHouse, tender: Tender):
    """One withdraws, the other learns that the bid is withdrawn already."""
    bid = bidding.submitted(tender_house, tender)
    db.session.commit()
    headers = bearer(tender_house["supplier1_head"])
    answers = at_once(*[poster(app, headers, f"/bids/{bid.public_number}/withdraw")] * 2)
    assert sorted(answers) == [200, 409]
    assert db.session.query(TakenPart).count() == 0


def test_two_with_the_same_version_at_once(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Two colleagues who looked at the same version: one replaces, the other is told that it was changed (412)."""
    bid = bidding.submitted(tender_house, tender)
    version = str(bid.version)
    db.session.commit()
    headers = bearer(tender_house["supplier1_head"])
    path = f"/bids/{bid.public_number}/replace"
    calls = [poster(app, headers, path, {"data": {"price_lease": f"{n}.00"}}, If_Match=version) for n in (1, 2)]
    assert sorted(at_once(*calls)) == [200, 412]


def test_two_bids_of_one_supplier_at_once(app: Flask, tender_house: TenderHouse, tender: Tender):
    """H39: of two drafts of a supplier that are submitted at the same moment one stands."""
    drafts = [bidding.drafted(tender_house, tender) for _each in range(2)]
    db.session.commit()
    headers = bearer(tender_house["supplier1_head"])
    answers = at_once(*[poster(app, headers, f"/bids/{each.public_number}/submit") for each in drafts])
    assert sorted(answers) == [200, 409]
    assert db.session.query(SealedBid).filter(SealedBid.addressed.is_not(None)).count() == 1
    assert db.session.query(TakenPart).count() == 1


def test_two_groups_with_each_others_members_at_once(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Two groups that name each other: one stands, the other is refused, and neither waits for ever."""
    one = bidding.drafted(tender_house, tender, 1, group=[tender_house.suppliers[1].bin])
    two = bidding.drafted(tender_house, tender, 2, group=[tender_house.suppliers[0].bin])
    bidding.join(tender_house, one, 2)
    bidding.join(tender_house, two, 1)
    db.session.commit()
    calls = [
        poster(app, bearer(tender_house[f"supplier{number}_head"]), f"/bids/{each.public_number}/submit")
        for number, each in ((1, one), (2, two))
    ]
    answers = at_once(*calls)
    assert answers.count(200) == 1
    assert set(answers) <= {200, 409, 422}
    assert db.session.query(TakenPart).count() == 2


def test_none_is_lost_while_the_worker_closes(
    app: Flask, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """¶ 47: twelve submit in the last moment while the worker closes: who was received in time stands, nobody else."""
    end = tender.accepts_until
    assert end is not None
    set_clock.set("2026-03-20T12:00:00")
    calls = []
    for _each in range(12):
        supplier = factories.organisation(OrganisationKind.SUPPLIER)
        tender_house.requests.people["another"] = head = factories.user(Role.HEAD, supplier)
        with tender_house.as_("another"):
            bid = draft(tender.public_number, bidding.data(tender))
        calls.append(poster(app, bearer(head), f"/bids/{bid.public_number}/submit"))
    number = tender.id
    set_clock.set(end - dt.timedelta(microseconds=1))

    def closes() -> int:
        set_clock.set(end)
        with app.app_context():
            engine.end_by_time(db.session.get_one(Tender, number), "close", end)
            db.session.commit()
            db.session.remove()
        return 0

    counted = Counter(at_once(*calls, closes))
    assert set(counted) <= {0, 200, 409}, counted
    assert counted[0] == 1
    standing = [row for row in db.session.query(SealedBid) if row.addressed is not None]
    assert len(standing) == counted[200]
    assert db.session.get_one(Tender, number).state == "closed"


@pytest.mark.skipif(KIND != "postgresql", reason="SQLite has one writer")
def test_who_lays_rows_anew_holds_nothing_while_it_waits(
    app: Flask, tender_house: TenderHouse, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    """Each hour the worker writes sealed rows anew: who acts at that moment, and has a row, has the next one too."""
    monkeypatch.setattr(unordered, "WAIT_SECONDS", 1)
    for each in (1, 2):
        bidding.drafted(tender_house, tender, each)
        db.session.commit()

    def lay_anew() -> bool:
        with app.app_context():
            return unordered.lay_anew()

    with db.engine.connect() as bidder, ThreadPoolExecutor(1) as pool:
        bidder.execute(select(SealedBid.id).with_for_update())
        bidder.execute(text("SET LOCAL lock_timeout = '700ms'"))
        laid = pool.submit(lay_anew)
        while not laid.done():
            with bidder.begin_nested() as within:
                bidder.execute(text("LOCK TABLE taken_part IN ROW EXCLUSIVE MODE"))
                within.rollback()
        bidder.rollback()
    assert not laid.result()
    assert lay_anew()
