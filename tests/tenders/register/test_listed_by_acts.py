"""Tenders that went their way by the moves themselves: listed when published, followers told, nothing before."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.requests.assignment import sample
from qyzmet.tenders.models import Tender
from qyzmet.tenders.register import following
from qyzmet.tenders.register.following import What
from tests.conftest import SetClock
from tests.requests.conftest import house
from tests.signing_in import bearer, sign_in
from tests.tenders.house import TenderHouse, tender_house
from tests.tenders.register.listed import numbers, page, statements

__all__ = ["house", "tender_house"]


@pytest.fixture
def watcher(tender_house: TenderHouse) -> str:
    """The e-mail of a stranger who follows whatever is leased."""
    following.follow(tender_house["other_head"], mechanism="lease")
    return tender_house["other_head"].email


def told() -> list[str]:
    """What those who follow were told, the oldest first."""
    query = select(Notification).where(Notification.kind == following.KIND).order_by(Notification.id)
    return [str(each.facts["what"]) for each in db.session.scalars(query)]


@pytest.mark.slow
def test_a_publication_is_listed_and_told(client: FlaskClient, tender_house: TenderHouse, watcher: str):
    """A draft is nobody's but its parties'; with the publication everybody finds it and those who follow are told."""
    made = tender_house.consented()
    db.session.commit()
    assert (numbers(page(client)), told()) == ([], [])
    tender_house.take(made, "integrator_head", "publish")
    db.session.commit()
    lease = sample.lease()
    purpose = str(lease["general"]["purpose"])
    text = page(client)
    assert numbers(text) == [made.number]
    assert purpose[:60] in text
    assert "15 working days left" in text
    assert (str(made.ceiling_lease), str(made.ceiling_service)) == (lease["ceiling_lease"], lease["ceiling_service"])
    for query in (f"q={purpose.split()[0]}", f"q={made.assignment.number}", "phase=accepting", "mechanism=lease"):
        assert numbers(page(client, query)) == [made.number], query
    assert told() == [What.PUBLISHED]
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.to == watcher)).one()
    assert str(made.number) in mail.subject


@pytest.mark.slow
def test_a_material_amendment_is_told_and_a_clarification_is_not(tender_house: TenderHouse, watcher: str):
    """H30: the window starts again; suppliers, who are told in any case, get no second e-mail for following."""
    following.follow(tender_house["supplier1_head"])
    made = tender_house.published()
    body = {"material": False, "text": "The address of the office was wrong.", "documents": []}
    tender_house.take(made, "integrator_head", "amend", body)
    assert told() == [What.PUBLISHED] * 2
    tender_house.amended(made.assignment, ceiling_lease="40000000.00")
    tender_house.take(made, "integrator_head", "amend", body | {"material": True})
    assert told() == [What.PUBLISHED, What.PUBLISHED, What.AMENDED]
    assert str(made.ceiling_lease) == "40000000.00"
    to = tender_house["supplier1_head"].email
    subjects = db.session.scalars(select(OutboxMessage.subject).where(OutboxMessage.to == to)).all()
    assert len([subject for subject in subjects if "amended" in subject]) == 1


def test_the_end_of_acceptance_moves_it_on(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """At 24:00 of the last day it is not among those that take bids any more, although no worker has come by."""
    made = tender_house.published()
    db.session.commit()
    assert made.accepts_until is not None
    set_clock.set(made.accepts_until)
    assert numbers(page(client, "phase=accepting")) == []
    assert numbers(page(client, "phase=examined")) == [made.number]
    assert "No tender accepts bids now." in client.get("/?lang=en").text


@pytest.mark.slow
def test_the_api_s_list_asks_no_more_queries(client: FlaskClient, tender_house: TenderHouse):
    """With their assignments and what these came from, five cost as many queries as two."""
    made: list[Tender] = [tender_house.published() for _ in range(2)]
    headers = bearer(tender_house["customer_head"])

    def queries() -> int:
        with statements() as seen:
            answer = client.get("/api/v1/tenders", headers=headers)
        assert [item["number"] for item in answer.json["items"]] == [each.number for each in made]
        return len(seen)

    queries()
    few = queries()
    made += [tender_house.published() for _ in range(3)]
    db.session.commit()
    queries()
    assert queries() == few


def test_front_pages_lead_there(client: FlaskClient, tender_house: TenderHouse):
    """Signed out, and for a supplier."""
    made = tender_house.published()
    db.session.commit()
    assert made.path in client.get("/?lang=en").text
    assert made.path in sign_in(client, tender_house["supplier1_head"]).get("/?lang=en").text
