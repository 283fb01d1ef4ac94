"""What the tests of backup and restore fill a database with, and how they compare it."""

import datetime as dt
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from qyzmet.audit import service as audit
from qyzmet.audit.heads import publish_head
from qyzmet.audit.verify import verify
from qyzmet.database import Base, db
from qyzmet.documents import storage
from qyzmet.documents.models import Document
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests import factories
from tests.worlds import a_request, a_world

INSTANT = dt.datetime(2026, 3, 2, 4, 5, 6, 789012, tzinfo=dt.UTC)
CONTENTS = (b"%PDF-1.7 the regulation", "Мәдени құндылықтар".encode() * 100_000)


def settings(app: Flask) -> Any:
    """The application's settings."""
    return app.config["QYZMET"]


def fill(app: Flask) -> None:
    """Rows of every awkward sort: references forwards and to themselves, bytes, instants, Kazakh, line ends."""
    world = a_world()
    request = a_request(world)
    request.title = "Қазақша «тырнақша» \\ \n \u2028 😀"
    request.data = {"acts": [{"title": "Ә", "amount": "1500000.00", "n": 12345678901234567890}], "none": None}
    someone = world.people[OrganisationKind.STATE_BODY, Role.HEAD]
    body = world.organisations[OrganisationKind.STATE_BODY]
    facts = {
        "procedure": request,
        "party": Party.STATE_BODY,
        "user": someone,
        "organisation": body,
        "from_state": "draft",
        "to_state": "draft",
        "at": INSTANT,
    }
    first, second = Act(action="submit", **facts), Act(action="annul", **facts)
    db.session.add_all([first, second])
    db.session.flush()
    first.annulled_by_id = second.id
    # An organisation may be succeeded by a later one.
    body.successor_id = factories.organisation(OrganisationKind.STATE_BODY).id
    db.session.add(
        UserSession(
            secret_hash=bytes(range(32)), user=someone, created_at=INSTANT, last_seen_at=INSTANT, expires_at=INSTANT
        )
    )
    db.session.add(
        OutboxMessage(
            message_id="m-1", to="a@example.kz", subject="Сәлем", body="a\r\nb", language="kk", queued_at=INSTANT
        )
    )
    for content in CONTENTS:
        incoming = storage.receive(settings(app).documents, io.BytesIO(content), 10_000_000)
        storage.keep(settings(app).documents, incoming)
        db.session.add(
            Document(
                name="Ереже.pdf", media_type="application/pdf", size=incoming.size, sha256=incoming.sha256,
                uploaded_by=someone, organisation=body, uploaded_at=INSTANT,
            )
        )  # fmt: skip
    for number in range(30):
        audit.record("act", chain=f"procedure:{number % 3}", subject=f"AR-{number}", after={"тақырып": number})
    publish_head()
    db.session.commit()


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database holds, as Python reads it through the models' own types."""
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(table.select().order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
    }


def works_on(app: Flask) -> None:
    """The restored application goes on: new rows get numbers of their own, references and the trail are guarded."""
    added = factories.organisation(OrganisationKind.SUPPLIER)
    audit.record("act", chain="procedure:1", subject="AR-1")
    db.session.commit()
    assert added.id == max(each.id for each in db.session.query(Organisation))
    assert verify().fault is None
    for statement in ("UPDATE audit_record SET actor = 'x'", "DELETE FROM audit_head"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    with pytest.raises(DatabaseError), db.session.begin_nested():
        db.session.execute(text("UPDATE document SET organisation_id = 999999"))
    db.session.rollback()
