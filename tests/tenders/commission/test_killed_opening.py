"""H3: an opening is killed in the middle of it: nothing of it stays, and the next one opens everything."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select

from qyzmet.audit import verify
from qyzmet.audit.models import AuditRecord
from qyzmet.database import Model, db
from qyzmet.documents import service as documents
from qyzmet.documents.models import Document
from qyzmet.documents.sealed_models import SealedDocument
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.procedure.models import Act
from qyzmet.tenders.models import Bid, Protocol, Tender
from qyzmet.tenders.procedure.states import EXAMINING
from qyzmet.tenders.sealed_models import SealedBid
from tests.conftest import SetClock
from tests.operations.places import place
from tests.own_database import SERVER
from tests.signing_in import bearer
from tests.tenders import bidding, sitting
from tests.tenders.house import TenderHouse

# It works on a database of its own.
pytestmark = pytest.mark.slow

# Everything that an opening writes.
WRITTEN = (Act, AuditRecord, Bid, Document, Notification, OutboxMessage, Protocol, SealedDocument)
# Before which statement it is killed, from its beginning to its end.
MOMENTS = ("bid", "document", "audit_record", "act", "notification", "search_word", "protocol")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    with place("postgresql" if SERVER else "sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def tender(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender for which three bids came, at the hour of their opening."""
    made = sitting.seated(tender_house)
    for supplier in (1, 2, 3):
        bidding.submitted(tender_house, made, supplier)
    bidding.closed(tender_house, made, set_clock)
    db.session.commit()
    return made


def rows() -> dict[type[Model], int]:
    """How much there is of everything that an opening writes."""
    found = {model: db.session.scalar(select(func.count()).select_from(model)) or 0 for model in WRITTEN}
    db.session.rollback()
    return found


def killed(app: Flask, moment: str, path: str, headers: dict[str, str], body: object) -> bool:
    """Open in a process of its own; whether that was killed before it wrote into this table, or before its commit."""
    child = os.fork()
    if child == 0:
        # The connections are the parent's.
        db.engine.dispose(close=False)

        def die() -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def before(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
            if statement.startswith(f"INSERT INTO {moment} "):
                die()

        event.listen(db.engine, "before_cursor_execute", before)
        if moment == "commit":
            event.listen(db.engine, "commit", lambda _connection: die())
        try:
            app.test_client().post(path, json=body, headers=headers)
        finally:
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_one_killed_leaves_nothing_and_the_next_opens_all(app: Flask, tender_house: TenderHouse, tender: Tender):
    """From its beginning to its commit: bids stay sealed as they are, no record tells of it, and all of them open."""
    headers, body = bearer(tender_house["chair"]), sitting.present(tender_house)
    path = f"/api/v1/tenders/{tender.public_number}/open_bids"
    db.session.commit()
    before = rows()
    for moment in (*MOMENTS, "commit"):
        assert killed(app, moment, path, headers, body), moment
        assert rows() == before, moment
    assert db.session.scalars(select(SealedBid.opened_at)).all() == [None] * 3
    db.session.rollback()
    answer = app.test_client().post(path, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    db.session.refresh(tender)
    bids = db.session.scalars(select(Bid)).all()
    assert (tender.state, len(bids)) == (EXAMINING, 3)
    with tender_house.as_("chair"):
        for paper in (each for bid in bids for each in documents.of_procedure(bid)):
            assert b"".join(documents.unsealed(paper) or ()).startswith(b"%PDF")
    assert verify.verify().fault is None
