"""Tenders for tests of lists: rows in any state, published by the dates of their window, without a history."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.requests.models import AssignmentVersion
from qyzmet.search import indexing
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Party
from tests.web.reading import read
from tests.worlds import World, a_procedure, a_world

DAY = dt.timedelta(days=1)
PURPOSE = "Выдача свидетельства на право временного вывоза культурных ценностей"


def a_tender(
    world: World, state: str = "published", *, days: float = 20, customer: Organisation | None = None, **values: Any
) -> Tender:
    """A tender in that state; one that is published was so now, and takes bids for so many days."""
    made = a_procedure(world, TENDERS, state)
    assert isinstance(made, Tender)
    if customer is not None:
        next(row for row in made.party_rows if row.party is Party.STATE_BODY).organisation = customer
    made.data = {"assignment": made.assignment.public_number, "title": made.title, "contact": "tenders@example.kz"}
    known = {"object": "ssp", "mechanism": "lease", "purpose": PURPOSE, "ceiling_service": Decimal("60000000.00")}
    known |= {"ceiling_lease": Decimal("50000000.50")}
    if state not in ("draft", "consented"):
        now = clock.now()
        until = clock.end_of(clock.almaty(now + days * DAY).date())
        known |= {"is_public": True, "published_at": now, "window_from": now, "window": 1, "accepts_until": until}
        known |= {"questions_until": until - 7 * DAY, "opening_at": until + 10 * DAY / 24}
    for name, value in (known | values).items():
        setattr(made, name, value)
    keep_version(made, {"general": {"purpose": made.purpose}})
    indexing.index(made)
    return made


def keep_version(tender: Tender, data: dict[str, Any]) -> None:
    """The approved version of its assignment says this; a tender that is published has it frozen."""
    assignment = tender.assignment
    version = assignment.version_of(1)
    if version is None:
        version = AssignmentVersion(
            number=1,
            data=data,
            hash="",
            proposed_at=clock.now(),
            proposed_by_id=assignment.created_by_id,
        )
        assignment.versions.append(version)
    version.data = data
    db.session.flush()
    tender.frozen = version if tender.published_at else None
    db.session.flush()


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SELECT within the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def page(client: FlaskClient, query: str = "") -> str:
    """The list's page, held to the rules of all pages."""
    answer = client.get(f"/tenders/?lang=en&{query}")
    assert answer.status_code == 200, answer.text
    read(answer.text)
    return answer.text


def numbers(text: str) -> list[str]:
    """The numbers of the rows, in order."""
    return re.findall(r'<span class="qz-number">([^<]+)</span>', text)
