"""Whoever keeps the calendar is asked in time for the years that it does not hold yet."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet import context
from qyzmet.database import db
from qyzmet.deadlines.calendar import changes, csv_file, missing, seed
from qyzmet.deadlines.worker.worker import Worker
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.texts import headline, sentence
from qyzmet.people.models import User
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.signing_in import sign_in
from tests.worlds import a_world


@pytest.fixture
def administrator(app: Flask) -> User:
    """Who keeps the calendar."""
    return factories.user(Role.ADMINISTRATOR, factories.organisation())


def asked() -> list[tuple[int, str, bool, int]]:
    """The years that are asked for today."""
    return [(each.year, each.asked.value, each.projected, each.terms) for each in missing.missing()]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-09-30", []),
        ("2026-10-01", [(2027, "three_months", True, 0)]),
        ("2026-12-01", [(2027, "one_month", True, 0)]),
        ("2027-01-01", [(2027, "begun", True, 0)]),
        ("2027-10-01", [(2027, "begun", True, 0), (2028, "three_months", False, 0)]),
        ("2028-05-01", [(2028, "begun", False, 0)]),
    ],
)
def test_a_year_is_asked_for_before_it_begins(app: Flask, set_clock: SetClock, today: str, expected: list[object]):
    """From three months before, and until its decreed days are entered; the seed has a projection of 2027 alone."""
    set_clock.set(f"{today}T09:00:00+05:00")
    assert asked() == expected


def test_a_year_in_which_terms_end_is_asked_for_at_once(app: Flask, set_clock: SetClock):
    """A term of three years ends where not even holidays are known; a projection of them is enough until its time."""
    set_clock.set("2026-03-02T09:00:00+05:00")
    term = a_term(a_world())
    term.due_on = dt.date(2029, 3, 2)
    db.session.flush()
    assert asked() == [(2029, "terms", False, 1)]
    with context.acting(context.DEADLINE_WORKER, "test"):
        changes.make(changes.import_rows(seed.proposed_rows(2029), "2029.csv"))
    assert asked() == []


def test_each_administrator_is_told_once_at_each_stage(app: Flask, administrator: User, set_clock: SetClock):
    """By a notification and an e-mail, however many workers begin the day; one who came later is told too."""
    db.session.commit()

    def told(user: User) -> list[tuple[int, str]]:
        found = db.session.scalars(
            select(Notification).where(Notification.user_id == user.id).order_by(Notification.id)
        )
        return [(each.facts["year"], each.facts["asked"]) for each in found if each.kind == missing.NOTIFIED_AS]

    for day in ("2026-10-01", "2026-10-02", "2026-12-01"):
        set_clock.set(f"{day}T09:00:00+05:00")
        for _worker in range(2):
            Worker(app).tick()
    assert told(administrator) == [(2027, "three_months"), (2027, "one_month")]
    assert db.session.query(OutboxMessage).filter_by(to=administrator.email).count() == 2
    other = factories.user(Role.ADMINISTRATOR, factories.organisation())
    db.session.commit()
    Worker(app).tick()
    assert (told(other), len(told(administrator))) == ([(2027, "one_month")], 2)
    notification = db.session.scalars(select(Notification).where(Notification.user_id == other.id)).one()
    assert headline(notification) == "The calendar of 2027 is to be entered"
    assert sentence(notification).startswith("Of 2027 the calendar holds a projection only")


def test_the_pages_say_it_and_offer_a_projection(
    client: FlaskClient, administrator: User, set_clock: SetClock, app: Flask
):
    """On the administrator's first page and at the calendar; the projection is a file that the calendar imports."""
    set_clock.set("2027-11-01T09:00:00+05:00")
    sign_in(client, administrator)
    assert 'href="/admin/calendar#missing-2028"' in client.get("/admin/?lang=en").text
    page = client.get("/admin/calendar?lang=en").text
    assert 'id="missing-2028"' in page
    assert "Of 2028 the calendar holds no days" in page
    file = client.get("/admin/calendar/proposed/2028.csv")
    rows = csv_file.read(file.data)
    assert {row.on.year for row in rows} == {2028}
    assert all("[PROJECTION]" in row.source for row in rows)
    assert client.get("/admin/calendar/proposed/1900.csv").status_code == 404
